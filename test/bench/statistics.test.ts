import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { percentile, summarize } from '../../bench/statistics.ts';

describe('the median', () => {
  test('is the value in the middle of an odd number of values, in whatever order they come', () => {
    expect(summarize([9, 1, 5]).median).toBe(5);
  });

  test('is the mean of the two in the middle of an even number of values', () => {
    expect(summarize([4, 1, 3, 2]).median).toBe(2.5);
  });

  test('lies between the smallest and the largest value, with half of the values on either side', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });
    fc.assert(
      fc.property(values, (some) => {
        const { median, minimum, maximum } = summarize(some);
        expect(minimum).toBe(Math.min(...some));
        expect(maximum).toBe(Math.max(...some));
        expect(some.filter((value) => value <= median).length).toBeGreaterThanOrEqual(some.length / 2);
        expect(some.filter((value) => value >= median).length).toBeGreaterThanOrEqual(some.length / 2);
      }),
    );
  });

  test('of nothing is refused', () => {
    expect(() => summarize([])).toThrow(RangeError);
  });
});

describe('a percentile', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, index) => index + 1);

  test('is the smallest value that so many are not above', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 0.995)).toBe(100);
  });

  test('goes from the smallest value to the largest', () => {
    expect(percentile(hundred, 0)).toBe(1);
    expect(percentile(hundred, 1)).toBe(100);
  });

  test('of nothing is no number', () => {
    expect(percentile(new Float64Array(), 0.5)).toBeNaN();
  });
});
