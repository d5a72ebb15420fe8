import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { hourMs, minuteMs, secondMs } from '../../src/core/clock.ts';
import { createWebhookTest, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest({});
});
afterEach(() => world.close());

/** The endpoint has proven that it works, so that final answers are final. */
const verified = async (): Promise<void> => {
  await world.subscribe();
  await world.publish();
  await world.drain();
};

const lastDelivery = async () => {
  const delivery = (await world.deliveries()).at(-1);
  if (!delivery) throw new Error('a delivery');
  return delivery;
};

describe('a delivery that fails', () => {
  test('is retried to the millisecond of the documented schedule, then given up and told', async () => {
    await world.subscribe();
    await world.subscribe({ event_types: ['delivery.exhausted'], name: 'Operators' });
    world.receiver.answer(() => new Response('broken', { status: 500 }));
    await world.publish();
    await world.drain();
    const delays = [30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs, 4 * hourMs];
    for (const [index, delayMs] of delays.entries()) {
      expect(world.receiver.requests).toHaveLength(index + 1);
      await world.drainAfter(delayMs - 1);
      expect(world.receiver.requests).toHaveLength(index + 1);
      await world.drainAfter(1);
    }
    world.receiver.answer(() => new Response());
    const [delivery, told] = await world.deliveries();
    expect(delivery).toMatchObject({ state: 'exhausted', next_attempt_at: null });
    expect(delivery?.attempts.map(({ number, status }) => [number, status])).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => [number, 500]),
    );
    expect(told).toMatchObject({ event_type: 'delivery.exhausted' });
    await world.drainAfter(24 * hourMs);
    expect(
      world.receiver.requests.filter(({ body }) => body.includes('commission.created","v')),
    ).toHaveLength(6);
  });

  test('is wanted back by its receiver and delivered by the next retry', async () => {
    await world.subscribe();
    world.receiver.answer((_, index) => new Response(null, { status: index === 0 ? 502 : 200 }));
    await world.publish();
    await world.drain();
    expect(await lastDelivery()).toMatchObject({
      state: 'pending',
      next_attempt_at: '2026-05-15T12:00:30.000Z',
    });
    await world.drainAfter(30 * secondMs);
    expect(await lastDelivery()).toMatchObject({ state: 'delivered' });
  });

  test('is final after a 4xx, and told to those who asked for it, but not to the endpoint itself', async () => {
    await verified();
    await world.subscribe({ event_types: ['delivery.rejected', 'commission.due'] });
    world.receiver.answer(({ body }) =>
      body.includes('"type":"commission') ? new Response('who?', { status: 404 }) : new Response(),
    );
    await world.publish();
    await world.drain();
    const states = (await world.deliveries()).map(({ event_type, state }) => [event_type, state]);
    expect(states).toEqual([
      ['commission.created', 'delivered'],
      ['commission.created', 'rejected'],
      ['delivery.rejected', 'delivered'],
    ]);
    expect(await world.events()).toEqual(['commission.created', 'commission.created', 'delivery.rejected']);
  });

  test('tells nothing about an operational event that fails itself', async () => {
    await world.subscribe({ event_types: ['delivery.rejected'] });
    await world.publish('delivery.rejected');
    await world.drain();
    world.receiver.answer(() => new Response(null, { status: 400 }));
    await world.publish('delivery.rejected');
    await world.drain();
    expect(await world.events()).toEqual(['delivery.rejected', 'delivery.rejected']);
    expect(await lastDelivery()).toMatchObject({ state: 'rejected' });
  });

  test('takes a 410 as any other final answer under the default policy', async () => {
    await verified();
    world.receiver.answer(() => new Response(null, { status: 410 }));
    await world.publish();
    await world.drain();
    expect(await lastDelivery()).toMatchObject({ state: 'rejected' });
  });

  test('waits for Retry-After of a 429, and so does everything else for that endpoint', async () => {
    await world.subscribe();
    world.receiver.answer(() => new Response(null, { status: 429, headers: { 'retry-after': '600' } }));
    await world.publish();
    await world.drain();
    world.receiver.answer(() => new Response());
    await world.publish();
    await world.drainAfter(599_999);
    expect(world.receiver.requests).toHaveLength(1);
    await world.drainAfter(1);
    expect((await world.deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    const { body } = await world.call('GET', '/api/v1/webhook-endpoints');
    expect(body.data[0]).toMatchObject({ state: 'active', gated_until: '2026-05-15T12:10:00.000Z' });
  });

  test('never ends because of 429s alone before seven days have passed', async () => {
    await world.subscribe();
    world.receiver.answer(() => new Response(null, { status: 429, headers: { 'retry-after': '86400' } }));
    await world.publish();
    await world.drain();
    for (let day = 1; day <= 6; day += 1) await world.drainAfter(24 * hourMs);
    expect(await lastDelivery()).toMatchObject({ state: 'pending' });
    await world.drainAfter(24 * hourMs);
    expect(await lastDelivery()).toMatchObject({ state: 'exhausted' });
    expect(world.receiver.requests).toHaveLength(8);
  });
});

describe('an endpoint that has never answered with a 2xx', () => {
  test('keeps what it refuses, and gets it, oldest first, once it works', async () => {
    const endpoint = await world.subscribe();
    expect(endpoint.verified).toBe(false);
    world.receiver.answer(() => new Response('bad signature', { status: 401 }));
    const first = await world.publish();
    const second = await world.publish();
    await world.drain();
    expect((await world.deliveries()).map(({ state }) => state)).toEqual(['held', 'held']);
    expect(world.receiver.requests).toHaveLength(2);

    world.receiver.answer(() => new Response());
    const third = await world.publish();
    await world.drain();
    expect((await world.deliveries()).map(({ state }) => state)).toEqual(Array(3).fill('delivered'));
    const ids = world.receiver.requests.slice(2).map(({ body }) => JSON.parse(body).id);
    expect(ids.sort()).toEqual([first, second, third].sort());
    const { body } = await world.call('GET', `/api/v1/webhook-endpoints/${endpoint.id}`);
    expect(body).toMatchObject({ verified: true, failing_since: null });
  });

  test('is unverified again after its URL was changed', async () => {
    await verified();
    const { body } = await world.call('GET', '/api/v1/webhook-endpoints');
    const id = body.data[0]?.id;
    const changed = await world.call('PATCH', `/api/v1/webhook-endpoints/${id}`, {
      body: { url: `${world.receiver.url}/new` },
    });
    expect(changed.body).toMatchObject({ verified: false });
    world.receiver.answer(() => new Response(null, { status: 404 }));
    await world.publish();
    await world.drain();
    expect(await lastDelivery()).toMatchObject({ state: 'held' });
    expect(world.receiver.requests.at(-1)?.path).toBe('/new');
  });
});
