import { describe, expect, test } from 'bun:test';
import { DomainError } from '../../src/core/errors.ts';
import { createLanes } from '../../src/database/lanes.ts';
import type { Lane } from '../../src/database/work.ts';
import { openScratch, originOf, put, rejection, submit } from './scratch.ts';

/** Fills lanes, then serves them with units that take as long as told; answers the order of the lanes served. */
const serve = (
  waiting: Partial<Record<Lane, number>>,
  turns: number,
  elapsedMs: (lane: Lane) => number,
): Lane[] => {
  const lanes = createLanes<Lane>();
  for (const [lane, count] of Object.entries(waiting) as [Lane, number][]) {
    for (let index = 0; index < count; index += 1) lanes.push(lane, lane);
  }
  const order: Lane[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const lane = lanes.next();
    if (!lane) break;
    lanes.charge(lane, elapsedMs(lane));
    order.push(lane);
  }
  return order;
};

const timeOf = (order: readonly Lane[], lane: Lane, elapsedMs: (lane: Lane) => number): number =>
  order.filter((served) => served === lane).reduce((sum, served) => sum + elapsedMs(served), 0);

describe('lanes that all have units waiting', () => {
  test('share the time of the writer by their weights, however long their units are', () => {
    const elapsedMs = (lane: Lane) => (lane === 'bulk' ? 4 : 0.5);
    const order = serve(
      { interactive: 9_999, clicks: 9_999, deliveries: 9_999, bulk: 9_999 },
      3_000,
      elapsedMs,
    );
    const share = (lane: Lane) => timeOf(order, lane, elapsedMs) / timeOf(order, 'bulk', elapsedMs);
    expect(share('interactive')).toBeCloseTo(8, 0);
    expect(share('clicks')).toBeCloseTo(6, 0);
    expect(share('deliveries')).toBeCloseTo(3, 0);
  });

  test('are served in order of arrival within a lane', () => {
    const lanes = createLanes<number>();
    for (let item = 0; item < 5; item += 1) lanes.push('bulk', item);
    expect([0, 1, 2, 3, 4, 5].map(() => lanes.next())).toEqual([0, 1, 2, 3, 4, undefined]);
  });
});

describe('a lane', () => {
  test('has the whole writer while the others are empty', () => {
    expect(serve({ bulk: 3 }, 9, () => 4)).toEqual(['bulk', 'bulk', 'bulk']);
  });

  test('that was idle starts level with the others: it neither pays for time nor has it saved up', () => {
    const lanes = createLanes<string>();
    for (let item = 0; item < 100; item += 1) lanes.push('bulk', 'bulk');
    for (let item = 0; item < 50; item += 1) {
      lanes.next();
      lanes.charge('bulk', 4);
    }
    for (let item = 0; item < 100; item += 1) lanes.push('interactive', 'interactive');
    const order = Array.from({ length: 20 }, () => {
      const served = lanes.next();
      if (served) lanes.charge(served as Lane, 4);
      return served;
    });
    expect(order.filter((served) => served === 'bulk').length).toBe(2);
  });
});

describe('a unit somebody waits for', () => {
  test('overtakes bulk work that came before it', async () => {
    const { db } = await openScratch({ batchBudgetMs: 0 });
    const answered: string[] = [];
    const note = (name: string) => void answered.push(name);
    const bulk = Array.from({ length: 100 }, (_, index) => submit(db, `bulk ${index}`, 'bulk').then(note));
    await bulk[4];
    await submit(db, 'interactive').then(note);
    expect(answered.indexOf('interactive')).toBeLessThanOrEqual(5 + 4);
    await Promise.all(bulk);
    expect(answered.length).toBe(101);
  });

  test('does not wait for a batch longer than its budget lets one take', async () => {
    const batches: string[][] = [[]];
    const { db } = await openScratch({
      batchBudgetMs: 0,
      sync: async () => void batches.push([]),
    });
    const unit = (name: string) =>
      db.transact(originOf(), async (work) => {
        batches.at(-1)?.push(name);
        await put(work.tx, name);
      });
    await Promise.all(['a', 'b', 'c'].map(unit));
    expect(batches.slice(0, 3)).toEqual([['a'], ['b'], ['c']]);
  });
});

describe('the queue', () => {
  test('refuses what goes beyond its limit with 503 and a time to come back, and takes more when it has emptied', async () => {
    const { db } = await openScratch({ laneLimit: 3 });
    const units = ['a', 'b', 'c', 'd'].map((name) => submit(db, name));
    const refusal = await rejection(units.pop() ?? Promise.resolve());
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 });
    expect(db.load().unansweredUnits).toBe(3);
    await Promise.all(units);
    expect(db.load().unansweredUnits).toBe(0);
    expect(await submit(db, 'e')).toBe('e');
  });

  test('full of bulk work still takes a purchase', async () => {
    const { db } = await openScratch({ laneLimit: 2 });
    const bulk = [submit(db, 'a', 'bulk'), submit(db, 'b', 'bulk')];
    expect(await submit(db, 'purchase')).toBe('purchase');
    await Promise.all(bulk);
  });

  test('counts units whose sync is still to come, so that a stalled disk cannot fill the memory', async () => {
    const disk = Promise.withResolvers<void>();
    const { db } = await openScratch({ laneLimit: 2, sync: () => disk.promise });
    const units = [submit(db, 'a'), submit(db, 'b')];
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(await rejection(submit(db, 'c'))).toMatchObject({ code: 'unavailable' });
    disk.resolve();
    await Promise.all(units);
  });
});

describe('closing', () => {
  test('answers what is under way and refuses what comes later', async () => {
    const { db } = await openScratch();
    const under = Array.from({ length: 50 }, (_, index) => submit(db, `unit ${index}`));
    const closed = db.close();
    expect(await rejection(submit(db, 'late'))).toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 });
    await closed;
    expect((await Promise.all(under)).length).toBe(50);
  });
});
