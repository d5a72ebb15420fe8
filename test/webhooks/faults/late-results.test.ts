import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { OutboundResult } from '../../../src/outbound/outbound.ts';
import type { Drainer } from '../../../src/webhooks/drainer/drainer.ts';
import { createDrainer, createWebhookTest, stopNow, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
let next: Drainer | undefined;
/** Ends the request of the process that nobody expects to hear of any more. */
let answerLate: ((result: OutboundResult) => void)[];

const answered = (status: number): OutboundResult => ({
  ...{ kind: 'answered', status, headers: {}, excerpt: 'late', truncated: false, durationMs: 5 },
});

beforeEach(async () => {
  answerLate = [];
  world = await createWebhookTest({
    send: () => new Promise((answer) => answerLate.push(answer)),
  });
  await world.subscribe();
  await world.publish();
  void world.drain();
  while (answerLate.length === 0) await new Promise((resolve) => setImmediate(resolve));
});
afterEach(async () => {
  if (next) await stopNow(next, world.clock);
  next = undefined;
  await world.close();
});

/** What the next process makes of the same delivery, while the first one still waits. */
const takeOver = async (status: number): Promise<void> => {
  world.receiver.answer(() => new Response(null, { status }));
  next = createDrainer(world);
  await next.start();
  await next.whenQuiet();
};

const late = async (result: OutboundResult): Promise<void> => {
  answerLate[0]?.(result);
  await world.drainer.whenQuiet();
};

describe('the result of a claim that another process has taken over', () => {
  test.each([
    ['a failure opens no delivery again that has arrived', 200, answered(500), 'delivered'],
    ['a final answer rejects none that has arrived', 200, answered(404), 'delivered'],
    ['a success is not recorded over a failure that is: the retry follows', 500, answered(200), 'pending'],
    ['a success is not recorded a second time', 200, answered(200), 'delivered'],
  ])('%s', async (_, status, result, state) => {
    await takeOver(status);
    await late(result);
    expect((await world.deliveries())[0]).toMatchObject({ state, attempts: [{ number: 1, status }] });
    expect((await world.deliveries())[0]?.attempts).toHaveLength(1);
    expect(world.logged.map(({ event }) => event)).toContain('delivery_result_refused');
  });

  test('is counted nowhere', async () => {
    await takeOver(200);
    await late(answered(500));
    await world.app.minutes.store();
    const { body } = await world.call('GET', '/api/v1/webhook-endpoints');
    expect(body.data[0]).toMatchObject({ failing_since: null, last_failed_at: null });
    const { body: seen } = await world.call(
      'GET',
      `/api/v1/webhook-endpoints/${body.data[0]?.id}/statistics`,
    );
    expect(seen).toMatchObject({ totals: { succeeded: 1, failed: 0 } });
  });
});
