import { z } from 'zod';
import { toIso } from '../../core/clock.ts';
import type { CustomerId } from '../../core/ids.ts';
import { findCustomer } from '../../customers/customer.store.ts';
import type { Customer } from '../../customers/customer.ts';
import type { Work } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import { idView, isoTime } from '../../http/views.ts';
import { resolveKnownProgram } from '../../programs/asked-program.ts';
import { findLastReferral, stopRecurring } from '../../referrals/referral.store.ts';
import type { CustomerCancellation } from '../../refunds/refund-request.ts';
import { answerOnce, type FirstAnswer, type TrackReply } from '../tracking/answer-once.ts';

/** What came of a customer's cancellation. Nothing to stop is no error: a merchant does not know who was referred. */
const outcomes = ['stopped', 'already_stopped', 'no_referral', 'unknown_customer'] as const;

export const CancellationAnswerView = z
  .strictObject({
    id: idView('cus').nullable().describe('The customer; null for one that we do not know.'),
    type: z.literal('cancellation'),
    replayed: z.boolean(),
    outcome: z.enum(outcomes),
    customer_id: z.string().describe('Your own id of the customer.'),
    referral_id: idView('ref').nullable(),
    partner_id: idView('prt').nullable().describe('The partner whose recurring commissions stopped.'),
    recurring_stopped_at: isoTime
      .nullable()
      .describe('Later purchases of the customer earn nothing by recurring rules, until a new referral.'),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'CancellationAnswer' });
type CancellationAnswer = z.input<typeof CancellationAnswerView>;

/**
 * Stops the recurring commissions of a customer who canceled, from now on: what was earned stays. It is the
 * referral that stops, so that a new one begins anew.
 *
 * @throws DomainError `program_required`, `idempotency_conflict` or `invalid_request`
 */
export const recordCancellation = async (
  work: Work,
  reach: Reach,
  request: CustomerCancellation,
): Promise<TrackReply> => {
  const program = await resolveKnownProgram(work.tx, reach, request.programId, 'program');
  const customer = await findCustomer(work.tx, program.id, {
    externalId: request.customerId,
    emailHash: null,
  });
  return answerOnce(
    work,
    { ...request, programId: program.id },
    () => stopOnce(work, customer, request),
    () => outcomeOf(work, customer, request, false),
  );
};

const stopOnce = async (
  work: Work,
  customer: Customer | undefined,
  request: CustomerCancellation,
): Promise<FirstAnswer> => {
  const answer = await outcomeOf(work, customer, request, true);
  const subjectId = customer?.id ?? request.customerId;
  return { subjectId, answer, isKnown: answer.outcome === 'already_stopped' };
};

const outcomeOf = async (
  work: Work,
  customer: Customer | undefined,
  { customerId, warnings }: CustomerCancellation,
  mayStop: boolean,
): Promise<CancellationAnswer> => {
  const answer = (id: CustomerId | null, rest: Partial<CancellationAnswer>): CancellationAnswer => ({
    ...{ id, type: 'cancellation', replayed: false, outcome: 'unknown_customer', customer_id: customerId },
    ...{ referral_id: null, partner_id: null, recurring_stopped_at: null, warnings: [...warnings] },
    ...rest,
  });
  if (!customer) return answer(null, {});
  const referral = await findLastReferral(work.tx, customer.id);
  if (!referral) return answer(customer.id, { outcome: 'no_referral' });
  const stopsNow = mayStop && (await stopRecurring(work.tx, referral.id, work.now));
  const stoppedAt = stopsNow ? work.now : referral.recurringStoppedAt;
  if (stoppedAt === null) return answer(customer.id, { outcome: 'no_referral' });
  return answer(customer.id, {
    outcome: stopsNow ? 'stopped' : 'already_stopped',
    referral_id: referral.id,
    partner_id: referral.partnerId,
    recurring_stopped_at: toIso(stoppedAt),
  });
};
