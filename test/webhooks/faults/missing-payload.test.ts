import { afterEach, beforeEach, expect, test } from 'bun:test';
import { hourMs } from '../../../src/core/clock.ts';
import { testOrigin } from '../../support/app.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
beforeEach(async () => {
  world = await createWebhookTest({});
});
afterEach(() => world.close());

const losePayloads = () =>
  world.app.transact(testOrigin, async ({ tx }) => {
    await tx.updateTable('events').set({ body: null }).execute();
  });

test('a payload that is gone although it is needed is never silence: the log says so at each attempt, to the end', async () => {
  const { id } = await world.subscribe();
  world.receiver.answer(() => new Response(null, { status: 503 }));
  await world.publish();
  await world.drain();
  await losePayloads();
  for (let hours = 0; hours < 8; hours += 1) await world.drainAfter(hourMs);
  const [delivery] = await world.deliveries();
  expect(delivery?.state).toBe('exhausted');
  expect(delivery?.attempts.map(({ error }) => error)).toEqual([null, ...Array(5).fill('payload_missing')]);
  expect(world.receiver.requests).toHaveLength(1);
  expect(await world.events()).toContain('delivery.exhausted');
  const refused = await world.call('POST', `/api/v1/deliveries/${delivery?.id}/retry`);
  expect(refused.status).toBe(409);

  // What comes after it is sent as ever.
  world.receiver.answer(() => new Response());
  await world.publish();
  await world.drain();
  expect((await world.deliveries()).at(-1)).toMatchObject({ endpoint_id: id, state: 'delivered' });
});
