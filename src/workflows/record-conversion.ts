import { listCommissionsOf } from '../commissions/commission.store.ts';
import type { Commission } from '../commissions/commission.ts';
import { findConversion, findSignup } from '../conversions/conversion.store.ts';
import type { Conversion } from '../conversions/conversion.ts';
import { addReferences, findConversionIdsByReference } from '../conversions/order-reference.store.ts';
import { orderReferences, type TrackRequest } from '../conversions/track-request.ts';
import { DomainError, invariant } from '../core/errors.ts';
import type { ConversionId } from '../core/ids.ts';
import type { SecretBox } from '../core/secret-box.ts';
import type { Work } from '../database/work.ts';
import type { Reach } from '../http/caller.ts';
import {
  findIdempotencyRecord,
  type IdempotencyKey,
  type IdempotencyRecord,
  storeIdempotencyRecord,
} from '../http/idempotency.ts';
import { resolveProgram } from '../programs/asked-program.ts';
import type { Program } from '../programs/program.ts';
import { createConversion } from './create-conversion.ts';
import { findKnownCustomer } from './identify-customer.ts';
import { replayedJson, type TrackAnswer, trackAnswer } from './track-answer.ts';

/** What the caller is told: the answer as JSON text, and whether the conversion was there already. */
export interface TrackReply {
  readonly replayed: boolean;
  readonly json: string;
}

/**
 * Records a signup or a purchase exactly once. The key, the conversion, its commissions, their ledger entries
 * and every event of it are one unit: all of it is stored, or nothing.
 *
 * @throws DomainError `program_required`, `idempotency_conflict`, `duplicate_order` or `invalid_request`
 */
export const recordConversion = async (
  work: Work,
  secrets: SecretBox,
  reach: Reach,
  request: TrackRequest,
): Promise<TrackReply> => {
  const program = await resolveProgram(work.tx, reach, request.programId, 'program');
  const key = keyOf(program, request);
  const repeated = key && (await findRepeated(work, key, request));
  if (repeated) return repeated;

  const earlier = await findEarlier(work, secrets, program, request);
  const answer = earlier
    ? await rebuiltAnswer(work, earlier, request.warnings)
    : await createConversion(work, secrets, program, request);

  const json = JSON.stringify(answer);
  if (key) await rememberAnswer(work, key, request, { subjectId: answer.id, json });
  return earlier ? { replayed: true, json: replayedJson(json) } : { replayed: false, json };
};

/** Why these parts: a key belongs to one program, and means another thing for a signup than for a purchase. */
const keyOf = (program: Program, request: TrackRequest): IdempotencyKey | undefined =>
  request.idempotencyKey === null
    ? undefined
    : { programId: program.id, operation: request.operation, key: request.idempotencyKey };

const findRepeated = async (
  work: Work,
  key: IdempotencyKey,
  request: TrackRequest,
): Promise<TrackReply | undefined> => {
  const record = await findIdempotencyRecord(work.tx, key);
  if (!record) return undefined;
  if (record.bodyHash !== request.bodyHash) {
    throw new DomainError(
      'idempotency_conflict',
      'This idempotency key was used before with another body. Send the first body again, or a new key.',
      [{ path: 'idempotency_key', message: 'was used before with another body' }],
    );
  }
  const json = record.answerJson ?? JSON.stringify(await rebuiltBySubject(work, record, request.warnings));
  return { replayed: true, json: replayedJson(json) };
};

/** The conversion that this request tells again under another key, if there is one. */
const findEarlier = async (
  work: Work,
  secrets: SecretBox,
  program: Program,
  request: TrackRequest,
): Promise<Conversion | undefined> => {
  if (request.operation === 'signup') {
    const customer = await findKnownCustomer(work.tx, secrets, program.id, request);
    return customer && (await findSignup(work.tx, program.id, customer.id));
  }
  const references = orderReferences(request);
  const order = { programId: program.id, type: request.type };
  const [id, ...others] = await findConversionIdsByReference(work.tx, order, references);
  if (id === undefined) return undefined;
  if (others.length > 0) throw duplicateOrder(`names both ${id} and ${others.join(', ')}`);
  const earlier = await getConversion(work, id);
  if (!isSameSale(earlier, request)) throw duplicateOrder(`was recorded before as ${id} with another amount`);
  // A name that comes later, such as the charge of an invoice, stands for the same conversion from now on.
  if (references.length > 1) await addReferences(work.tx, order, id, references);
  return earlier;
};

const isSameSale = (earlier: Conversion, { money }: TrackRequest): boolean =>
  earlier.amountMinor === money?.amountMinor && earlier.currency === money.currency;

const duplicateOrder = (what: string): DomainError =>
  new DomainError(
    'duplicate_order',
    `This order ${what}. To correct a recorded sale, refund it or change the conversion.`,
    [{ path: 'order_id', message: what }],
  );

const rebuiltBySubject = async (
  work: Work,
  { subjectId }: IdempotencyRecord,
  warnings: readonly string[],
): Promise<TrackAnswer> =>
  rebuiltAnswer(work, await getConversion(work, subjectId as ConversionId), warnings);

const rebuiltAnswer = async (
  work: Work,
  conversion: Conversion,
  warnings: readonly string[],
): Promise<TrackAnswer> => {
  const commissions = await listCommissionsOf(work.tx, conversion.id);
  return trackAnswer(conversion, commissions.filter(isEarning), warnings);
};

const isEarning = (commission: Commission): boolean =>
  commission.kind === 'sale' || commission.kind === 'signup';

const getConversion = async (work: Work, id: ConversionId): Promise<Conversion> => {
  const conversion = await findConversion(work.tx, id);
  invariant(conversion, `the conversion ${id} that a key or an order names is there`);
  return conversion;
};

const rememberAnswer = (
  { tx, now }: Work,
  key: IdempotencyKey,
  { bodyHash }: TrackRequest,
  answer: { readonly subjectId: string; readonly json: string },
): Promise<void> =>
  storeIdempotencyRecord(tx, key, { bodyHash, subjectId: answer.subjectId, answerJson: answer.json, now });
