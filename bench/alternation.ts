import type { Measurement } from './figure.ts';
import type { Load } from './load.ts';
import { type Summary, summarize } from './statistics.ts';

/** Enough for a median that one disturbance does not move. */
const alternations = 5;

/** What one short run came to. */
export type Sample = Pick<Load, 'perSecond' | 'serverMicroseconds'> & Partial<Pick<Load, 'latency'>>;

export interface Sides {
  ours(): Promise<Sample>;
  baseline(): Promise<Sample>;
}

/**
 * Measures both sides in turn, who goes first changing each time: what else the machine does, and how warm it
 * is, meets both alike.
 */
export const alternate = async (sides: Sides): Promise<Measurement> => {
  const ours: Sample[] = [];
  const baseline: Sample[] = [];
  for (let round = 0; round < alternations; round += 1) {
    if (round % 2 === 1) ours.push(await sides.ours());
    baseline.push(await sides.baseline());
    if (round % 2 === 0) ours.push(await sides.ours());
  }
  return {
    unit: '/s',
    ...compare(ours, baseline, (sample) => sample.perSecond),
    processor: compare(ours, baseline, (sample) => sample.serverMicroseconds),
    ...latencyOf(ours),
  };
};

/** Measures one side alone, as often. */
export const repeat = async (measure: () => Promise<number>): Promise<Summary> => {
  const values: number[] = [];
  for (let round = 0; round < alternations; round += 1) values.push(await measure());
  return summarize(values);
};

const compare = (
  ours: readonly Sample[],
  baseline: readonly Sample[],
  read: (sample: Sample) => number,
): { ours: Summary; baseline: Summary; ratio: Summary } => {
  const ourValues = ours.map(read);
  const baselineValues = baseline.map(read);
  return {
    ours: summarize(ourValues),
    baseline: summarize(baselineValues),
    ratio: summarize(ourValues.map((value, round) => value / (baselineValues[round] ?? Number.NaN))),
  };
};

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
