import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNames } from '../../../src/webhooks/formats/formats.ts';
import { type Sample, sampleLanguages, samplesOf } from '../../../src/webhooks/formats/samples.ts';
import { type ReceiverProcess, startReceiverProcess } from './support/receiver-process.ts';
import { canRun, prepareSamples, type RunnableSamples } from './support/runtimes.ts';

const compileMs = 300_000;
const startMs = 30_000;

const languages = sampleLanguages.filter(canRun);
const folder = mkdtempSync(join(tmpdir(), 'tributary-attacked-'));
let runnable: RunnableSamples;
beforeAll(async () => {
  runnable = await prepareSamples(folder, languages);
}, compileMs);
afterAll(() => rmSync(folder, { recursive: true }));

/** Each once, although several formats show some of them. */
const samples = [...new Map(formatNames.flatMap(samplesOf).map((sample) => [sample.code, sample])).values()]
  .filter(({ language }) => languages.includes(language))
  .map((sample): [string, Sample] => [
    sample.code.split('\n').find((line) => /receives/i.test(line)) ?? '',
    sample,
  ]);

/** Signed in every way with what an attacker knows of a secret that nobody has set. */
const forged = () => {
  const body = '{"id":"evt_forged","type":"commission.created"}';
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signed = createHmac('sha256', '').update(`evt_forged.${timestamp}.${body}`).digest('base64');
  return {
    body,
    headers: {
      'webhook-id': 'evt_forged',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signed}`,
      'svix-id': 'evt_forged',
      'svix-timestamp': timestamp,
      'svix-signature': `v1,${signed}`,
      'x-webhook-signature': createHmac('sha256', '').update(body).digest('hex'),
    },
  };
};

describe.each(samples)('%s', (_, sample) => {
  test(
    `in ${sample.language} accepts nothing while its secret is not set`,
    async () => {
      const started = startReceiverProcess(runnable.commandOf(sample), '').catch(() => undefined);
      const receiver = await started;
      if (!receiver) return;
      const status = await receiver.send(forged());
      await receiver.stop();
      expect(status).toBe(500);
    },
    startMs,
  );
});

describe.each(samples.filter(([, { language }]) => language === 'python'))('%s', (_, sample) => {
  let receiver: ReceiverProcess;
  beforeAll(async () => {
    receiver = await startReceiverProcess(runnable.commandOf(sample), 'whsec_c2VjcmV0');
  }, startMs);
  afterAll(() => receiver.stop());

  test.each(['-1', '+1', '1_0', 'many', ''])('in python reads no body of the length %p', async (length) => {
    expect(await firstLine(receiver.port, length)).toContain(' 411 ');
  });
});

/** Of the answer to a request whose connection stays open. */
const firstLine = (port: number, length: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`POST / HTTP/1.1\r\nHost: receiver\r\nContent-Length: ${length}\r\n\r\n`);
    });
    socket.on('error', reject);
    socket.on('data', (bytes) => {
      socket.destroy();
      resolve(bytes.toString().split('\r\n')[0] ?? '');
    });
  });
