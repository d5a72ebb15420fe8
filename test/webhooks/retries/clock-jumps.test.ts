import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs, hourMs, secondMs } from '../../../src/core/clock.ts';
import { systemTimers } from '../../../src/core/timers.ts';
import { createSlot } from '../../../src/webhooks/drainer/endpoint-slot.ts';
import { createRing } from '../../../src/webhooks/drainer/ring.ts';
import { testOrigin } from '../../support/app.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest({});
  await world.subscribe();
  world.receiver.answer((_, index) => new Response(null, { status: index === 0 ? 500 : 200 }));
});
afterEach(() => world.close());

const fail = async (): Promise<void> => {
  await world.publish();
  await world.drain();
  expect(world.receiver.requests).toHaveLength(1);
};

describe('a clock that jumps', () => {
  test('an hour ahead makes due what was to come, once', async () => {
    await fail();
    world.clock.set(world.clock.now() + hourMs);
    await world.drain();
    await world.drain();
    expect(world.receiver.requests).toHaveLength(2);
    expect((await world.deliveries())[0]).toMatchObject({ state: 'delivered' });
  });

  test('an hour back delays what was to come until its instant, and sends nothing twice', async () => {
    await fail();
    world.clock.set(world.clock.now() - hourMs);
    await world.drain();
    await world.drainAfter(hourMs + 29 * secondMs);
    expect(world.receiver.requests).toHaveLength(1);
    await world.drainAfter(secondMs);
    expect(world.receiver.requests).toHaveLength(2);
  });

  test.each(['2026-03-29T00:59:50.000Z', '2026-10-25T00:59:50.000Z', '2028-02-28T23:59:50.000Z'])(
    'for people only, at %s, changes no delay',
    async (instant) => {
      world.clock.set(instant);
      await fail();
      await world.drainAfter(30 * secondMs - 1);
      expect(world.receiver.requests).toHaveLength(1);
      await world.drainAfter(1);
      expect(world.receiver.requests).toHaveLength(2);
    },
  );
});

describe('what is due in forty days', () => {
  test('waits for forty days', async () => {
    await fail();
    await world.app.transact(testOrigin, async ({ tx, now }) => {
      await tx
        .updateTable('deliveries')
        .set({ next_attempt_at: now + 40 * dayMs })
        .execute();
    });
    await world.drainAfter(40 * dayMs - 1);
    expect(world.receiver.requests).toHaveLength(1);
    await world.drainAfter(1);
    expect(world.receiver.requests).toHaveLength(2);
  });

  test('does not overflow a real timer into firing at once', async () => {
    let rang = 0;
    const ring = createRing(world.app.clock, systemTimers, () => (rang += 1));
    ring.pushAt(createSlot('whe_00000000000000000000000000000test'), world.clock.now() + 40 * dayMs);
    await new Promise((resolve) => systemTimers.after(20, () => resolve(undefined)));
    ring.close();
    expect(rang).toBe(0);
  });
});
