import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { OutboundRequest, OutboundResult } from '../../src/outbound/outbound.ts';
import { createDrainer, createWebhookTest, stopNow, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;
let lost: { readonly request: OutboundRequest; readonly answer: (result: OutboundResult) => void }[];

const arrived: OutboundResult = {
  kind: 'answered',
  status: 200,
  headers: {},
  excerpt: 'late',
  truncated: false,
  durationMs: 5,
};

beforeEach(async () => {
  lost = [];
  // A process that dies: its requests go out and it never learns what became of them.
  world = await createWebhookTest({
    send: (request) => new Promise((answer) => lost.push({ request, answer })),
  });
});
afterEach(() => world.close());

const claimedByTheDying = async (): Promise<void> => {
  await world.subscribe();
  await world.publish();
  const claimed = world.drain();
  while (lost.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect((await world.deliveries())[0]).toMatchObject({ state: 'sending', attempts: [] });
  void claimed;
};

describe('a process that dies between claim and result', () => {
  test('leaves its deliveries to the next one, which sends them at once under the same attempt number', async () => {
    await claimedByTheDying();
    const next = createDrainer(world);
    await next.start();
    await next.whenQuiet();
    const [request] = await world.receiver.waitFor(1);
    expect(request?.headers['webhook-attempt']).toBe('1');
    expect(request?.headers['webhook-id']).toBe(String(lost[0]?.request.headers['webhook-id']));
    expect((await world.deliveries())[0]).toMatchObject({ state: 'delivered', attempts: [{ number: 1 }] });
    await stopNow(next, world.clock);
  });

  test('cannot record a late success over what the next one has recorded', async () => {
    await claimedByTheDying();
    world.receiver.answer(() => new Response(null, { status: 500 }));
    const next = createDrainer(world);
    await next.start();
    await next.whenQuiet();
    lost[0]?.answer(arrived);
    await world.drainer.whenQuiet();
    const [delivery] = await world.deliveries();
    expect(delivery).toMatchObject({ state: 'pending', attempts: [{ number: 1, status: 500 }] });
    expect(world.logged.map(({ event }) => event)).toContain('delivery_result_refused');
    await stopNow(next, world.clock);
  });

  test('cannot record a late failure over a delivery that is pending again', async () => {
    await claimedByTheDying();
    const next = createDrainer(world, { send: () => new Promise(() => undefined) });
    await next.start();
    lost[0]?.answer({ kind: 'failed', error: 'timeout', fault: 'theirs', durationMs: 10_000 });
    await world.drainer.whenQuiet();
    expect((await world.deliveries())[0]).toMatchObject({ attempts: [] });
    await stopNow(next, world.clock);
  });

  test('loses and repeats nothing that it had recorded', async () => {
    await world.subscribe();
    await world.publish();
    const drained = world.drain();
    while (lost.length === 0) await new Promise((resolve) => setImmediate(resolve));
    lost[0]?.answer(arrived);
    await drained;
    const next = createDrainer(world);
    await next.start();
    await next.whenQuiet();
    expect(world.receiver.requests).toEqual([]);
    expect((await world.deliveries())[0]).toMatchObject({ state: 'delivered' });
    await stopNow(next, world.clock);
  });
});

describe('an orderly stop', () => {
  test('gives back what has not been sent and records what was', async () => {
    await world.subscribe();
    for (let count = 0; count < 11; count += 1) await world.publish();
    void world.drain();
    // One request at first; once that has arrived, four at a time.
    for (const expected of [1, 5]) {
      while (lost.length < expected) await new Promise((resolve) => setImmediate(resolve));
      if (expected === 1) lost[0]?.answer(arrived);
    }
    const stopped = world.drainer.stop(60_000);
    for (const { answer } of lost) answer(arrived);
    await stopped;
    const states = (await world.deliveries()).map(({ state }) => state);
    expect(states).toEqual([...Array(5).fill('delivered'), ...Array(6).fill('pending')]);
    expect(lost).toHaveLength(5);
  });

  test('does not wait for a receiver beyond its grace', async () => {
    await world.subscribe();
    await world.publish();
    void world.drain();
    while (lost.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const stopped = world.drainer.stop(5_000);
    world.clock.advance(5_000);
    await stopped;
    expect((await world.deliveries())[0]).toMatchObject({ state: 'sending' });
  });
});
