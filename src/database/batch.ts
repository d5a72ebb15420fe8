import type { Statement } from 'bun:sqlite';
import { unitHandle } from './handle.ts';
import type { Outcome, PendingUnit } from './pending-unit.ts';
import { isStorageFailure, storageFailed } from './refusals.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { UnitConnection } from './unit-connection.ts';

/** Where a batch gets its units from, and how long it may go on taking more. */
export interface UnitSource {
  next(): PendingUnit | undefined;
  /** Called after each unit; answers whether the batch may take another. */
  ran(unit: PendingUnit): boolean;
}

interface OpenUnit {
  readonly connection: UnitConnection;
  end(outcome: Outcome): void;
}

/**
 * Runs batches of units: one transaction around them all, a savepoint around each, strictly one after another.
 * A batch is one uninterrupted run of microtasks, so nothing but the open unit runs while there is one.
 */
export class BatchRunner {
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  readonly #savepoint: Statement;
  readonly #release: Statement;
  readonly #undo: Statement;
  #open: OpenUnit | undefined;
  #wrote = false;

  constructor(private readonly writer: SqliteConnection) {
    const { database } = writer;
    this.#begin = database.query('begin immediate');
    this.#commit = database.query('commit');
    this.#rollback = database.query('rollback');
    this.#savepoint = database.query('savepoint unit');
    this.#release = database.query('release unit');
    this.#undo = database.query('rollback to unit');
  }

  /** Whether a unit is open right now. */
  get busy(): boolean {
    return this.#open !== undefined;
  }

  /** Whether any unit of the last batch wrote anything. */
  get wrote(): boolean {
    return this.#wrote;
  }

  /** Makes the open unit fail, even if it handles the error that it gets. */
  failOpenUnit(error: Error): void {
    this.#open?.connection.fail(error);
  }

  /**
   * Runs units until the source has no more, and commits.
   *
   * @returns the error that broke the batch, in which case nothing of it is stored; undefined when all is well
   */
  async run(source: UnitSource): Promise<unknown> {
    let interrupted = false;
    this.#wrote = false;
    const watchdog = setImmediate(() => {
      interrupted = true;
      this.#open?.end({ ok: false, error: crossedTasks() });
    });
    try {
      this.#begin.run();
      for (let unit = source.next(); unit; unit = source.next()) {
        await this.#runUnit(unit);
        if (!source.ran(unit) || interrupted) break;
      }
      this.#commit.run();
      return undefined;
    } catch (error) {
      this.#undoAll();
      return error;
    } finally {
      clearImmediate(watchdog);
    }
  }

  /** Should even this fail, the next batch cannot begin: nothing is stored by accident. */
  #undoAll(): void {
    try {
      if (this.writer.database.inTransaction) this.#rollback.run();
    } catch {
      return;
    }
  }

  /** @throws when the transaction of the whole batch is lost; a savepoint would then become one of its own */
  async #runUnit(unit: PendingUnit): Promise<void> {
    const connection = new UnitConnection(this.writer);
    this.#savepoint.run();
    unit.outcome = await this.#outcomeOf(unit, connection);
    this.#open = undefined;
    this.#wrote ||= connection.wrote;
    connection.end();
    if (!this.writer.database.inTransaction)
      throw connection.failure?.error ?? new Error('the transaction is gone');
    if (!unit.outcome.ok) this.#undo.run();
    this.#release.run();
  }

  #outcomeOf(unit: PendingUnit, connection: UnitConnection): Promise<Outcome> {
    return new Promise((end) => {
      this.#open = { connection, end };
      const afterCommit = (action: () => void) => void unit.actions.push(action);
      unit.body(unitHandle(connection), afterCommit).then(
        (value) => end(connection.failure ? failed(connection.failure.error) : { ok: true, value }),
        (error) => end(failed(error)),
      );
    });
  }
}

const failed = (error: unknown): Outcome => ({
  ok: false,
  error: isStorageFailure(error) ? storageFailed(error) : error,
});

const crossedTasks = (): Error =>
  new Error('a unit of work awaited something other than its own queries; all it did was undone');
