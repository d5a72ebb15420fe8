import { listCommissionsOf } from '../../commissions/commission.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import { findConversion, findSignup } from '../../conversions/conversion.store.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import { addReferences, findConversionIdsByReference } from '../../conversions/order-reference.store.ts';
import { orderReferences, type TrackRequest } from '../../conversions/track-request.ts';
import { DomainError, invariant } from '../../core/errors.ts';
import type { ConversionId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Work } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import { resolveProgram } from '../../programs/asked-program.ts';
import type { Program } from '../../programs/program.ts';
import { applyParkedRefunds } from '../refunds/apply-parked-refunds.ts';
import { answerOnce, type FirstAnswer, type TrackReply } from './answer-once.ts';
import { createConversion, type SaleHistory } from './create-conversion.ts';
import { findKnownCustomer } from './identify-customer.ts';
import { type TrackAnswer, trackAnswer } from './track-answer.ts';

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
  const { operation, idempotencyKey, bodyHash, warnings } = request;
  return answerOnce(
    work,
    { programId: program.id, operation, idempotencyKey, bodyHash },
    () => recordOnce(work, secrets, program, request),
    async (id) => rebuiltAnswer(work, await getConversion(work, id as ConversionId), warnings),
  );
};

/**
 * The conversion that a request tells of: made now, or known by its order or its customer's signup.
 *
 * @param history what another system has decided about a new one
 * @throws DomainError `duplicate_order`
 */
export const recordOnce = async (
  work: Work,
  secrets: SecretBox,
  program: Program,
  request: TrackRequest,
  history?: SaleHistory,
): Promise<FirstAnswer & { readonly answer: TrackAnswer }> => {
  const earlier = await findEarlier(work, secrets, program, request);
  const answer = earlier
    ? await rebuiltAnswer(work, earlier, request.warnings)
    : await createConversion(work, secrets, program, request, history);
  return { subjectId: answer.id, answer, isKnown: earlier !== undefined };
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
  if (references.length === 1) return earlier;
  await addReferences(work.tx, order, id, references);
  return (await applyParkedRefunds(work, program, id, references)) ?? earlier;
};

const isSameSale = (earlier: Conversion, { money }: TrackRequest): boolean =>
  earlier.amountMinor === money?.amountMinor && earlier.currency === money.currency;

const duplicateOrder = (what: string): DomainError =>
  new DomainError(
    'duplicate_order',
    `This order ${what}. To correct a recorded sale, refund it or change the conversion.`,
    [{ path: 'order_id', message: what }],
  );

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
