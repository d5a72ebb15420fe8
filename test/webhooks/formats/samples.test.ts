import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FormatName, formatNames } from '../../../src/webhooks/formats/formats.ts';
import { type Sample, sampleLanguages, samplesOf } from '../../../src/webhooks/formats/samples.ts';
import type { ReceivedRequest } from '../../support/receiver.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import { deliverTwice, sendTwice, startAtPresent, type TwoAttempts } from './support/deliver.ts';
import { type ReceiverProcess, startReceiverProcess } from './support/receiver-process.ts';
import { canRun, prepareSamples, type RunnableSamples } from './support/runtimes.ts';

/** Where go has compiled nothing before, its standard library takes a minute. */
const compileMs = 300_000;
const startMs = 30_000;

const languages = sampleLanguages.filter(canRun);
const folder = mkdtempSync(join(tmpdir(), 'tributary-samples-'));
let world: WebhookTest;
let runnable: RunnableSamples;
/** What endpoints got: one of each format, and a second one that has another secret. */
interface Delivered {
  readonly secret: string;
  readonly old: TwoAttempts;
  readonly recent: TwoAttempts;
  readonly foreign: TwoAttempts;
}
const delivered = new Map<FormatName, Delivered>();

beforeAll(async () => {
  // First, because what was delivered must be young when the receivers get it.
  runnable = await prepareSamples(folder, languages);
  world = await createWebhookTest();
  for (const format of formatNames) {
    const type = 'commission.created';
    const { id, secret } = await world.subscribe({ format });
    startAtPresent(world, 10 * 60_000);
    const old = await sendTwice(world, id, type);
    startAtPresent(world);
    const recent = await sendTwice(world, id, type);
    delivered.set(format, {
      ...{ secret: String(secret), old, recent },
      foreign: await deliverTwice(world, { format }),
    });
  }
}, compileMs);

afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const cases = formatNames.flatMap((format) =>
  samplesOf(format)
    .filter(({ language }) => languages.includes(language))
    .map((sample): [FormatName, string, Sample] => [
      format,
      sample.library === null ? sample.language : `${sample.language} with ${sample.library}`,
      sample,
    ]),
);

const deliveredTo = (format: FormatName) => {
  const found = delivered.get(format);
  if (!found) throw new Error(format);
  return found;
};

describe.each(cases)('%s in %s', (format, _, sample) => {
  let receiver: ReceiverProcess;
  beforeAll(async () => {
    receiver = await startReceiverProcess(runnable.commandOf(sample), deliveredTo(format).secret);
  }, startMs);
  afterAll(() => receiver.stop());

  test('accepts the first attempt and the retry of a real delivery, and handles the event once', async () => {
    const { first, retry } = deliveredTo(format).recent;
    expect([await receiver.send(first), await receiver.send(retry)]).toEqual([204, 204]);
    // PHP starts anew with each request: there the database of the receiver has to remember.
    if (sample.language === 'php') return;
    const { id } = JSON.parse(first.body) as { id: string };
    await receiver.send(first);
    expect(
      receiver
        .printed()
        .split('handling ')
        .filter((line) => line.includes(id)),
    ).toHaveLength(1);
  });

  test('refuses a changed byte, a missing or another signature and another secret', async () => {
    const { recent, foreign } = deliveredTo(format);
    for (const request of recent.both) {
      expect(await receiver.send({ ...request, body: request.body.replace('1800', '1801') })).toBe(401);
      expect(await receiver.send({ ...request, body: `${request.body} ` })).toBe(401);
      expect(await receiver.send({ ...request, headers: {} })).toBe(401);
      expect(await receiver.send(withSignature(request, 'v1,AAAA'))).toBe(401);
      expect(await receiver.send(withSignature(request, ''))).toBe(401);
    }
    expect(await receiver.send(foreign.first)).toBe(401);
    expect(await receiver.send(recent.first)).toBe(204);
  });

  test('refuses what is old, where the signature covers the time', async () => {
    const { first } = deliveredTo(format).old;
    expect(await receiver.send(first)).toBe(format === 'track360' ? 204 : 401);
  });
});

const withSignature = (request: ReceivedRequest, signature: string): ReceivedRequest => ({
  ...request,
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      name.endsWith('-signature') ? signature : value,
    ]),
  ),
});

test('the samples need nothing but their language and the library they name', () => {
  for (const sample of formatNames.flatMap(samplesOf).filter(({ language }) => language === 'node')) {
    const imported = [...sample.code.matchAll(/from '([^']+)'/g)].map(([, name]) => String(name));
    const foreign = imported.filter((name) => !name.startsWith('node:'));
    expect(foreign).toEqual(sample.library === null ? [] : [sample.library]);
  }
});
