import { afterEach, describe, expect, test } from 'bun:test';
import { hourMs, secondMs } from '../../../src/core/clock.ts';
import type { OutboundResult } from '../../../src/outbound/outbound.ts';
import { createSlot } from '../../../src/webhooks/drainer/endpoint-slot.ts';
import { createRing } from '../../../src/webhooks/drainer/ring.ts';
import { createTestClock } from '../../support/clock.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
afterEach(() => world.close());

const arrived: OutboundResult = {
  kind: 'answered',
  status: 204,
  headers: {},
  excerpt: '',
  truncated: false,
  durationMs: 5,
};

const refusedConnection: OutboundResult = {
  kind: 'failed',
  error: 'connection_refused',
  fault: 'theirs',
  durationMs: 5,
};

const publish = async (count: number): Promise<void> => {
  for (let made = 0; made < count; made += 1) await world.publish();
};

describe.each([
  ['an hour ahead', hourMs],
  ['an hour back', -hourMs],
])('a clock that jumps %s', (_, jumpMs) => {
  test('while a request is under way changes nothing about what it becomes', async () => {
    world = await createWebhookTest({});
    world.receiver.answer(() => {
      world.clock.set(world.clock.now() + jumpMs);
      return new Response();
    });
    await world.subscribe();
    await world.publish();
    await world.drain();
    const [delivery] = await world.deliveries();
    expect(delivery).toMatchObject({ state: 'delivered', attempts: [{ number: 1, status: 200 }] });
    expect(world.receiver.requests).toHaveLength(1);
    const [attempt] = await world.app.read.selectFrom('attempts').select('duration_ms').execute();
    expect(attempt?.duration_ms).toBeGreaterThanOrEqual(0);
  });

  test('does not stop an endpoint with a limit, nor let more through', async () => {
    let sent = 0;
    world = await createWebhookTest({
      send: async () => {
        sent += 1;
        return arrived;
      },
    });
    await world.subscribe({ rate_limit: 10 });
    await publish(3);
    for (let step = 0; step < 5; step += 1) await world.drainAfter(100);
    expect(sent).toBe(3);
    world.clock.set(world.clock.now() + jumpMs);
    await publish(20);
    for (let step = 0; step < 10; step += 1) await world.drainAfter(100);
    expect(sent - 3).toBeWithin(10, 13);
  });
});

test('a clock that jumps an hour ahead keeps the order of an endpoint that wants it', async () => {
  const ids: string[] = [];
  let failing = true;
  world = await createWebhookTest({
    send: async ({ body }) => {
      ids.push(JSON.parse(String(body)).id);
      return failing ? refusedConnection : arrived;
    },
  });
  await world.subscribe({ fifo: true });
  const published = [await world.publish(), await world.publish()];
  await world.drain();
  failing = false;
  ids.length = 0;
  world.clock.set(world.clock.now() + hourMs);
  published.push(await world.publish(), await world.publish());
  await world.drainAfter(30 * secondMs);
  expect(ids).toEqual(published);
});

test('a timer that rings long before its instant, because the clock was set back, lets all who wait be looked at', () => {
  const clock = createTestClock();
  let fire: () => void = () => undefined;
  const timers = {
    after: (_: number, action: () => void) => {
      fire = action;
      return () => undefined;
    },
  };
  const ring = createRing(clock, timers, () => undefined);
  ring.pushAt(createSlot('whe_00000000000000000000000000000test'), clock.now() + 100);
  clock.set(clock.now() - hourMs);
  fire();
  expect(ring.size).toBe(1);
});
