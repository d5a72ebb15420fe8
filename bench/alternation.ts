import type { Measurement } from './figure.ts';
import type { Load } from './load.ts';
import { type Summary, summarize } from './statistics.ts';

/** Enough for a median that one disturbance does not move. */
export const alternations = 5;

/** What one short run came to. */
export type Sample = Pick<Load, 'perSecond' | 'serverMicroseconds'> & Partial<Pick<Load, 'latency'>>;

export interface Sides {
  ours(): Promise<Sample>;
  baseline(): Promise<Sample>;
}

/**
 * Measures both sides in turn, who goes first changing each time: what else the machine does meets both alike.
 * The first run of each is not counted; code is compiled in it.
 */
export const alternate = async (sides: Sides): Promise<Measurement> => {
  const ours: Sample[] = [];
  const baseline: Sample[] = [];
  await sides.baseline();
  await sides.ours();
  for (let round = 0; round < alternations; round += 1) {
    if (round % 2 === 1) ours.push(await sides.ours());
    baseline.push(await sides.baseline());
    if (round % 2 === 0) ours.push(await sides.ours());
  }
  return {
    unit: '/s',
    ...compare(ours, baseline, (sample) => sample.perSecond),
    processor: compare(ours, baseline, (sample) => sample.serverMicroseconds, lessIsBetter),
    ...latencyOf(ours),
  };
};

const compare = (
  ours: readonly Sample[],
  baseline: readonly Sample[],
  read: (sample: Sample) => number,
  ratioOf = (our: number, bare: number): number => our / bare,
): { ours: Summary; baseline: Summary; ratio: Summary } => {
  const ourValues = ours.map(read);
  const baselineValues = baseline.map(read);
  return {
    ours: summarize(ourValues),
    baseline: summarize(baselineValues),
    ratio: summarize(ourValues.map((value, round) => ratioOf(value, baselineValues[round] ?? Number.NaN))),
  };
};

const lessIsBetter = (our: number, bare: number): number => bare / our;

const latencyOf = (samples: readonly Sample[]): Pick<Measurement, 'latency'> => {
  const latencies = samples.flatMap(({ latency }) => latency ?? []);
  if (latencies.length === 0) return {};
  return {
    latency: {
      p50: summarize(latencies.map(({ p50Ms }) => p50Ms)),
      p99: summarize(latencies.map(({ p99Ms }) => p99Ms)),
    },
  };
};
