import type { Instant } from '../core/clock.ts';
import type { ProgramId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';

/** What a key stands for: one effect of one operation in one program, or in all, for ever. */
export interface IdempotencyKey {
  /** `all` for what belongs to no single program. */
  readonly programId: ProgramId | 'all';
  readonly operation: string;
  readonly key: string;
}

export interface IdempotencyRecord {
  readonly bodyHash: string;
  /** The public id of what the first request made. */
  readonly subjectId: string;
  /** The first answer as JSON text; null once it was purged, then it is rebuilt from the subject. */
  readonly answerJson: string | null;
}

const byKey = statement<
  IdempotencyKey,
  { body_hash: string; subject_id: string; answer_json: string | null }
>((db, arg) =>
  db
    .selectFrom('idempotency_records')
    .select(['body_hash', 'subject_id', 'answer_json'])
    .where('program_id', '=', arg('programId'))
    .where('operation', '=', arg('operation'))
    .where('key', '=', arg('key')),
);

export const findIdempotencyRecord = async (
  db: Db,
  key: IdempotencyKey,
): Promise<IdempotencyRecord | undefined> => {
  const [row] = await byKey(db, key);
  return row && { bodyHash: row.body_hash, subjectId: row.subject_id, answerJson: row.answer_json };
};

/** Stored in the unit of its effect: both are there, or neither. */
export const storeIdempotencyRecord = async (
  tx: Tx,
  key: IdempotencyKey,
  record: IdempotencyRecord & { now: Instant },
): Promise<void> => {
  await insertRows(tx, 'idempotency_records', [
    {
      program_id: key.programId,
      operation: key.operation,
      key: key.key,
      body_hash: record.bodyHash,
      subject_id: record.subjectId,
      answer_json: record.answerJson,
      created_at: record.now,
    },
  ]);
};
