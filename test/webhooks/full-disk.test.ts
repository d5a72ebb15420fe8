import { afterEach, expect, test } from 'bun:test';
import { createWebhookTest, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;
afterEach(() => world.close());

const writingHasFailed = async (): Promise<void> => {
  while (!world.logged.some(({ event }) => event === 'webhook_turn_failed')) {
    await new Promise((resolve) => setImmediate(resolve));
  }
};

test('a result that cannot be written is kept, and written once it can be; nothing is sent twice', async () => {
  world = await createWebhookTest({});
  world.receiver.answer(() => {
    world.disk.full = true;
    return new Response();
  });
  await world.subscribe();
  await world.publish();
  const drained = world.drain();
  await world.receiver.waitFor(1);
  await writingHasFailed();
  expect(world.drainer.isAlive).toBe(false);
  expect((await world.deliveries())[0]).toMatchObject({ state: 'sending', attempts: [] });

  world.disk.full = false;
  world.receiver.answer(() => new Response());
  world.clock.advance(1_000);
  await drained;
  expect(world.drainer.isAlive).toBe(true);
  expect((await world.deliveries())[0]).toMatchObject({
    state: 'delivered',
    attempts: [{ number: 1, status: 200 }],
  });
  expect(world.receiver.requests).toHaveLength(1);
});

test('a claim that cannot be written sends nothing, and is made again', async () => {
  world = await createWebhookTest({});
  world.disk.full = true;
  await world.subscribe();
  await world.publish();
  const drained = world.drain();
  await writingHasFailed();
  expect(world.receiver.requests).toEqual([]);
  world.disk.full = false;
  world.clock.advance(1_000);
  await drained;
  expect((await world.deliveries())[0]).toMatchObject({ state: 'delivered' });
});
