import type { CompiledQuery, QueryResult } from 'kysely';
import { type Changes, executeOn, type Runner, type SqliteConnection } from './sqlite-connection.ts';

/**
 * A reader whose queries of one turn of the event loop see one snapshot: the locks of a read are taken once a
 * turn instead of once a query, which under load costs more than the query.
 *
 * Nobody is shown the past: a snapshot outlives neither the turn it was taken in nor a commit of this process.
 */
export class TurnReader implements Runner {
  #open = false;

  constructor(private readonly connection: SqliteConnection) {}

  all(sql: string, parameters: readonly unknown[]): unknown[] {
    this.#begin();
    return this.connection.all(sql, parameters);
  }

  run(sql: string, parameters: readonly unknown[]): Changes {
    return this.connection.run(sql, parameters);
  }

  answersRows(sql: string): boolean {
    return this.connection.answersRows(sql);
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return executeOn<Row>(this, query);
  }

  streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    return this.connection.streamQuery<Row>(query);
  }

  close(): void {
    this.release();
    this.connection.close();
  }

  /** To be called after each commit: the next query sees it. */
  release(): void {
    if (!this.#open) return;
    this.#open = false;
    this.connection.run('commit', []);
  }

  #begin(): void {
    if (this.#open) return;
    this.connection.run('begin', []);
    this.#open = true;
    setImmediate(() => this.release());
  }
}
