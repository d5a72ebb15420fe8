import type { Database, SQLQueryBindings, Statement } from 'bun:sqlite';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';

export interface Changes {
  /** Rows inserted, updated or deleted. */
  changes: number;
  lastInsertRowid: number | bigint;
}

/** What statements run on: a whole connection, or the share of the writer that one unit of work holds. */
export interface Runner extends DatabaseConnection {
  all(sql: string, parameters: readonly unknown[]): unknown[];
  run(sql: string, parameters: readonly unknown[]): Changes;
  /** Whether the statement answers with rows. */
  answersRows(sql: string): boolean;
}

interface Prepared {
  readonly statement: Statement<unknown, SQLQueryBindings[]>;
  readonly answersRows: boolean;
}

/** More texts than the product has; only lists of changing length can reach it. */
const maxPrepared = 1_000;

/** One open database handle with its prepared statements. */
export class SqliteConnection implements Runner {
  readonly #prepared = new Map<string, Prepared>();

  constructor(readonly database: Database) {}

  all(sql: string, parameters: readonly unknown[]): unknown[] {
    return this.#prepare(sql).statement.all(...bindings(parameters));
  }

  run(sql: string, parameters: readonly unknown[]): Changes {
    return this.#prepare(sql).statement.run(...bindings(parameters));
  }

  answersRows(sql: string): boolean {
    return this.#prepare(sql).answersRows;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return executeOn<Row>(this, query);
  }

  /** Rows one by one, from a statement of its own: one that is being walked through cannot be run again. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    using walked = this.database.prepare<Row, SQLQueryBindings[]>(query.sql);
    for (const row of walked.iterate(...bindings(query.parameters))) yield { rows: [row] };
  }

  close(): void {
    this.#prepared.clear();
    this.database.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) return known;
    if (this.#prepared.size >= maxPrepared) this.#prepared.clear();
    const statement = this.database.query<unknown, SQLQueryBindings[]>(sql);
    const fresh = { statement, answersRows: statement.columnNames.length > 0 };
    this.#prepared.set(sql, fresh);
    return fresh;
  }
}

/** Runs a query that kysely has compiled. Asynchronous in form only, as kysely wants it. */
export const executeOn = async <Row>(runner: Runner, query: CompiledQuery): Promise<QueryResult<Row>> => {
  if (runner.answersRows(query.sql)) return { rows: runner.all(query.sql, query.parameters) as Row[] };
  const { changes, lastInsertRowid } = runner.run(query.sql, query.parameters);
  return { rows: [], insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) };
};

/** Refuses what SQLite would store as something else without a word: undefined and NaN as NULL, objects by name. */
const bindings = (parameters: readonly unknown[]): SQLQueryBindings[] => {
  for (const value of parameters) {
    if (typeof value === 'string' || value === null || typeof value === 'boolean') continue;
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    if (typeof value === 'bigint' || value instanceof Uint8Array) continue;
    throw new TypeError(`a query parameter cannot be stored as it is: ${typeof value} ${String(value)}`);
  }
  return parameters as SQLQueryBindings[];
};
