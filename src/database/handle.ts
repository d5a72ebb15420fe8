import {
  type CompiledQuery,
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  type KyselyProps,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
  SqliteQueryCompiler,
  Transaction,
} from 'kysely';
import type { Schema } from './schema.ts';
import type { Runner } from './sqlite-connection.ts';
import type { Db, Tx } from './work.ts';

/** SQLite changes tables inside transactions; kysely's own adapter denies it, so a failed migration would stay in part. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

const adapter = new TransactionalSqliteAdapter();
const compiler = new SqliteQueryCompiler();

/** Leads straight to one connection: every query is synchronous underneath, so there is nothing to queue for. */
class DirectExecutor extends DefaultQueryExecutor {
  constructor(readonly runner: Runner) {
    super(compiler, adapter, { provideConnection: (consumer) => consumer(runner) });
  }

  override executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.runner.executeQuery<Row>(query);
  }
}

export const readHandle = (runner: Runner): Db => new Kysely<Schema>(propsOf(runner));

export const unitHandle = (runner: Runner): Tx => new Transaction<Schema>(propsOf(runner)) as Tx;

/** The connection behind a handle of ours; none behind a handle of another engine. */
export const runnerOf = (db: Db): Runner | undefined => {
  const executor = db.getExecutor();
  return executor instanceof DirectExecutor ? executor.runner : undefined;
};

/** Without it `read.transaction()` would run, and be none. */
class WithoutTransactions extends DummyDriver {
  override async beginTransaction(): Promise<void> {
    throw new Error('a handle for reading has no transactions: changes are made in a unit of work');
  }
}

/** kysely asks for these, and with an executor of our own never uses them to reach a database. */
const driver = new WithoutTransactions();
const dialect = new SqliteDialect({
  database: () => Promise.reject(new Error('the executor holds the connection')),
});
const config = { dialect };

const propsOf = (runner: Runner): KyselyProps => ({
  config,
  driver,
  dialect,
  executor: new DirectExecutor(runner),
});
