import { percentile } from '../statistics.ts';
import { openConnection } from './load-connection.ts';
import type { LoadPlan, LoadReport } from './load-plan.ts';
import { fillable } from './request-template.ts';

/** How long answers may still take after the last request, in milliseconds. */
const lastAnswersMs = 10_000;

/**
 * Sends the requests of a plan, as fast as they are answered, and waits for every answer.
 *
 * @throws Error when a connection is refused, breaks or stays without an answer
 */
export const generateLoad = async (plan: LoadPlan): Promise<LoadReport> => {
  const run = new Run(plan);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`no answer for ${lastAnswersMs} ms`)),
    plan.warmUpMs + plan.measuredMs + lastAnswersMs,
  );
  try {
    const everyConnection = Array.from({ length: plan.connections }, () => drive(plan, run));
    await Promise.race([Promise.all(everyConnection), late.promise]);
    return run.report();
  } finally {
    clearTimeout(timer);
  }
};

/** One connection: a request, its answer, the next request. */
const drive = async (plan: LoadPlan, run: Run): Promise<void> => {
  const fill = fillable(plan.template);
  let dueAtMs = 0;
  await openConnection(plan, {
    pause: () => {
      dueAtMs = run.nextDueAtMs();
      return dueAtMs - performance.now();
    },
    next: () => {
      const counter = run.take();
      return counter === undefined ? undefined : fill(counter);
    },
    answered: (status) => run.answered(status, dueAtMs),
  });
};

/** What all connections share: the counter, the clock and the tally. */
class Run {
  readonly #latenciesMs: number[] = [];
  readonly #unexpected: Record<string, number> = {};
  readonly #cpuBefore = process.cpuUsage();
  readonly #startedAtMs = performance.now();
  readonly #countsFromMs: number;
  readonly #endsAtMs: number;
  readonly #lastCounter: number;
  #counter: number;
  #due = 0;
  #answered = 0;
  #lastAnswerAtMs = 0;

  constructor(private readonly plan: LoadPlan) {
    this.#counter = plan.firstCounter;
    this.#lastCounter = plan.firstCounter + (plan.maximumRequests ?? Number.MAX_SAFE_INTEGER / 2);
    this.#countsFromMs = this.#startedAtMs + plan.warmUpMs;
    this.#endsAtMs = this.#countsFromMs + plan.measuredMs;
  }

  /** When the next request is due: now, unless the plan says how many there are a second. */
  nextDueAtMs(): number {
    const { perSecond } = this.plan;
    if (perSecond === undefined) return performance.now();
    this.#due += 1;
    return this.#startedAtMs + (this.#due / perSecond) * 1_000;
  }

  /** The number for the next request; undefined when there is to be none. */
  take(): number | undefined {
    if (this.#counter >= this.#lastCounter || performance.now() >= this.#endsAtMs) return undefined;
    this.#counter += 1;
    return this.#counter - 1;
  }

  answered(status: number, dueAtMs: number): void {
    if (status !== this.plan.expectedStatus) {
      this.#unexpected[status] = (this.#unexpected[status] ?? 0) + 1;
      return;
    }
    this.#answered += 1;
    const nowMs = performance.now();
    if (nowMs < this.#countsFromMs || nowMs > this.#endsAtMs) return;
    this.#latenciesMs.push(nowMs - dueAtMs);
    this.#lastAnswerAtMs = nowMs;
  }

  report(): LoadReport {
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    const sorted = Float64Array.from(this.#latenciesMs).sort();
    const endedEarly = this.#counter >= this.#lastCounter;
    const endMs = endedEarly ? this.#lastAnswerAtMs : this.#endsAtMs;
    return {
      answered: this.#answered,
      measured: sorted.length,
      elapsedMs: endMs - this.#countsFromMs,
      latency: {
        p50Ms: percentile(sorted, 0.5),
        p99Ms: percentile(sorted, 0.99),
        maximumMs: percentile(sorted, 1),
      },
      unexpected: this.#unexpected,
      generatorLoad: (user + system) / 1_000 / (performance.now() - this.#startedAtMs),
      nextCounter: this.#counter,
    };
  }
}
