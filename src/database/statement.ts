import type { Compilable, CompiledQuery } from 'kysely';
import { runnerOf } from './handle.ts';
import type { Db, Tx } from './work.ts';

/** Stands in a query for the value that each run brings; typed as that value so that kysely checks its use. */
export type Argument<Arguments> = <Name extends keyof Arguments & string>(name: Name) => Arguments[Name];

type Build<Arguments, Result> = (db: Db, arg: Argument<Arguments>) => Compilable<Result>;

/**
 * A query that kysely builds once and that runs many times: for the hot paths of a store. Values given through
 * `arg` change with every run, all others stay as they were built. The number of values in a list cannot change.
 *
 * @throws Error (as a rejection) when an argument is undefined or cannot be stored as it is
 */
export const statement = <Arguments extends object, Row>(
  build: Build<Arguments, Row>,
): ((db: Db, args: Arguments) => Promise<Row[]>) => {
  const template = once(build);
  return async (db, args) => {
    const { query, places } = template(db);
    const parameters = fill(query.parameters, places, args);
    const runner = runnerOf(db);
    if (runner) return runner.all(query.sql, parameters) as Row[];
    return (await db.executeQuery<Row>({ ...query, parameters })).rows;
  };
};

/** Like `statement`, for a change that returns no rows: answers how many rows it inserted, updated or deleted. */
export const command = <Arguments extends object>(
  build: Build<Arguments, unknown>,
): ((tx: Tx, args: Arguments) => Promise<number>) => {
  const template = once(build);
  return async (tx, args) => {
    const { query, places } = template(tx);
    const parameters = fill(query.parameters, places, args);
    const runner = runnerOf(tx);
    if (runner) return runner.run(query.sql, parameters).changes;
    return Number((await tx.executeQuery({ ...query, parameters })).numAffectedRows ?? 0n);
  };
};

interface Template<Arguments, Result> {
  query: CompiledQuery<Result>;
  /** For each parameter the argument that fills it; none for a constant of the query. */
  places: readonly (keyof Arguments | undefined)[];
}

class Placeholder {
  constructor(readonly name: string) {}
}

const once = <Arguments, Result>(
  build: Build<Arguments, Result>,
): ((db: Db) => Template<Arguments, Result>) => {
  let template: Template<Arguments, Result> | undefined;
  return (db) => {
    template ??= compile(db, build);
    return template;
  };
};

const compile = <Arguments, Result>(db: Db, build: Build<Arguments, Result>): Template<Arguments, Result> => {
  const arg: Argument<Arguments> = (name) => new Placeholder(name) as never;
  const query = build(db, arg).compile();
  const places = query.parameters.map((parameter) =>
    parameter instanceof Placeholder ? (parameter.name as keyof Arguments) : undefined,
  );
  return { query, places };
};

const fill = <Arguments>(
  constants: readonly unknown[],
  places: readonly (keyof Arguments | undefined)[],
  args: Arguments,
): unknown[] => {
  const parameters = new Array<unknown>(places.length);
  for (let index = 0; index < places.length; index += 1) {
    const name = places[index];
    parameters[index] = name === undefined ? constants[index] : args[name];
  }
  return parameters;
};
