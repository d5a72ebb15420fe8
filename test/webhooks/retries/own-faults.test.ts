import { afterEach, expect, test } from 'bun:test';
import { dayMs, hourMs, minuteMs } from '../../../src/core/clock.ts';
import type { OutboundResult } from '../../../src/outbound/outbound.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
afterEach(() => world.close());

const nameServerDown: OutboundResult = {
  kind: 'failed',
  error: 'dns_unavailable',
  fault: 'ours',
  durationMs: 1,
};

/** A world whose name servers answer for nobody. */
const withoutNames = async (fields: Record<string, unknown> = {}) => {
  const sentAt: number[] = [];
  world = await createWebhookTest({
    send: async () => {
      sentAt.push(world.clock.now());
      return nameServerDown;
    },
  });
  await world.subscribe(fields);
  return sentAt;
};

const runFor = async (ms: number): Promise<void> => {
  const until = world.clock.now() + ms;
  while (world.clock.now() < until) await world.drainAfter(Math.min(6 * hourMs, until - world.clock.now()));
};

test('a fault of our own is waited out from 15 seconds up to 5 minutes', async () => {
  const sentAt = await withoutNames();
  await world.publish();
  await world.drain();
  for (let second = 0; second < 1_200; second += 15) await world.drainAfter(15_000);
  const pauses = sentAt.slice(1).map((at, index) => (at - (sentAt[index] ?? 0)) / 1_000);
  expect(pauses).toEqual([15, 30, 60, 120, 240, 300, 300]);
});

test('own faults for ever end a delivery after seven days, in the log and told, and never count against the endpoint', async () => {
  await withoutNames();
  await world.publish();
  await world.drain();
  await runFor(7 * dayMs - hourMs);
  expect((await world.deliveries())[0]).toMatchObject({ state: 'pending' });
  await runFor(2 * hourMs);
  expect((await world.deliveries())[0]).toMatchObject({
    state: 'exhausted',
    last_error: 'dns_unavailable',
  });
  expect(await world.events()).toEqual(['commission.created', 'delivery.exhausted']);
  const { body } = await world.call('GET', '/api/v1/webhook-endpoints');
  expect(body.data[0]).toMatchObject({ state: 'active', failing_since: null, disabled_at: null });
});

test('a whole backlog that meets only own faults ends, too', async () => {
  await withoutNames();
  for (let count = 0; count < 70; count += 1) await world.publish();
  await world.drain();
  world.clock.advance(7 * dayMs + minuteMs);
  await world.drain();
  const states = new Set((await world.deliveries()).map(({ state }) => state));
  expect([...states]).toEqual(['exhausted']);
});

test('under persistent a delivery waits for our own faults for as long as it takes', async () => {
  await withoutNames({ retry_policy: 'persistent' });
  await world.publish();
  await world.drain();
  world.clock.advance(30 * dayMs);
  await world.drain();
  expect((await world.deliveries())[0]).toMatchObject({ state: 'pending' });
});
