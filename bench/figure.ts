import type { Summary } from './statistics.ts';
import type { Workplace } from './workplace.ts';

/** One thing that is measured. */
export interface Figure {
  /** What it is called on the command line. */
  readonly name: string;
  /** A name for several figures together. */
  readonly group?: string;
  readonly title: string;
  /** Takes so long that it is measured only when it is asked for by name. */
  readonly onlyByName?: true;
  /** None for a figure that is there to be seen. */
  readonly goal?: Goal;
  measure(place: Workplace): Promise<Measurement>;
}

/** What the figure is held against: the ratio to the baseline where there is one, else the figure itself. */
export type Goal = { readonly atLeast: number } | { readonly under: number };

export interface Measurement {
  readonly unit: '/s' | 'ms' | 'MB';
  readonly ours: Summary;
  /** What the bare baseline reached beside it; none where there is nothing to compare with. */
  readonly baseline?: Summary;
  /** Ours divided by the baseline, of each alternation. */
  readonly ratio?: Summary;
  /**
   * Processor time of the server for one answer, on all its threads, in microseconds: it feels much less of what
   * else the machine does. The ratio is the baseline's divided by ours, so that more is better here too.
   */
  readonly processor?: { readonly ours: Summary; readonly baseline?: Summary; readonly ratio?: Summary };
  /** Of our answers, in milliseconds. */
  readonly latency?: { readonly p50: Summary; readonly p99: Summary };
}

/** Judged by the median. */
export const meetsGoal = (goal: Goal, { ours, ratio }: Measurement): boolean => {
  const { median } = ratio ?? ours;
  return 'atLeast' in goal ? median >= goal.atLeast : median < goal.under;
};
