import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { OutboundRequest, OutboundResult } from '../../src/outbound/outbound.ts';
import { createWebhookTest, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;
/** Requests that wait for an answer, by the last letter of their path. */
let open: { readonly request: OutboundRequest; readonly answer: (result: OutboundResult) => void }[];
let sent: string[];
let dead: Set<string>;

const arrived: OutboundResult = {
  kind: 'answered',
  status: 204,
  headers: {},
  excerpt: '',
  truncated: false,
  durationMs: 5,
};

beforeEach(async () => {
  open = [];
  sent = [];
  dead = new Set();
  world = await createWebhookTest({
    laneLimits: { fast: 12, slow: 2 },
    send: (request) => {
      const name = new URL(request.url).pathname;
      sent.push(name);
      if (!dead.has(name)) return Promise.resolve(arrived);
      return new Promise((answer) => open.push({ request, answer }));
    },
  });
});
afterEach(async () => {
  for (const { answer } of open) answer(arrived);
  await world.close();
});

const subscribe = (name: string, fields: object = {}) =>
  world.subscribe({ url: `${world.receiver.url}/${name}`, name, ...fields });

/** Until nothing is left to do but wait for answers or for time to pass. */
const settle = async (): Promise<void> => {
  const { data } = (await world.call('GET', '/api/v1/webhook-endpoints')).body;
  world.drainer.deliveriesReady(data.map(({ id }) => id as 'whe_'));
  await world.whenWritten();
};

const countOf = (name: string): number => sent.filter((path) => path === `/${name}`).length;

describe('receivers that never answer', () => {
  test('get four requests each, then one at a time, and the others get everything', async () => {
    dead = new Set(['/dead1', '/dead2', '/dead3', '/dead4']);
    for (const path of dead) await subscribe(path.slice(1));
    await subscribe('healthy');
    for (let count = 0; count < 20; count += 1) await world.publish();
    await settle();
    // All twelve fast places are taken by the dead; once they are slow, the places are free again.
    expect(sent.length).toBeGreaterThanOrEqual(12);
    world.clock.advance(500);
    await settle();
    expect(countOf('healthy')).toBe(20);
    for (const path of dead) expect(countOf(path.slice(1))).toBeLessThanOrEqual(4);
  });

  test('leave their claims to be seen as pending, not as being sent', async () => {
    dead = new Set(['/dead']);
    await subscribe('dead');
    for (let count = 0; count < 20; count += 1) await world.publish();
    await settle();
    world.clock.advance(500);
    await settle();
    const states = (await world.deliveries()).map(({ state }) => state);
    expect(states.filter((state) => state === 'sending').length).toBeLessThanOrEqual(5);
  });

  test('get more again once they answer', async () => {
    dead = new Set(['/dead']);
    await subscribe('dead');
    for (let count = 0; count < 20; count += 1) await world.publish();
    await settle();
    world.clock.advance(500);
    dead.clear();
    for (const { answer } of open.splice(0)) answer(arrived);
    await settle();
    expect((await world.deliveries()).map(({ state }) => state)).toEqual(Array(20).fill('delivered'));
  });
});

describe('an endpoint in order', () => {
  test('gets one request at a time, and waits with the first that fails', async () => {
    let failing = true;
    await world.close();
    const bodies: string[] = [];
    world = await createWebhookTest({
      send: async ({ body }) => {
        bodies.push(JSON.parse(String(body)).id);
        return failing && bodies.length === 2
          ? { kind: 'failed', error: 'timeout', fault: 'theirs', durationMs: 1 }
          : arrived;
      },
    });
    await world.subscribe({ fifo: true });
    const published: string[] = [];
    for (let count = 0; count < 4; count += 1) published.push(await world.publish());
    await world.drain();
    expect(bodies).toEqual(published.slice(0, 2));
    failing = false;
    await world.drainAfter(29_999);
    expect(bodies).toHaveLength(2);
    await world.drainAfter(1);
    expect(bodies).toEqual([
      published[0],
      published[1],
      published[1],
      published[2],
      published[3],
    ] as string[]);
  });
});

describe('an endpoint with a limit', () => {
  test('gets no more requests a second than that', async () => {
    await subscribe('limited', { rate_limit: 10 });
    for (let count = 0; count < 30; count += 1) await world.publish();
    await settle();
    const atOnce = sent.length;
    expect(atOnce).toBeLessThanOrEqual(2);
    for (let step = 0; step < 10; step += 1) {
      world.clock.advance(100);
      await settle();
    }
    expect(sent.length - atOnce).toBe(10);
    for (let step = 0; step < 20; step += 1) {
      world.clock.advance(100);
      await settle();
    }
    expect(sent).toHaveLength(30);
  });

  test('gets no more than a limit that was set while it had much claimed', async () => {
    const { id } = await subscribe('limited');
    await world.publish();
    await settle();
    dead = new Set(['/limited']);
    for (let count = 0; count < 20; count += 1) await world.publish();
    await settle();
    expect(open).toHaveLength(4);
    await world.call('PATCH', `/api/v1/webhook-endpoints/${id}`, { body: { rate_limit: 10 } });
    world.drainer.endpointChanged(id);
    dead.clear();
    for (const { answer } of open.splice(0)) answer(arrived);
    await settle();
    expect(sent.length).toBeLessThanOrEqual(1 + 4 + 2);
    for (let step = 0; step < 20; step += 1) {
      world.clock.advance(100);
      await settle();
    }
    expect((await world.deliveries()).map(({ state }) => state)).toEqual(Array(21).fill('delivered'));
  });
});
