import { afterEach, beforeEach, expect, test } from 'bun:test';
import { secondMs } from '../../src/core/clock.ts';
import { createWebhookTest, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest({});
});
afterEach(() => world.close());

test('a backlog behind a receiver that asks to wait is pending meanwhile and delivered afterwards', async () => {
  await world.subscribe();
  await world.publish();
  await world.drain();
  let takes = 20;
  world.receiver.answer(() => {
    takes -= 1;
    return takes >= 0 ? new Response() : new Response(null, { status: 429, headers: { 'retry-after': '4' } });
  });
  await Promise.all(Array.from({ length: 150 }, () => world.publish()));
  await world.drain();
  const states = new Set((await world.deliveries()).map(({ state }) => state));
  expect([...states].sort()).toEqual(['delivered', 'pending']);
  takes = Number.POSITIVE_INFINITY;
  await world.drainAfter(4 * secondMs);
  expect((await world.deliveries()).filter(({ state }) => state !== 'delivered')).toEqual([]);
});
