import { afterEach, beforeEach, expect, test } from 'bun:test';
import { createRecoveryWorld, type RecoveryWorld } from './recovery-world.ts';

let world: RecoveryWorld;

beforeEach(async () => {
  world = await createRecoveryWorld();
});
afterEach(() => world.close());

/** What one tenth of a second brings at the fastest pace, and what was claimed before it. */
const mostInFront = 2 * 50 + 64;

interface Beside {
  /** Requests that came between each event and its own. */
  readonly inFront: readonly number[];
  readonly seconds: number;
  readonly order: readonly string[];
}

/** Begins a recovery and publishes an event each second while it goes on. */
const publishBeside = async (perSecond: number): Promise<Beside> => {
  const recovery = await world.recover({ include: 'failed', per_second: perSecond });
  const published: { readonly id: string; readonly before: number }[] = [];
  let seconds = 0;
  for (; (await world.read(recovery)).state === 'running'; seconds += 1) {
    await world.tick();
    for (let tenth = 0; tenth < 10; tenth += 1) {
      world.clock.advance(100);
      const before = world.receiver.requests.length;
      if (tenth === 5) published.push({ id: await world.publish(), before });
      await world.drain();
    }
  }
  for (let tenth = 0; tenth < 100; tenth += 1) await world.drainAfter(100);
  const order = world.received();
  const inFront = published.map(({ id, before }) => {
    expect(order).toContain(id);
    return order.indexOf(id) - before;
  });
  return { inFront, seconds, order };
};

test('what happens now is not put behind a recovery of 5,000: it waits for a tenth of a second of it at most', async () => {
  const seeded = await world.seed(5_000);
  const { inFront, seconds, order } = await publishBeside(500);
  expect(Math.max(...inFront)).toBeLessThanOrEqual(mostInFront);
  expect(seconds).toBeGreaterThanOrEqual(10);
  expect(seconds).toBeLessThanOrEqual(20);
  expect(order).toHaveLength(seeded.length + inFront.length);
  expect(new Set(order).size).toBe(order.length);
}, 60_000);

test('a receiver that takes little gets what happens now just as soon, however fast the recovery may go', async () => {
  await world.call('PATCH', world.path, { body: { rate_limit: 10 } });
  await world.seed(200);
  const { inFront } = await publishBeside(500);
  // It begins with 16; at 10 a second that is as much as ever lies before anything.
  expect(Math.max(...inFront)).toBeLessThanOrEqual(16);
}, 60_000);

test('an endpoint that wants order gets all of it in the order of the events, among what happens now too', async () => {
  await world.call('PATCH', world.path, { body: { fifo: true } });
  const failed: string[] = [];
  for (let count = 0; count < 12; count += 1) {
    failed.push(...(await world.fail(1)));
    world.clock.advance(1);
  }
  await world.recover({ include: 'failed' });
  const ticking = world.tick();
  const live = await world.publish();
  await ticking;
  await world.drain();
  const order = world.received();
  const replayed = order.filter((id) => id !== live);
  expect(replayed).toEqual(failed);
  expect(order).toContain(live);
});

test('goes out at no more than its pace', async () => {
  await world.seed(60);
  const recovery = await world.recover({ include: 'failed', per_second: 5 });
  const perSecond: number[] = [];
  while ((await world.read(recovery)).state === 'running') {
    await world.tick();
    world.clock.advance(1_000);
    await world.drain();
    perSecond.push(world.received().length);
  }
  expect(Math.max(...perSecond)).toBeLessThanOrEqual(6);
  expect(perSecond.length).toBeGreaterThanOrEqual(12);
});
