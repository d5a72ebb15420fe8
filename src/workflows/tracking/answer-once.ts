import { DomainError } from '../../core/errors.ts';
import type { ProgramId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import { findIdempotencyRecord, storeIdempotencyRecord } from '../../http/idempotency.ts';
import { replayedJson } from './track-answer.ts';

/** What the caller is told: the answer as JSON text, and whether it had been recorded already. */
export interface TrackReply {
  readonly replayed: boolean;
  readonly json: string;
}

/** A request with its key: a key belongs to one program, and means another thing for each operation. */
interface Keyed {
  readonly programId: ProgramId;
  readonly operation: string;
  /** Null for a request that is told apart by what it is about alone. */
  readonly idempotencyKey: string | null;
  readonly bodyHash: string;
}

export interface FirstAnswer {
  /** Public id of what the request made or is about. */
  readonly subjectId: string;
  /** Has `replayed: false` near its beginning. */
  readonly answer: object;
  /** Whether it was recorded before under another key, or none. */
  readonly isKnown: boolean;
}

/**
 * Answers a request once: with the same key and body the first answer again, whatever happened since.
 *
 * @param record does it, in this unit
 * @param rebuild writes the answer anew from its subject, once the stored text was purged
 * @throws DomainError `idempotency_conflict` when the key was used with another body
 */
export const answerOnce = async (
  work: Work,
  { programId, operation, idempotencyKey, bodyHash }: Keyed,
  record: () => Promise<FirstAnswer>,
  rebuild: (subjectId: string) => Promise<object>,
): Promise<TrackReply> => {
  const key = idempotencyKey === null ? undefined : { programId, operation, key: idempotencyKey };
  const known = key && (await findIdempotencyRecord(work.tx, key));
  if (known) {
    if (known.bodyHash !== bodyHash) throw usedBefore();
    return replayed(known.answerJson ?? JSON.stringify(await rebuild(known.subjectId)));
  }
  const { subjectId, answer, isKnown } = await record();
  const json = JSON.stringify(answer);
  if (key)
    await storeIdempotencyRecord(work.tx, key, { bodyHash, subjectId, answerJson: json, now: work.now });
  return isKnown ? replayed(json) : { replayed: false, json };
};

const replayed = (json: string): TrackReply => ({ replayed: true, json: replayedJson(json) });

const usedBefore = (): DomainError =>
  new DomainError(
    'idempotency_conflict',
    'This idempotency key was used before with another body. Send the first body again, or a new key.',
    [{ path: 'idempotency_key', message: 'was used before with another body' }],
  );
