import type { ImportId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';

/** That a row of a dry run would have made something under this name. */
export interface ClaimedKey {
  readonly key: string;
  readonly number: number;
}

interface Claimed {
  readonly id: ImportId;
  readonly key: string;
}

export const insertKeys = async (tx: Tx, id: ImportId, keys: readonly ClaimedKey[]): Promise<void> =>
  insertRows(
    tx,
    'import_keys',
    keys.map((claimed) => ({ import_id: id, ...claimed })),
  );

/** The first rows that claimed a name. */
export const listClaims = async (db: Db, id: ImportId, key: string, limit: number): Promise<number[]> =>
  (await claims(db, { id, key, limit })).map(({ number }) => number);

const claims = statement<Claimed & { limit: number }, { number: number }>((db, arg) =>
  db
    .selectFrom('import_keys')
    .select('number')
    .where('import_id', '=', arg('id'))
    .where('key', '=', arg('key'))
    .orderBy('number')
    .limit(arg('limit')),
);

export const countClaims = async (db: Db, id: ImportId, key: string): Promise<number> =>
  (await counted(db, { id, key }))[0]?.count ?? 0;

const counted = statement<Claimed, { count: number }>((db, arg) =>
  db
    .selectFrom('import_keys')
    .select((column) => column.fn.countAll<number>().as('count'))
    .where('import_id', '=', arg('id'))
    .where('key', '=', arg('key')),
);

/** A dry run that has ended and whose names are still kept. */
export const findEndedClaims = async (db: Db): Promise<ImportId | undefined> => {
  const row = await db
    .selectFrom('import_keys')
    .innerJoin('imports', 'imports.id', 'import_keys.import_id')
    .select('import_keys.import_id as id')
    .where('imports.state', '<>', 'running')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
};

/** @returns how many were deleted */
export const deleteKeys = async (tx: Tx, id: ImportId, limit: number): Promise<number> => {
  const result = await tx
    .deleteFrom('import_keys')
    .where('import_id', '=', id)
    .where('key', 'in', (db) =>
      db.selectFrom('import_keys').select('key').where('import_id', '=', id).limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
