import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { findEndpoint } from '../../src/webhooks/endpoints/endpoint.store.ts';
import { type EndpointState, endpointTransitions } from '../../src/webhooks/endpoints/endpoint.ts';
import { disableEndpoint } from '../../src/webhooks/endpoints/endpoint-disabling.service.ts';
import { testOrigin } from '../support/app.ts';
import { createWebhookTest, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;
let path: string;

beforeEach(async () => {
  world = await createWebhookTest();
  path = `/api/v1/webhook-endpoints/${(await world.subscribe()).id}`;
});
afterEach(() => world.close());

const move = (action: 'pause' | 'activation', body?: object) =>
  world.call('POST', `${path}/${action}`, body ? { body } : {});

const disable = () =>
  world.app.transact(testOrigin, async (work) => {
    const endpoint = await findEndpoint(work.tx, path.slice(path.lastIndexOf('/') + 1) as 'whe_');
    if (!endpoint) throw new Error('an endpoint');
    await disableEndpoint(work, { signals: world.drainer }, endpoint, 'failing_for_days');
  });

const states = async () => (await world.deliveries()).map(({ state }) => state);
const sentIds = () => world.receiver.requests.map(({ body }) => JSON.parse(body).id);

describe('a paused endpoint', () => {
  test('is sent nothing, and loses nothing: all of it goes out on activation, oldest first', async () => {
    await move('pause');
    const published = [await world.publish(), await world.publish(), await world.publish()];
    await world.drain();
    expect(world.receiver.requests).toEqual([]);
    expect(await states()).toEqual(['held', 'held', 'held']);
    await world.call('PATCH', path, { body: { fifo: true } });
    const { status, body } = await move('activation');
    expect([status, body.state, body.behind_from_seq]).toEqual([200, 'active', null]);
    await world.drain();
    expect(sentIds()).toEqual(published);
    expect(await states()).toEqual(['delivered', 'delivered', 'delivered']);
  });

  test('that wants order gets what was held before what happened since', async () => {
    await world.call('PATCH', path, { body: { fifo: true } });
    await move('pause');
    const published = [await world.publish(), await world.publish()];
    const [, later] = await Promise.all([move('activation'), world.publish()]);
    await world.drain();
    expect(sentIds()).toEqual([...published, later]);
  });

  test('keeps what was held when that is what a person decides', async () => {
    await move('pause');
    await world.publish();
    const { body } = await move('activation', { held: 'keep' });
    const later = await world.publish();
    await world.drain();
    expect(sentIds()).toEqual([later]);
    expect(await states()).toEqual(['held', 'delivered']);
    expect(body.behind_from_seq).toBe(1);
  });

  test('lets more go than one unit releases', async () => {
    await move('pause');
    await Promise.all(Array.from({ length: 450 }, () => world.publish()));
    await move('activation');
    await world.drain();
    expect(new Set(sentIds()).size).toBe(450);
    const { body } = await world.call('GET', '/api/v1/deliveries?state=held');
    expect(body.data).toEqual([]);
  });

  test('stops retries too, until it is active again', async () => {
    world.receiver.answer(() => new Response(null, { status: 500 }));
    await world.publish();
    await world.drain();
    await move('pause');
    await world.drainAfter(60_000);
    expect(world.receiver.requests).toHaveLength(1);
    world.receiver.answer(() => new Response());
    await move('activation');
    await world.drain();
    expect(await states()).toEqual(['delivered']);
  });

  test('remembers from which event it is behind', async () => {
    await world.publish();
    await world.drain();
    const { body } = await move('pause');
    expect(body.behind_from_seq).toBe(2);
  });

  test('sends what is claimed for it no more once it is paused', async () => {
    let release = (): void => undefined;
    world.receiver.answer(() => new Promise((resolve) => (release = () => resolve(new Response()))));
    await world.call('PATCH', path, { body: { fifo: true } });
    await world.publish();
    await world.publish();
    await world.receiver.waitFor(1);
    await move('pause');
    release();
    await world.drain();
    expect(world.receiver.requests).toHaveLength(1);
    expect(await states()).toEqual(['delivered', 'held']);
  });
});

describe('the states of an endpoint', () => {
  const moves = { paused: () => move('pause'), active: () => move('activation'), disabled: disable };
  const reach: Record<EndpointState, () => Promise<unknown>> = {
    active: async () => undefined,
    paused: () => move('pause'),
    disabled: disable,
  };

  for (const from of endpointTransitions.states) {
    for (const to of endpointTransitions.states) {
      const legal = endpointTransitions.mayMove(from, to);
      test(`${legal ? 'allow' : 'refuse'} a move from ${from} to ${to}`, async () => {
        await reach[from]();
        const result = await Promise.resolve(moves[to]()).catch((error: { code: string }) => ({
          status: 409,
          body: { code: error.code },
        }));
        if (!legal) expect(result).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
        const { body } = await world.call('GET', path);
        expect(body.state).toBe(legal ? to : from);
      });
    }
  }

  test('are those of the documented table', () => {
    expect(endpointTransitions.table).toEqual({
      active: ['paused', 'disabled'],
      paused: ['active'],
      disabled: ['active'],
    });
  });

  test('say why it was disabled, until it is active again', async () => {
    await disable();
    expect((await world.call('GET', path)).body.disabled_reason).toBe('failing_for_days');
    expect((await move('activation')).body.disabled_reason).toBeNull();
  });
});
