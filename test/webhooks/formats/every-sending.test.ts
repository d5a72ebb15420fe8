import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { Webhook as SvixWebhook } from 'svix';
import { secondMs } from '../../../src/core/clock.ts';
import { type FormatName, formatNames } from '../../../src/webhooks/formats/formats.ts';
import { runRecoveries } from '../../../src/webhooks/recovery/run-recoveries.ts';
import { testOrigin } from '../../support/app.ts';
import type { ReceivedRequest } from '../../support/receiver.ts';
import { createPageVerifier, libraryAccepts, type Verifier } from '../support/verifiers.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import { startAtPresent } from './support/deliver.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest();
  startAtPresent(world);
});
afterEach(() => world.close());

const svixAccepts: Verifier = ({ headers, body }, secret) => {
  try {
    new SvixWebhook(secret).verify(body, { ...headers });
    return true;
  } catch {
    return false;
  }
};

const bodyHmacAccepts: Verifier = ({ headers, body }, secret) =>
  headers['x-webhook-signature'] === createHmac('sha256', secret).update(body).digest('hex');

/** Whose receivers take a format as it is. */
const verifiersOf = async (format: FormatName): Promise<readonly Verifier[]> => {
  if (format === 'standard') return [libraryAccepts, svixAccepts];
  if (format === 'track360') return [libraryAccepts, svixAccepts, bodyHmacAccepts];
  return [libraryAccepts, await createPageVerifier()];
};

const post = async (path: string, body?: object): Promise<void> => {
  const { status, body: answer } = await world.call('POST', path, body ? { body } : {});
  if (status >= 300) throw new Error(`${path}: ${JSON.stringify(answer)}`);
};

/** Each way in which a request may come to be sent, with what it sent. */
const everySending = async (id: string): Promise<Record<string, readonly ReceivedRequest[]>> => {
  const began = new Date(world.clock.now()).toISOString();
  const taken = async (act: () => Promise<unknown>): Promise<readonly ReceivedRequest[]> => {
    const before = world.receiver.requests.length;
    await act();
    await world.drain();
    return world.receiver.requests.slice(before);
  };
  const answer = (status: number) => world.receiver.answer(() => new Response(null, { status }));
  let event = '';
  answer(503);
  const first = await taken(async () => {
    event = await world.publish('partner.registered');
  });
  const retry = await taken(() => world.drainAfter(40 * secondMs));
  const asked = await taken(async () => {
    const [delivery] = await world.deliveries();
    answer(204);
    await world.app.transact(testOrigin, ({ tx }) =>
      tx.updateTable('deliveries').set({ state: 'rejected', next_attempt_at: null }).execute(),
    );
    await post(`/api/v1/deliveries/${delivery?.id}/retry`);
  });
  const replay = await taken(() => post(`/api/v1/events/${event}/replay`));
  const recovery = await taken(async () => {
    await world.app.transact(testOrigin, ({ tx }) =>
      tx.updateTable('deliveries').set({ state: 'exhausted' }).where('origin', '=', 'commit').execute(),
    );
    await post(`/api/v1/webhook-endpoints/${id}/recovery`, { since: began });
    for (let run = 0; run < 3; run += 1) {
      await runRecoveries({ ...world.app, signals: world.drainer });
      await world.drainAfter(secondMs);
    }
  });
  const test = await taken(() => post(`/api/v1/webhook-endpoints/${id}/test`));
  return { first, retry, asked, replay, recovery, test };
};

describe.each(formatNames)('receivers of %s', (format) => {
  test('take every request, whatever made it: an event, a retry, a person, a replay, a recovery, a test', async () => {
    const { id, secret } = await world.subscribe({ format, event_types: ['partner.registered'] });
    const sendings = await everySending(id);
    const verifiers = await verifiersOf(format);
    const altered = (request: ReceivedRequest) => ({ ...request, body: `${request.body} ` });
    for (const [way, requests] of Object.entries(sendings)) {
      expect([way, requests.length]).toEqual([way, 1]);
      for (const request of requests) {
        const verdicts = verifiers.map((accepts) => accepts(request, String(secret)));
        expect([way, ...verdicts]).toEqual([way, ...verifiers.map(() => true)]);
        const refused = verifiers.map((accepts) => acceptsAtAll(accepts, altered(request), String(secret)));
        expect([way, ...refused]).toEqual([way, ...verifiers.map(() => false)]);
      }
    }
    const events = Object.values(sendings).map(([request]) => request?.headers['webhook-id']);
    expect(new Set(events.slice(0, -1)).size).toBe(1);
  });
});

/** The printed code throws where a signature has another length. */
const acceptsAtAll = (accepts: Verifier, request: ReceivedRequest, secret: string): boolean => {
  try {
    return accepts(request, secret);
  } catch {
    return false;
  }
};
