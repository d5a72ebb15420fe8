/** From where to where an axis goes, and at which round values it says so. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  /** Rising, evenly spaced, from `min` to `max`; only 0 where there is nothing else to see. */
  readonly ticks: readonly number[];
}

/** Steps that people count in, times a power of ten. */
const roundSteps = [1, 2, 5, 10] as const;

/** About so many steps fit beside a chart without crowding it. */
const wantedSteps = 4;

/** Less than that is nothing, and no power of ten comes to infinity. */
const smallestSpan = 1e-9;

/** An axis that holds all values and zero; whole values get whole ticks. */
export const scaleOf = (values: readonly number[]): Scale => {
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  if (high - low < smallestSpan) return { min: 0, max: 1, ticks: [0] };
  const step = stepFor(high - low, values.every(Number.isInteger));
  const first = Math.floor(low / step.size);
  const last = Math.ceil(high / step.size);
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => step.times(first + at));
  return { min: ticks[0] ?? 0, max: ticks.at(-1) ?? 1, ticks };
};

interface Step {
  readonly size: number;
  /** Exact as far as numbers are: 3 times 0.1 is 0.3. */
  times(count: number): number;
}

const stepFor = (span: number, whole: boolean): Step => {
  const rough = span / wantedSteps;
  const exponent = Math.floor(Math.log10(rough));
  const round = roundSteps.find((candidate) => candidate * 10 ** exponent >= rough) ?? 10;
  if (exponent < 0 && whole) return { size: 1, times: (count) => count };
  if (exponent < 0) {
    const parts = 10 ** -exponent;
    return { size: round / parts, times: (count) => (count * round) / parts };
  }
  const size = round * 10 ** exponent;
  return { size, times: (count) => count * size };
};
