import { cpus, loadavg, release, totalmem } from 'node:os';

/** What the figures were measured on: without it they say little. */
export interface Machine {
  readonly bun: string;
  readonly kernel: string;
  readonly processors: readonly string[];
  readonly memory_bytes: number;
  /** Processes that wanted to run, on average over the last minute before the first figure. */
  readonly load_average: number;
}

export const describeMachine = (): Machine => ({
  bun: Bun.version,
  kernel: release(),
  processors: cpus().map(({ model }) => model),
  memory_bytes: totalmem(),
  load_average: loadavg()[0] ?? 0,
});

/** A word of warning when the machine had other things to do; undefined when it had not. */
export const disturbance = ({ load_average, processors }: Machine): string | undefined =>
  load_average < processors.length / 4
    ? undefined
    : `The machine was busy (load average ${load_average.toFixed(1)} on ${processors.length} processors): ` +
      'the ratio of processor times says more than the ratio of speeds.\n';
