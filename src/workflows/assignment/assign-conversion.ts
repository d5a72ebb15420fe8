import type { Candidate } from '../../attribution/attribution.ts';
import { recordChange } from '../../audit/record.ts';
import { earnedSummary } from '../../commissions/commission.events.ts';
import { listCommissionsOf } from '../../commissions/commission.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import { conversionData } from '../../conversions/conversion.events.ts';
import { updateConversionAssignment } from '../../conversions/conversion.store.ts';
import type { Conversion, ConversionFacts } from '../../conversions/conversion.ts';
import { DomainError } from '../../core/errors.ts';
import type { PartnerId, ReferralId } from '../../core/ids.ts';
import { customerSummary } from '../../customers/customer.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { type Partner, partnerSummary } from '../../partners/partner.ts';
import { type ConversionCircle, conversionCircle } from '../earning/conversion-circle.ts';
import { qualifyConversion } from '../earning/qualify-conversion.ts';
import { takeBackEarnings } from '../earning/take-back-earnings.ts';
import { settleConversion } from '../refunds/settle-reversals.ts';
import { countVolume } from '../tiers/count-volume.ts';
import type { Referred } from '../tracking/refer-customer.ts';
import { tellEarned, tellReferred } from '../tracking/tell-conversion.ts';
import { type AssignmentOrder, assignableTo, assignmentCandidate } from './assignable-partner.ts';
import { earnAssigned, giveBackPaid } from './earn-assigned.ts';
import { referAssigned } from './refer-assigned.ts';

/**
 * Gives a conversion to a partner by a person's decision, or to nobody. Whose it was loses what it earned them; whose
 * it is now earns what they would have earned when it was received, less what was refunded since. The customer's
 * referral stays as it is; where there is none, this makes one. In review or rejected it changes hands and earns
 * nothing. For the partner whose it is already nothing happens.
 *
 * @throws DomainError `invalid_request` for a partner of another program, `conflict` for one who may not earn, while a
 *   payout is under way with a commission of it, or when it was changed since it was read
 */
export const assignConversion = async (
  work: Work,
  before: Conversion,
  order: AssignmentOrder,
): Promise<Conversion> => {
  if (before.partnerId === order.partnerId) return before;
  assertFewDecisions(before);
  const partner = order.partnerId && (await assignableTo(work.tx, before.programId, order.partnerId));
  const lines = await listCommissionsOf(work.tx, before.id);
  assertNoneInPayout(lines, [before.partnerId, order.partnerId]);
  const circle = await conversionCircle(work.tx, before);
  const candidates = [...before.candidates, assignmentCandidate(work, order, lines.at(-1)?.seq)];
  const referred =
    partner && circle.customer
      ? await referAssigned(work, circle.program, circle.customer, {
          ...{ partner, candidates, occurredAt: before.occurredAt },
        })
      : null;
  const after = assigned(work, before, { partner, candidates, referralId: referred?.referral.id ?? null });
  if (!(await updateConversionAssignment(work.tx, before, after))) throw changedMeanwhile();
  recordChange(work, { id: after.id, programId: after.programId, before, after });
  const toldBefore = work.events.length;
  await takeFrom(work, circle, before, lines);
  await giveTo(work, { ...circle, partner, referred, conversion: after, lines });
  await tellFirst(work, toldBefore, before, after, { ...circle, partner });
  return after;
};

/** What was decided about one sale is shown whole, and stored with it whenever it changes. */
const maxDecisions = 50;

const assertFewDecisions = ({ candidates }: Conversion): void => {
  if (candidates.filter(({ assignment }) => assignment !== undefined).length < maxDecisions) return;
  throw new DomainError(
    'conflict',
    `This conversion was assigned ${maxDecisions} times, the most there can be. It stays whose it is. Reject it, or adjust its commissions.`,
  );
};

