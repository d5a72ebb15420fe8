import { runChild } from './child.ts';
import type { LoadPlan, LoadReport } from './load/load-plan.ts';
import { processorTimeMs } from './process-usage.ts';

/** A server under load. */
export interface Target {
  readonly hostname: string;
  readonly port: number;
  readonly pid: number;
}

export interface Load extends LoadReport {
  readonly perSecond: number;
  /** Processor time that the server used per answer, on all its threads, in microseconds. */
  readonly serverMicroseconds: number;
}

export const loadDefaults = { connections: 64, firstCounter: 0, warmUpMs: 500, measuredMs: 2_000 } as const;

export type LoadOptions = Pick<LoadPlan, 'template' | 'expectedStatus'> & Partial<LoadPlan>;

const generator = new URL('./load/load-generator.ts', import.meta.url).pathname;

/**
 * Puts a server under load from another process.
 *
 * @throws Error when any answer had another status than the expected one
 */
export const putUnderLoad = async (target: Target, options: LoadOptions): Promise<Load> => {
  const { hostname, port, pid } = target;
  const plan: LoadPlan = { ...loadDefaults, hostname, port, ...options };
  const beforeMs = processorTimeMs(pid);
  const output = await runChild([process.execPath, generator], { input: JSON.stringify(plan) });
  const usedMs = processorTimeMs(pid) - beforeMs;
  const report = JSON.parse(output) as LoadReport;
  assertExpected(report);
  return {
    ...report,
    perSecond: (report.measured / report.elapsedMs) * 1_000,
    serverMicroseconds: (usedMs / report.answered) * 1_000,
  };
};

const assertExpected = ({ unexpected }: LoadReport): void => {
  const statuses = Object.entries(unexpected);
  if (statuses.length === 0) return;
  const list = statuses.map(([status, count]) => `${count} times ${status}`).join(', ');
  throw new Error(`the server answered ${list}`);
};
