import { describe, expect, test } from 'bun:test';
import { createRateLimit } from '../../src/http/rate-limit.ts';
import { createTestClock } from '../support/clock.ts';

describe('a rate limit', () => {
  test('lets a burst through and then as many as the rate allows', () => {
    const clock = createTestClock();
    const limit = createRateLimit({ clock, burst: 3, perSecond: 0.5 });
    expect([1, 2, 3].map(() => limit.take('a'))).toEqual([0, 0, 0]);
    expect(limit.take('a')).toBe(2);
    clock.advance(1_000);
    expect(limit.take('a')).toBe(1);
    clock.advance(1_000);
    expect(limit.take('a')).toBe(0);
    expect(limit.take('a')).toBe(2);
  });

  test('counts each key for itself', () => {
    const limit = createRateLimit({ clock: createTestClock(), burst: 1, perSecond: 1 });
    expect([limit.take('a'), limit.take('b'), limit.take('a')]).toEqual([0, 0, 1]);
  });

  test('never saves up more than a burst', () => {
    const clock = createTestClock();
    const limit = createRateLimit({ clock, burst: 2, perSecond: 1 });
    limit.take('a');
    clock.advance(3_600_000);
    expect([1, 2, 3].map(() => limit.take('a'))).toEqual([0, 0, 1]);
  });

  test('goes on counting a key while it remembers others', () => {
    const clock = createTestClock();
    const limit = createRateLimit({ clock, burst: 2, perSecond: 1, maxKeys: 4 });
    limit.take('a');
    limit.take('a');
    for (const key of ['b', 'c', 'd', 'e']) limit.take(key);
    expect(limit.take('a')).toBe(1);
  });

  test('is no looser when the clock goes back', () => {
    const clock = createTestClock();
    const limit = createRateLimit({ clock, burst: 1, perSecond: 1 });
    limit.take('a');
    clock.advance(-60_000);
    expect(limit.take('a')).toBe(1);
  });
});