/** Before a payout ends nobody knows whether its commissions are paid. */
const assertNoneInPayout = (
  lines: readonly Commission[],
  partnerIds: readonly (PartnerId | null)[],
): void => {
  const paying = lines.find(
    ({ state, kind, partnerId }) =>
      state === 'processing' && kind !== 'bonus' && partnerIds.includes(partnerId),
  );
  if (!paying) return;
  throw new DomainError(
    'conflict',
    `The payout ${paying.payoutId} is under way with a commission of this conversion. Complete or cancel it first.`,
  );
};

const changedMeanwhile = (): DomainError =>
  new DomainError(
    'conflict',
    'This conversion was changed meanwhile. Read it again, then repeat the change.',
  );

const assigned = (
  work: Work,
  before: Conversion,
  decided: {
    readonly partner: Partner | null;
    readonly candidates: readonly Candidate[];
    readonly referralId: ReferralId | null;
  },
): Conversion => ({
  ...before,
  partnerId: decided.partner?.id ?? null,
  referralId: decided.referralId,
  method: decided.partner ? 'manual' : 'none',
  reason: decided.partner ? 'assigned' : 'unassigned',
  candidates: decided.candidates,
  clickId: null,
  promoCodeId: null,
  facts: {
    ...(before.partnerId === null ? before.facts : withoutTouch(before.facts)),
    terms: { ...before.facts.terms, groupId: decided.partner?.groupId ?? null },
  },
  rowVersion: before.rowVersion + 1,
  updatedAt: work.now,
});

/** Link, source and sub-ids are the words of the partner whose it was. */
const withoutTouch = (facts: ConversionFacts): ConversionFacts => ({
  ...facts,
  ...{ linkId: null, promoCode: null, source: null },
  ...{ sub1: null, sub2: null, sub3: null, sub4: null, sub5: null },
});

const takeFrom = async (
  work: Work,
  { program, partner }: ConversionCircle,
  before: Conversion,
  lines: readonly Commission[],
): Promise<void> => {
  if (!partner) return;
  const own = lines.filter(({ partnerId }) => partnerId === partner.id);
  // A rejection has taken it already.
  if (before.state !== 'rejected') await takeBackEarnings(work, own, 'conversion_reassigned');
  await countVolume(work, { program, partner, before, after: null });
};

interface Given extends ConversionCircle {
  readonly referred: Referred | null;
  readonly conversion: Conversion;
  /** Everything the conversion ever earned anybody. */
  readonly lines: readonly Commission[];
}

const giveTo = async (work: Work, given: Given): Promise<void> => {
  const { conversion, partner, referred } = given;
  tellReferred(work, given);
  if (!partner || conversion.state !== 'qualified') return;
  const own = given.lines.filter(({ partnerId }) => partnerId === partner.id);
  const qualified = await qualifyConversion(
    work,
    { ...given, referral: referred?.referral ?? null },
    earnAssigned(own),
  );
  tellEarned(work, { ...given, qualified });
  await giveBackPaid(work, own);
  await countVolume(work, { program: given.program, partner, before: null, after: conversion });
  await settleConversion(work, conversion);
};

/** The conversion is told first, with what its commissions are worth by now; then all that followed. */
const tellFirst = async (
  work: Work,
  toldBefore: number,
  before: Conversion,
  after: Conversion,
  { partner, customer }: ConversionCircle,
): Promise<void> => {
  const consequences = work.events.splice(toldBefore);
  const lines = await listCommissionsOf(work.tx, after.id);
  recordEvent(work, 'conversion.updated', {
    programId: after.programId,
    partnerId: after.partnerId,
    entityId: after.id,
    data: {
      ...conversionData(after, {
        partner: partner && partnerSummary(partner),
        customer: customer && customerSummary(customer),
        commissions: lines.filter(({ partnerId }) => partnerId === after.partnerId).map(earnedSummary),
      }),
      reason: reasonOf(before, after),
      changes: { partner_id: { from: before.partnerId, to: after.partnerId } },
    },
  });
  work.events.push(...consequences);
};

const reasonOf = (before: Conversion, after: Conversion): 'assigned' | 'claimed' | 'unassigned' => {
  if (after.partnerId === null) return 'unassigned';
  return before.partnerId === null ? 'claimed' : 'assigned';
};
