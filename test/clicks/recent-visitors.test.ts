import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { createRecentVisitors } from '../../src/clicks/recent-visitors.ts';
import { hourMs } from '../../src/core/clock.ts';

const hashOf = (visitor: number): string => `${visitor}`.padStart(13, '0').padEnd(32, 'f');

describe('recent visitors', () => {
  test('are counted once an hour, from the first visit on', () => {
    const visitors = createRecentVisitors(0);
    expect(visitors.count(hashOf(1), 1_000)).toBe(true);
    expect(visitors.count(hashOf(1), 1_000 + hourMs - 1)).toBe(false);
    expect(visitors.count(hashOf(2), 2_000)).toBe(true);
    expect(visitors.count(hashOf(1), 1_000 + hourMs)).toBe(true);
  });

  test('can be counted again when their click was not stored', () => {
    const visitors = createRecentVisitors(0);
    visitors.count(hashOf(1), 1_000);
    visitors.forget(hashOf(1));
    expect(visitors.count(hashOf(1), 1_001)).toBe(true);
  });

  test('are remembered exactly as if every visit of the hour was kept', () => {
    const visit = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: hourMs }));
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 60 }), (visits) => {
        const visitors = createRecentVisitors(0);
        const counted = new Map<number, number>();
        let now = 0;
        for (const [visitor, waitMs] of visits) {
          now += waitMs;
          const last = counted.get(visitor);
          const isNew = last === undefined || now - last >= hourMs;
          if (isNew) counted.set(visitor, now);
          expect(visitors.count(hashOf(visitor), now)).toBe(isNew);
        }
      }),
    );
  });

  test('take bounded memory, however many there are', () => {
    const visitors = createRecentVisitors(0, 1_000);
    for (let visitor = 0; visitor < 50_000; visitor += 1) visitors.count(hashOf(visitor), 1_000);
    expect(visitors.size).toBeLessThanOrEqual(2_000);
    expect(visitors.count(hashOf(49_999), 1_001)).toBe(false);
    for (let visitor = 0; visitor < 50_000; visitor += 1) visitors.recall(hashOf(visitor), 1_000);
    expect(visitors.size).toBeLessThanOrEqual(3_000);
  });
});
