import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ProgramId } from '../../src/core/ids.ts';
import { type DeliveryState, deliveryTransitions } from '../../src/webhooks/deliveries/delivery.ts';
import { testOrigin } from '../support/app.ts';
import { createWebhookTest, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest();
});
afterEach(() => world.close());

/** One delivery, put into a state that it would take long to get into. */
const deliveryIn = async (state: DeliveryState): Promise<string> => {
  await world.subscribe();
  await world.publish();
  await world.drain();
  const [delivery] = await world.deliveries();
  if (!delivery) throw new Error('a delivery');
  await world.app.transact(testOrigin, async ({ tx }) => {
    await tx.updateTable('deliveries').set({ state, next_attempt_at: null }).execute();
  });
  return delivery.id;
};

const retry = (id: string) => world.call('POST', `/api/v1/deliveries/${id}/retry`);

describe('the states of a delivery', () => {
  test('are those of the documented table', () => {
    expect(deliveryTransitions.table).toEqual({
      pending: ['sending', 'held', 'canceled', 'expired'],
      sending: ['delivered', 'pending', 'rejected', 'exhausted'],
      held: ['pending', 'canceled', 'expired'],
      delivered: [],
      rejected: ['pending'],
      exhausted: ['pending'],
      canceled: ['pending'],
      expired: [],
    });
  });

  test.each(['held', 'rejected', 'exhausted', 'canceled'] as const)(
    'let a person retry one that is %s',
    async (state) => {
      const id = await deliveryIn(state);
      const { status } = await retry(id);
      expect(status).toBe(200);
      await world.drain();
      expect(world.receiver.requests).toHaveLength(2);
      expect((await world.deliveries())[0]).toMatchObject({
        state: 'delivered',
        attempts: [{ number: 1 }, { number: 2 }],
      });
    },
  );

  test.each(['sending', 'delivered', 'expired'] as const)(
    'let nobody retry one that is %s',
    async (state) => {
      const id = await deliveryIn(state);
      const { status, body } = await retry(id);
      expect([status, body.code]).toEqual([409, 'invalid_transition']);
      await world.drain();
      expect(world.receiver.requests).toHaveLength(1);
    },
  );

  test.each(['held', 'sending', 'delivered', 'rejected', 'exhausted', 'canceled', 'expired'] as const)(
    'send nothing that is %s',
    async (state) => {
      await deliveryIn(state);
      world.app.drainer.deliveriesReady([(await world.deliveries())[0]?.endpoint_id ?? 'whe_']);
      await world.drain();
      expect(world.receiver.requests).toHaveLength(1);
      expect((await world.deliveries())[0]?.state).toBe(state);
    },
  );
});

describe('retrying a delivery', () => {
  test('sends one that waits for its next retry at once, with all its retries before it', async () => {
    await world.subscribe();
    world.receiver.answer(() => new Response(null, { status: 500 }));
    await world.publish();
    await world.drain();
    for (let count = 0; count < 3; count += 1) await world.drainAfter(4 * 3_600_000);
    const [delivery] = await world.deliveries();
    const before = delivery?.attempts.length ?? 0;
    await retry(String(delivery?.id));
    await world.drain();
    const [after] = await world.deliveries();
    expect(after?.attempts).toHaveLength(before + 1);
    const waitMs = Date.parse(String(after?.next_attempt_at)) - world.clock.now();
    expect(waitMs).toBeGreaterThanOrEqual(30_000);
    expect(waitMs).toBeLessThanOrEqual(33_000);
  });

  test('is refused while the endpoint is paused or gone, and when the payload is', async () => {
    const id = await deliveryIn('rejected');
    const endpoint = `/api/v1/webhook-endpoints/${(await world.deliveries())[0]?.endpoint_id}`;
    await world.app.transact(testOrigin, async ({ tx }) => {
      await tx.updateTable('events').set({ body: null }).execute();
    });
    expect((await retry(id)).body).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('payload'),
    });
    await world.call('POST', `${endpoint}/pause`);
    expect((await retry(id)).body).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('paused'),
    });
    await world.call('DELETE', endpoint);
    expect((await retry(id)).body).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('deleted'),
    });
  });
});

