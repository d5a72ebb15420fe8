import { hashBody } from '../../conversions/body-hash.ts';
import { isId, type ProgramId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import { findIdempotencyRecord, type IdempotencyKey } from '../../http/idempotency.ts';
import { findOnlyProgramId } from '../../programs/program.store.ts';
import { replayedJson } from './track-answer.ts';

/** A request as it came, before anything about it was checked. */
export interface UncheckedRequest {
  /** The one that its key belongs to. */
  readonly operation: IdempotencyKey['operation'];
  readonly body: unknown;
  /** The header `Idempotency-Key`; null when there is none. */
  readonly idempotencyKey: string | null;
}

/**
 * The stored answer to a request that was answered before, without a unit of work: the same key with the same
 * body passed every check then. Anything else is undefined, and the unit decides. What is read here may not be
 * on disk yet; the caller waits for that before repeating it.
 */
export const findFirstAnswer = async (
  db: Db,
  reach: Reach,
  { operation, body, idempotencyKey }: UncheckedRequest,
): Promise<string | undefined> => {
  if (!isObject(body)) return undefined;
  const key = agreed(body.idempotency_key, idempotencyKey);
  if (key === undefined) return undefined;
  const programId = await meantProgram(db, reach, body.program);
  if (programId === undefined) return undefined;
  const record = await findIdempotencyRecord(db, { programId, operation, key });
  if (!record?.answerJson || record.bodyHash !== hashBody(body)) return undefined;
  return replayedJson(record.answerJson);
};

const isObject = (body: unknown): body is Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

/** As `resolveProgram` would have it; undefined wherever that would refuse. */
const meantProgram = async (db: Db, reach: Reach, asked: unknown): Promise<ProgramId | undefined> => {
  if (asked === undefined) return reach.programId ?? (await findOnlyProgramId(db));
  if (!isProgramId(asked)) return undefined;
  return reach.programId === null || reach.programId === asked ? asked : undefined;
};

const isProgramId = (value: unknown): value is ProgramId => typeof value === 'string' && isId('prg', value);

/** The key of the header or of the body; none when they differ, which the check of the body will tell. */
const agreed = (inBody: unknown, inHeader: string | null): string | undefined => {
  if (inHeader === null) return typeof inBody === 'string' ? inBody : undefined;
  return inBody === undefined || inBody === inHeader ? inHeader : undefined;
};
