import { hashBody } from '../conversions/body-hash.ts';
import type { TrackRequest } from '../conversions/track-request.ts';
import { isId, type ProgramId } from '../core/ids.ts';
import type { Db } from '../database/work.ts';
import type { Reach } from '../http/caller.ts';
import { findIdempotencyRecord } from '../http/idempotency.ts';
import { resolveProgram } from '../programs/asked-program.ts';
import { replayedJson } from './track-answer.ts';

/** A request as it came, before anything about it was checked. */
export interface UncheckedRequest {
  readonly operation: TrackRequest['operation'];
  readonly body: unknown;
  /** The header `Idempotency-Key`; null when there is none. */
  readonly idempotencyKey: string | null;
}

/**
 * The stored answer to a request that was answered before, without a unit of work: the same key with the same
 * body passed every check then. Anything else is undefined, and the unit decides. What is read here may not be
 * on disk yet; the caller waits for that before repeating it.
 *
 * @throws DomainError `program_required` or `invalid_request` when the key reaches no such program
 */
export const findFirstAnswer = async (
  db: Db,
  reach: Reach,
  { operation, body, idempotencyKey }: UncheckedRequest,
): Promise<string | undefined> => {
  if (!isObject(body)) return undefined;
  const key = agreed(body.idempotency_key, idempotencyKey);
  const asked = body.program;
  if (key === undefined || (asked !== undefined && !isProgramId(asked))) return undefined;
  const program = await resolveProgram(db, reach, asked, 'program');
  const record = await findIdempotencyRecord(db, { programId: program.id, operation, key });
  if (!record?.answerJson || record.bodyHash !== hashBody(body)) return undefined;
  return replayedJson(record.answerJson);
};

const isObject = (body: unknown): body is Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

const isProgramId = (value: unknown): value is ProgramId => typeof value === 'string' && isId('prg', value);

/** The key of the header or of the body; none when they differ, which the check of the body will tell. */
const agreed = (inBody: unknown, inHeader: string | null): string | undefined => {
  if (inHeader === null) return typeof inBody === 'string' ? inBody : undefined;
  return inBody === undefined || inBody === inHeader ? inHeader : undefined;
};
