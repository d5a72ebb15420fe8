import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import {
  durationStepOf,
  durationStepsMs,
  failureRate,
  percentile,
  sumMinutes,
} from '../../../src/webhooks/monitoring/delivery-minute.ts';

const histogramOf = (durationsMs: readonly number[]): number[] => {
  const histogram = durationStepsMs.map(() => 0);
  for (const durationMs of durationsMs) {
    const step = durationStepOf(durationMs);
    histogram[step] = (histogram[step] ?? 0) + 1;
  }
  return histogram;
};

describe('a percentile', () => {
  test('lies in the step of the attempt that it is about', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.95, 0.99, 1),
        (durations, share) => {
          const sorted = [...durations].sort((left, right) => left - right);
          const exact = sorted[Math.ceil(share * sorted.length - 1e-9) - 1] ?? 0;
          const step = durationStepOf(exact);
          const told = percentile(histogramOf(durations), share) ?? -1;
          expect(told).toBeLessThanOrEqual(durationStepsMs[step] ?? 0);
          expect(told).toBeGreaterThanOrEqual(step === 0 ? 0 : (durationStepsMs[step - 1] ?? 0));
        },
      ),
    );
  });

  test('of nothing is none, and what lasted longer than the scale counts in its last step', () => {
    expect(percentile(histogramOf([]), 0.95)).toBeNull();
    expect(percentile(histogramOf([45_000]), 1)).toBe(30_000);
    expect(percentile(histogramOf([5_000, 5_000]), 1)).toBe(5_000);
  });
});

test('a sum has everything that was counted, and the failures are a share of it', () => {
  const minute = { succeeded: 3, failed: 1, slow: 1, durationMsSum: 90, durationMsMax: 60 };
  const sum = sumMinutes([
    { ...minute, histogram: histogramOf([1, 9, 20, 60]) },
    { ...minute, durationMsMax: 9_000, histogram: histogramOf([1, 1, 1, 9_000]) },
  ]);
  expect(sum).toMatchObject({ succeeded: 6, failed: 2, slow: 2, durationMsSum: 180, durationMsMax: 9_000 });
  expect(sum.histogram.slice(0, 5)).toEqual([4, 1, 1, 0, 1]);
  expect(failureRate(sum)).toBe(0.25);
  expect(failureRate(sumMinutes([]))).toBe(0);
});