describe('the log of deliveries', () => {
  test('is filtered by endpoint, state, event and type', async () => {
    const first = await world.subscribe({ event_types: ['commission.created', 'payout.paid'] });
    const second = await world.subscribe();
    const eventId = await world.publish();
    await world.publish('payout.completed');
    await world.drain();
    const found = async (query: string) => {
      const { body } = await world.call('GET', `/api/v1/deliveries?${query}`);
      return body.data.map((delivery) => [delivery.endpoint_id, delivery.event_type]);
    };
    expect(await found(`endpoint_id=${second.id}`)).toEqual([[second.id, 'commission.created']]);
    expect(await found(`event_id=${eventId}`)).toEqual([
      [second.id, 'commission.created'],
      [first.id, 'commission.created'],
    ]);
    expect(await found('event_type=payout.paid')).toEqual([[first.id, 'payout.completed']]);
    expect(await found('state=delivered')).toHaveLength(3);
    expect(await found('state=rejected')).toEqual([]);
    expect((await world.call('GET', '/api/v1/deliveries?state=lost')).status).toBe(422);
  });

  test('belongs to the program of the endpoint', async () => {
    const program = await world.build.program();
    const key = await world.build.key({ scopes: ['read', 'write'], programId: program.id });
    await world.subscribe({ program_id: program.id });
    await world.subscribe();
    await world.publish('commission.created', program.id as ProgramId);
    await world.drain();
    const mine = await world.call('GET', '/api/v1/deliveries', { key });
    expect(mine.body.data).toHaveLength(1);
    const foreign = (await world.deliveries()).find(({ id }) => id !== mine.body.data[0]?.id);
    expect((await world.call('GET', `/api/v1/deliveries/${foreign?.id}`, { key })).status).toBe(404);
    expect((await world.call('POST', `/api/v1/deliveries/${foreign?.id}/retry`, { key })).status).toBe(404);
    expect((await world.call('GET', '/api/v1/events', { key })).body.data).toHaveLength(1);
  });

  test('never shows the value of a custom header', async () => {
    await world.subscribe({ headers: { 'X-Token': 's3cr3t' } });
    await world.publish();
    await world.drain();
    const [request] = await world.receiver.waitFor(1);
    expect(request?.headers['x-token']).toBe('s3cr3t');
    const [delivery] = await world.deliveries();
    const { body } = await world.call('GET', `/api/v1/deliveries/${delivery?.id}`);
    expect(JSON.stringify(body)).not.toContain('s3cr3t');
    expect(JSON.stringify(body)).toContain('X-Token');
  });

  test('cancels what waits for an endpoint that is deleted', async () => {
    const { id } = await world.subscribe();
    world.receiver.answer(() => new Response(null, { status: 500 }));
    for (let count = 0; count < 250; count += 1) await world.publish();
    await world.call('DELETE', `/api/v1/webhook-endpoints/${id}`);
    await world.drain();
    const states = new Set((await world.deliveries()).map(({ state }) => state));
    expect([...states]).toEqual(['canceled']);
  });
});

describe('events', () => {
  test('are listed newest first, filtered by type, entity and partner, and read alone', async () => {
    const first = await world.publish();
    const second = await world.publish('payout.completed');
    const list = await world.call('GET', '/api/v1/events');
    expect(list.body.data.map(({ id }) => id)).toEqual([second, first]);
    const [payout] = (await world.call('GET', '/api/v1/events?type=payout.paid')).body.data;
    expect(payout).toMatchObject({ id: second, type: 'payout.completed', entity_version: 2, test: false });
    const byEntity = await world.call('GET', `/api/v1/events?entity_id=${payout?.entity_id}`);
    expect(byEntity.body.data).toHaveLength(1);
    const read = await world.call('GET', `/api/v1/events/${second}`);
    expect(read.body).toEqual(payout ?? read.body);
    expect((await world.call('GET', '/api/v1/events?type=unknown')).status).toBe(422);
  });
});
