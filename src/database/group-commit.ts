import { BatchRunner } from './batch.ts';
import type { Durability } from './durability.ts';
import { createLanes } from './lanes.ts';
import type { PendingUnit, UnitBody } from './pending-unit.ts';
import { durabilityUnknown, queueIsFull, storageFailed, writerIsClosing } from './refusals.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { Lane } from './work.ts';

export interface GroupCommitOptions {
  readonly writer: SqliteConnection;
  readonly durability: Durability;
  /** Time after which a batch takes no further unit, in milliseconds. */
  readonly batchBudgetMs: number;
  /** Units of one lane that may be unanswered at a time; more are refused. */
  readonly laneLimit: number;
  /** A clock that never goes back, in milliseconds. */
  readonly elapsedMs: () => number;
  /** Told of errors that no caller hears of as they are: lost batches, failed `afterCommit` actions. */
  readonly onError: (error: unknown) => void;
  /** Runs between two batches; the next one waits for what it returns. */
  readonly betweenBatches: () => Promise<void> | undefined;
}

/** The one writer: units queue up in lanes, are committed together and answered once they are on disk. */
export class GroupCommit {
  readonly #lanes = createLanes<PendingUnit>();
  readonly #runner: BatchRunner;
  readonly #unanswered: Record<Lane, number> = { interactive: 0, clicks: 0, deliveries: 0, bulk: 0 };
  readonly #totals = { batches: 0, units: 0 };
  #scheduled = false;
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(private readonly options: GroupCommitOptions) {
    this.#runner = new BatchRunner(options.writer);
  }

  /** Units submitted and not yet answered. */
  get unanswered(): number {
    return Object.values(this.#unanswered).reduce((sum, count) => sum + count, 0);
  }

  /** Batches committed or lost, and units run in them, since the process began. */
  get totals(): { readonly batches: number; readonly units: number } {
    return this.#totals;
  }

  submit<T>(lane: Lane, body: UnitBody<T>): Promise<T> {
    const refusal = this.#refusalFor(lane);
    if (refusal) return Promise.reject(refusal);
    this.#unanswered[lane] += 1;
    return new Promise<T>((resolve, reject) => {
      const settle = resolve as (value: unknown) => void;
      this.#lanes.push(lane, { lane, body, resolve: settle, reject, actions: [], outcome: notRun });
      this.#schedule();
    });
  }

  /** Takes no further units; resolves when all earlier ones are answered. */
  close(): Promise<void> {
    this.#drained ??= Promise.withResolvers<void>();
    if (this.unanswered === 0) this.#drained.resolve();
    return this.#drained.promise;
  }

  #refusalFor(lane: Lane): Error | undefined {
    if (this.#runner.busy) {
      const nested = new Error(
        'a unit of work was opened inside another one; it would wait for itself for ever',
      );
      this.#runner.failOpenUnit(nested);
      return nested;
    }
    if (this.#drained) return writerIsClosing();
    return this.#unanswered[lane] >= this.options.laneLimit ? queueIsFull() : undefined;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#runBatch());
  }

  async #runBatch(): Promise<void> {
    const units: PendingUnit[] = [];
    const broken = await this.#runner.run(this.#source(units));
    this.#totals.batches += 1;
    this.#totals.units += units.length;
    if (this.#runner.wrote) this.options.durability.wrote();
    if (broken === undefined) this.#answerOnceDurable(units);
    else this.#refuseBatch(units, broken);
    await this.#pauseBetweenBatches();
    this.#scheduled = false;
    if (this.#lanes.size > 0) this.#schedule();
  }

  async #pauseBetweenBatches(): Promise<void> {
    try {
      await this.options.betweenBatches();
    } catch (error) {
      this.options.onError(error);
    }
  }

  #source(units: PendingUnit[]) {
    const { elapsedMs, batchBudgetMs } = this.options;
    const startedMs = elapsedMs();
    let unitStartedMs = startedMs;
    return {
      next: () => {
        const unit = this.#lanes.next();
        if (unit) units.push(unit);
        return unit;
      },
      ran: (unit: PendingUnit) => {
        const nowMs = elapsedMs();
        this.#lanes.charge(unit.lane, nowMs - unitStartedMs);
        unitStartedMs = nowMs;
        return nowMs - startedMs < batchBudgetMs;
      },
    };
  }

  #answerOnceDurable(units: readonly PendingUnit[]): void {
    this.options.durability.settled().then(
      () => this.#answer(units),
      (error) => this.#refuse(units, durabilityUnknown(error)),
    );
  }

  /** Without a single unit the transaction could not even begin: everybody who waits is told so. */
  #refuseBatch(units: PendingUnit[], error: unknown): void {
    this.options.onError(error);
    if (units.length === 0) {
      for (let unit = this.#lanes.next(); unit; unit = this.#lanes.next()) units.push(unit);
    }
    this.#refuse(units, storageFailed(error));
  }

  #answer(units: readonly PendingUnit[]): void {
    for (const unit of units) {
      const { outcome } = unit;
      if (outcome.ok) {
        for (const action of unit.actions) this.#runSafely(action);
        unit.resolve(outcome.value);
      } else unit.reject(outcome.error);
    }
    this.#forget(units);
  }

  #refuse(units: readonly PendingUnit[], error: Error): void {
    for (const unit of units) unit.reject(error);
    this.#forget(units);
  }

  #forget(units: readonly PendingUnit[]): void {
    for (const unit of units) this.#unanswered[unit.lane] -= 1;
    if (this.#drained && this.unanswered === 0) this.#drained.resolve();
  }

  #runSafely(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.options.onError(error);
    }
  }
}

const notRun = { ok: false, error: new Error('the unit did not run') } as const;
