import { dayMs, type Instant, minuteMs, toIso } from '../core/clock.ts';
import type { PartnerId } from '../core/ids.ts';
import { dateText, quoted } from '../core/plain-words.ts';
import type { AttributionPolicy, Candidate, CandidateVerdict } from './attribution.ts';
import type { ExplanationStep } from './explanation.ts';

/** What a sentence about a candidate needs beside the candidate: all of it as it stood when it was decided. */
export interface CandidateCircle {
  readonly occurredAt: Instant;
  readonly terms: {
    readonly attributionPolicy: AttributionPolicy;
    readonly attributionModel: 'last_click' | 'first_click';
    readonly windowDays: number;
  };
  /** How a partner is called, in quotation marks. */
  readonly nameOf: (id: PartnerId) => string;
  /** Who decided, of `admin:adm_...`, as people call them. */
  readonly actorOf: (by: string) => string;
}

/** Why a candidate won, or why not, in one sentence. */
export const explainCandidate = (candidate: Candidate, circle: CandidateCircle): ExplanationStep => {
  const { assignment } = candidate;
  return {
    kind: assignment ? 'assignment' : 'candidate',
    ok: winning.has(candidate.verdict),
    text: assignment ? assignmentText(candidate, circle) : candidateText(candidate, circle),
    facts: {
      method: candidate.method,
      verdict: candidate.verdict,
      partner_id: candidate.partnerId,
      click_id: candidate.clickId,
      promo_code: candidate.promoCode,
      referral_id: candidate.referralId,
      touched_at: candidate.touchedAt === null ? null : toIso(candidate.touchedAt),
      ...(candidate.limitAt !== undefined && { limit_at: toIso(candidate.limitAt) }),
      ...(candidate.verdict === 'click_outside_window' && { window_days: circle.terms.windowDays }),
      ...(assignment && { by: assignment.by, reason: assignment.reason, note: assignment.note }),
    },
  };
};

const winning: ReadonlySet<CandidateVerdict> = new Set(['first_in_order', 'latest_touch', 'assigned']);

const assignmentText = (candidate: Candidate, { nameOf, actorOf }: CandidateCircle): string => {
  const { partnerId, touchedAt, assignment } = candidate;
  const when = touchedAt === null ? '' : `On ${dateText(touchedAt)} `;
  const what = partnerId === null ? 'took the sale away' : `gave the sale to ${nameOf(partnerId)}`;
  const reason = assignment?.reason ? ` (${assignment.reason.replaceAll('_', ' ')})` : '';
  const note = assignment?.note ? `: ${quoted(assignment.note)}` : '';
  return `${when}${assignment ? actorOf(assignment.by) : 'somebody'} ${what}${reason}${note}.`;
};

const candidateText = (candidate: Candidate, circle: CandidateCircle): string =>
  `${subjectOf(candidate, circle)} ${predicates[candidate.verdict](candidate, circle)}.`;

const subjectOf = (
  { method, partnerId, promoCode }: Candidate,
  { terms, nameOf }: CandidateCircle,
): string => {
  const of = partnerId === null ? '' : ` of ${nameOf(partnerId)}`;
  const click = terms.attributionModel === 'first_click' ? 'first click' : 'click';
  const subjects: Readonly<Record<Candidate['method'], string>> = {
    manual: `The decision of a person that the customer is one${of}`,
    referral: `The customer’s referral${partnerId === null ? '' : ` by ${nameOf(partnerId)}`}`,
    promo_code: `The promo code ${quoted(promoCode ?? '')}${of}`,
    click_id: `The ${click}${of}`,
    partner_code: `The partner named by the sale${partnerId === null ? '' : `, ${nameOf(partnerId)},`}`,
    cookie: `The ${click}${of} in the cookie`,
  };
  return subjects[method];
};

type Predicate = (candidate: Candidate, circle: CandidateCircle) => string;

const orders: Readonly<Record<AttributionPolicy, string>> = {
  coupon_first: 'promo code, click id, partner code, cookie',
  link_first: 'click id, partner code, cookie, promo code',
  latest_touch: 'whichever came last',
};

const isWhole: Predicate = ({ partnerId }, { nameOf }) => (partnerId === null ? 'nobody' : nameOf(partnerId));

const predicates: Readonly<Record<CandidateVerdict, Predicate>> = {
  first_in_order: ({ method }, { terms }) =>
    method === 'manual' || method === 'referral'
      ? 'stands above all that the sale brought along, and won'
      : `came first in the order of the program (${orders[terms.attributionPolicy]}), and won`,
  latest_touch: () => 'was the latest touch before the sale, and won',
  partner_suspended: (candidate, circle) =>
    `came first, but ${isWhole(candidate, circle)} was suspended: the sale was rejected, and nobody else got it`,
  partner_terminated: (candidate, circle) =>
    `came first, but ${isWhole(candidate, circle)} was terminated: the sale was rejected, and nobody else got it`,
  outranked: () => 'counted too, but another one stood before it',
  referral_expired: ({ limitAt }) => `had ended${onDate(limitAt)}`,
  promo_code_unknown: () => 'is none of this program',
  promo_code_retired: ({ limitAt }) => `had been retired${onDate(limitAt)}`,
  promo_code_not_started: ({ limitAt }) =>
    `was not valid yet${limitAt ? `, only from ${dateText(limitAt)} on` : ''}`,
  promo_code_ended: ({ limitAt }) => `had ended${onDate(limitAt)}`,
  click_unknown: () => 'is not known: no such click was made in this program',
  click_by_bot: () => 'was made by a bot',
  click_not_creditable: () => 'was made while the partner was not allowed to earn',
  click_after_conversion: ({ touchedAt }, { occurredAt }) =>
    `was ${plural(Math.floor(((touchedAt ?? occurredAt) - occurredAt) / minuteMs), 'minute')} after the sale`,
  click_outside_window: ({ touchedAt }, { occurredAt, terms }) =>
    `was ${ageText(occurredAt - (touchedAt ?? occurredAt), terms.windowDays)} before the sale; the window is ${plural(terms.windowDays, 'day')}`,
  partner_unknown: () => 'is nobody of this program',
  partner_not_approved: () => 'could not count: the partner was not approved',
  not_a_new_customer: () =>
    'would have counted, but the customer had bought before, and the program credits new customers only',
  no_evidence: () => 'did not count',
  no_eligible_candidate: () => 'did not count',
  assigned: () => 'was given the sale by a person',
  unassigned: () => 'lost the sale by a person’s decision',
};

const onDate = (instant: Instant | undefined): string =>
  instant === undefined ? '' : ` on ${dateText(instant)}`;

/** Whole days; a click that is late by less than one says so. */
const ageText = (ageMs: number, windowDays: number): string => {
  const days = Math.floor(ageMs / dayMs);
  return days <= windowDays ? `more than ${plural(days, 'day')}` : plural(days, 'day');
};

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
