import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  areaUnder,
  type ChartPoint,
  lineThrough,
  plotOf,
  plotSize,
} from '../../../views/components/charts/plot.ts';
import { scaleOf } from '../../../views/components/charts/scale.ts';

const series = (...values: (number | null)[]): ChartPoint[] =>
  values.map((value, at) => ({ label: String(at), value }));

/** What is smaller than that is drawn as nothing. */
const measured = fc
  .double({ min: -1e15, max: 1e15, noNaN: true })
  .map((value) => (Math.abs(value) < 1e-6 ? 0 : value));

describe('the ticks of an axis', () => {
  test.each([
    [
      [0, 37],
      [0, 10, 20, 30, 40],
    ],
    [
      [120_450, 99_000],
      [0, 50_000, 100_000, 150_000],
    ],
    [
      [-1_500, 2_500],
      [-2_000, -1_000, 0, 1_000, 2_000, 3_000],
    ],
    [
      [1, 2],
      [0, 1, 2],
    ],
    [
      [0.3, 0.12],
      [0, 0.1, 0.2, 0.3],
    ],
    [[-7], [-8, -6, -4, -2, 0]],
    [[0, 0], [0]],
    [[], [0]],
  ])('of %p are %p', (values, ticks) => {
    expect(scaleOf(values).ticks).toEqual(ticks);
  });

  test('are few, round, evenly spaced, and hold every value and zero', () => {
    fc.assert(
      fc.property(fc.array(measured, { maxLength: 60 }), (values) => {
        const { min, max, ticks } = scaleOf(values);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(min).toBeLessThanOrEqual(Math.min(0, ...values));
        expect(max).toBeGreaterThanOrEqual(Math.max(0, ...values));
        expect(ticks).toContain(0);
      }),
    );
  });

  test('of whole values are whole', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 })), (values) => {
        expect(scaleOf(values).ticks.filter((tick) => !Number.isInteger(tick))).toEqual([]);
      }),
    );
  });
});

test('every point of any series lies within the box, and the extremes reach no further than the first and last tick', () => {
  const value = fc.option(fc.double({ min: -1e12, max: 1e12 }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 400 }), fc.array(value, { maxLength: 400 }), (now, before) => {
      const plot = plotOf(series(...now), series(...before));
      for (const { x, y } of [...plot.marks, ...plot.before]) {
        expect(x >= 0 && x <= plotSize.width).toBe(true);
        expect(y >= 0 && y <= plotSize.height).toBe(true);
      }
      for (const y of [plot.zero, ...plot.lines]) expect(y >= 0 && y <= plotSize.height).toBe(true);
    }),
  );
});

test('what was not measured is not drawn, and leaves its place free', () => {
  const { marks } = plotOf(series(5, null, Number.NaN, Number.POSITIVE_INFINITY, 10));
  expect(marks.map(({ x }) => x)).toEqual([60, 540]);
});

test('the later a point the further right, the greater the higher', () => {
  const [one, two, three] = plotOf(series(-3, 8, 4)).marks;
  expect([one, two, three].map((mark) => mark?.x)).toEqual([100, 300, 500]);
  expect(two?.y).toBeLessThan(three?.y ?? 0);
  expect(three?.y).toBeLessThan(one?.y ?? 0);
});

test('a single point is a dot, nothing is nothing', () => {
  expect(lineThrough(plotOf(series(5)).marks)).toMatch(/^M300 [\d.]+h0\.01$/);
  expect(areaUnder(plotOf(series(5)).marks, 200)).toBe('');
  expect(lineThrough([])).toBe('');
});
