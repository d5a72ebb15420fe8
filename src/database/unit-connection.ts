import type { CompiledQuery, QueryResult } from 'kysely';
import { type Changes, executeOn, type Runner, type SqliteConnection } from './sqlite-connection.ts';

/**
 * The writer as one unit of work sees it. It is dead once the unit has ended, so that a promise nobody awaited
 * gets an error instead of writing into the next unit; and after the first failed statement, because
 * PostgreSQL would refuse to go on there and because SQLite may have rolled back more than the statement.
 */
export class UnitConnection implements Runner {
  #ended = false;
  #failure: { error: unknown } | undefined;
  #wrote = false;

  constructor(private readonly writer: SqliteConnection) {}

  /** The first error of a statement, even if the unit has swallowed it. */
  get failure(): { error: unknown } | undefined {
    return this.#failure;
  }

  /** Whether the unit ran anything but queries, undone or not. */
  get wrote(): boolean {
    return this.#wrote;
  }

  end(): void {
    this.#ended = true;
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  all(sql: string, parameters: readonly unknown[]): unknown[] {
    if (!isQuery(sql)) this.#wrote = true;
    return this.#guarded(() => this.writer.all(sql, parameters));
  }

  run(sql: string, parameters: readonly unknown[]): Changes {
    this.#wrote = true;
    return this.#guarded(() => this.writer.run(sql, parameters));
  }

  answersRows(sql: string): boolean {
    return this.#guarded(() => this.writer.answersRows(sql));
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return executeOn<Row>(this, query);
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('a unit of work does not stream: read in pages');
  }

  #guarded<Result>(query: () => Result): Result {
    if (this.#ended || this.#failure) throw this.#refusal();
    try {
      return query();
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  #refusal(): Error {
    if (this.#ended)
      return new Error('a query came after the end of its unit of work: something was not awaited');
    return new Error('a query came after one that failed: a unit of work ends at its first error', {
      cause: this.#failure?.error,
    });
  }
}

/** Anything else that answers rows, such as an insert that returns them, counts as a change. */
const isQuery = (sql: string): boolean => sql.startsWith('select ');
