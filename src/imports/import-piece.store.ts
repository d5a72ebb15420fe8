import type { Instant } from '../core/clock.ts';
import type { ImportId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { FileRow } from './import-file.ts';

/** Rows of a file that are brought in together. */
export interface Piece {
  readonly rows: readonly FileRow[];
  readonly lastNumber: number;
  /** Whether there is none after it. */
  readonly isLast: boolean;
}

export const insertPieces = async (
  tx: Tx,
  fileId: ImportId,
  pieces: readonly (readonly FileRow[])[],
): Promise<void> => {
  const rows = pieces.map((piece) => ({
    file_id: fileId,
    first_number: piece[0]?.[0] ?? 0,
    last_number: piece.at(-1)?.[0] ?? 0,
    rows_json: JSON.stringify(piece),
  }));
  await insertRows(tx, 'import_pieces', rows);
};

/** The first piece that has rows from this number on; undefined when there is none, or the file is gone. */
export const findPieceFrom = async (db: Db, fileId: ImportId, number: number): Promise<Piece | undefined> => {
  const [piece, next] = await from(db, { fileId, number });
  return piece && { rows: JSON.parse(piece.rows), lastNumber: piece.lastNumber, isLast: next === undefined };
};

const from = statement<{ fileId: ImportId; number: number }, { rows: string; lastNumber: number }>(
  (db, arg) =>
    db
      .selectFrom('import_pieces')
      .select(['rows_json as rows', 'last_number as lastNumber'])
      .where('file_id', '=', arg('fileId'))
      .where('first_number', '>=', arg('number'))
      .orderBy('first_number')
      .limit(2),
);

/** One row of a file. */
export const findFileRow = async (db: Db, fileId: ImportId, number: number): Promise<FileRow | undefined> => {
  const [piece] = await around(db, { fileId, number });
  const rows: readonly FileRow[] = piece ? JSON.parse(piece.rows) : [];
  return rows.find(([own]) => own === number);
};

const around = statement<{ fileId: ImportId; number: number }, { rows: string }>((db, arg) =>
  db
    .selectFrom('import_pieces')
    .select('rows_json as rows')
    .where('file_id', '=', arg('fileId'))
    .where('first_number', '<=', arg('number'))
    .orderBy('first_number', 'desc')
    .limit(1),
);

/** A file that nobody needs any more: brought in, or not looked at since an instant. */
export const findUnneededFile = async (db: Db, idleSince: Instant): Promise<ImportId | undefined> => {
  const row = await db
    .selectFrom('imports as owner')
    .select('owner.id')
    .whereRef('owner.file_id', '=', 'owner.id')
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('import_pieces').select('first_number').whereRef('file_id', '=', 'owner.id')),
    )
    .where(({ and, or, not, exists, selectFrom }) => {
      const user = selectFrom('imports as user').select('user.seq').whereRef('user.file_id', '=', 'owner.id');
      const isBroughtIn = exists(user.where('user.is_dry_run', '=', 0).where('user.state', '=', 'completed'));
      const isIdle = not(exists(user.where('user.updated_at', '>', idleSince)));
      return and([
        not(exists(user.where('user.state', 'in', ['receiving', 'running']))),
        or([isBroughtIn, isIdle]),
      ]);
    })
    .limit(1)
    .executeTakeFirst();
  return row?.id;
};

/** @returns how many pieces were deleted; fewer than `limit` when the file is gone */
export const deletePieces = async (tx: Tx, fileId: ImportId, limit: number): Promise<number> => {
  const result = await tx
    .deleteFrom('import_pieces')
    .where('file_id', '=', fileId)
    .where('first_number', 'in', (db) =>
      db.selectFrom('import_pieces').select('first_number').where('file_id', '=', fileId).limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
