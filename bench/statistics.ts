/** A handful of measurements, as one reads them. */
export interface Summary {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** @throws RangeError when there is nothing to summarize */
export const summarize = (values: readonly number[]): Summary => {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) throw new RangeError('there is nothing to summarize');
  return { median: medianOf(sorted), minimum: percentile(sorted, 0), maximum: percentile(sorted, 1) };
};

/** The mean of the two in the middle when there is no one in the middle. */
const medianOf = (sorted: Float64Array): number => {
  const upper = Math.floor(sorted.length / 2);
  const lower = Math.floor((sorted.length - 1) / 2);
  return ((sorted[lower] ?? Number.NaN) + (sorted[upper] ?? Number.NaN)) / 2;
};

/**
 * The smallest value that is at least as large as the given share of all (nearest rank); NaN for none.
 *
 * @param sorted ascending
 * @param share from 0 to 1
 */
export const percentile = (sorted: Float64Array, share: number): number => {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
};
