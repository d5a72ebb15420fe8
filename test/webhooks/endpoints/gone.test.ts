import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../../src/core/clock.ts';
import type { EndpointId } from '../../../src/core/ids.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
let id: EndpointId;

const gone = () => world.receiver.answer(() => new Response(null, { status: 410 }));
const states = async () => (await world.deliveries()).map(({ state }) => state);
const read = async () => (await world.call('GET', `/api/v1/webhook-endpoints/${id}`)).body;

describe.each(['standard', 'persistent', 'custom'])('a 410 under %s', (retry_policy) => {
  beforeEach(async () => {
    world = await createWebhookTest();
    const settings = { retry: { delays_seconds: [60] } };
    id = (await world.subscribe({ retry_policy, settings })).id;
    await world.publish();
    await world.drain();
  });
  afterEach(() => world.close());

  test('disables the endpoint and holds what it answered and all that waits; nothing more is sent', async () => {
    gone();
    await world.subscribe({
      event_types: ['endpoint.disabled'],
      name: 'Operators',
      url: `${world.receiver.url}/ops`,
    });
    world.receiver.answer(({ path }) => new Response(null, { status: path === '/ops' ? 200 : 410 }));
    await Promise.all(Array.from({ length: 300 }, () => world.publish()));
    await world.drain();
    await world.publish();
    await world.drainAfter(2 * dayMs);
    const all = (await world.call('GET', `/api/v1/deliveries?limit=200&endpoint_id=${id}&state=held`)).body;
    expect(all.data).toHaveLength(200);
    const rows = await world.app.read
      .selectFrom('deliveries')
      .select(['state', (count) => count.fn.countAll().as('count')])
      .where('endpoint_id', '=', id)
      .groupBy('state')
      .execute();
    expect(Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]))).toEqual({
      delivered: 1,
      held: 301,
    });
    expect(world.receiver.requests.filter(({ path }) => path === '/').length).toBeLessThanOrEqual(1 + 4);
    expect(await read()).toMatchObject({
      state: 'disabled',
      disabled_reason: 'gone',
      disabled_at: '2026-05-15T12:00:00.000Z',
      behind_from_seq: 2,
    });
    const told = world.receiver.requests
      .filter(({ path }) => path === '/ops')
      .map(({ body }) => JSON.parse(body));
    expect(told).toMatchObject([{ type: 'endpoint.disabled', data: { endpoint_id: id, reason: 'gone' } }]);
  });

  test('loses nothing: activation sends all of it, and the first 2xx is told as recovery', async () => {
    gone();
    await world.publish();
    await world.publish();
    await world.drain();
    expect(await states()).toEqual(['delivered', 'held', 'held']);
    world.receiver.answer(() => new Response());
    const path = `/api/v1/webhook-endpoints/${id}/activation`;
    expect((await world.call('POST', path)).body).toMatchObject({ state: 'active', disabled_at: null });
    await world.drain();
    expect(await states()).toEqual(['delivered', 'delivered', 'delivered']);
    await world.publish();
    await world.drain();
    expect((await world.events()).filter((type) => type.startsWith('endpoint.'))).toEqual([
      'endpoint.disabled',
      'endpoint.recovered',
    ]);
  });

  test('says nothing about an address that was entered while it was on its way', async () => {
    let answer = (): void => undefined;
    world.receiver.answer(
      () => new Promise((resolve) => (answer = () => resolve(new Response(null, { status: 410 })))),
    );
    await world.publish();
    await world.receiver.waitFor(2);
    await world.call('PATCH', `/api/v1/webhook-endpoints/${id}`, {
      body: { url: `${world.receiver.url}/new` },
    });
    answer();
    await world.drain();
    expect(await read()).toMatchObject({ state: 'active', disabled_reason: null });
    world.receiver.answer(() => new Response());
    await world.drainAfter(60_000);
    expect(await states()).toEqual(['delivered', 'delivered']);
    expect(world.receiver.requests.at(-1)?.path).toBe('/new');
  });
});
