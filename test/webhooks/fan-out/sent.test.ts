import { expect, test } from 'bun:test';
import { createWebhookTest } from '../support/webhook-test.ts';

test('what more endpoints than a unit tells at once are owed arrives at each of them, once, in its format', async () => {
  const world = await createWebhookTest();
  const formats = ['tributary', 'affonso', 'standard'] as const;
  const ids: string[] = [];
  for (let index = 0; index < 60; index += 1) {
    ids.push((await world.subscribe({ format: formats[index % 3], fifo: index % 20 === 0 })).id);
  }
  const event = await world.publish();
  await world.drain();
  const { requests } = world.receiver;
  const arrived = requests.map(({ headers }) => headers['webhook-endpoint-id']);
  expect(arrived.toSorted()).toEqual(ids.toSorted());
  expect(new Set(requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([event]));
  const bodies = await world.app.read.selectFrom('event_bodies').select('format').execute();
  expect(bodies).toEqual([{ format: 'affonso' }]);
  expect((await world.deliveries()).every(({ state }) => state === 'delivered')).toBe(true);
  await world.close();
});
