import {
  commissionState,
  commissionTransitions,
  holdReasons,
  stateFactsOf,
} from '../../commissions/commission.ts';
import { conversionTransitions } from '../../conversions/conversion.ts';
import type { Instant } from '../../core/clock.ts';
import { partnerTransitions } from '../../partners/partner.ts';
import { payoutTransitions } from '../../payouts/payout.ts';
import { payoutBatchTransitions } from '../../payouts/payout-batch.ts';
import { referralTransitions } from '../../referrals/referral.ts';
import { refundTransitions } from '../../refunds/refund.ts';
import { deliveryTransitions } from '../../webhooks/deliveries/delivery.ts';
import { endpointTransitions } from '../../webhooks/endpoints/endpoint.ts';
import { type Check, inTurn, listOf, queryCheck, stretchesOf } from '../check.ts';

interface Facts {
  readonly id: string;
  readonly state: string;
  readonly dueAt: Instant;
  readonly approvedAt: Instant | null;
  readonly holdReasonsJson: string;
  readonly payoutId: `pay_${string}` | null;
  readonly paidAt: Instant | null;
  readonly voidedAt: Instant | null;
  readonly amount: number;
  readonly reversed: number;
  readonly isEarly: 0 | 1;
}

/**
 * What became due stays so when the clock is set back, whatever changes about it then. That its hold had ended is
 * shown by the event of that moment: events stay, and what earned nothing is told too, though it moves no money. What
 * was due when it was made is told otherwise.
 */
const factsBetween = `select id, state, due_at as dueAt, approved_at as approvedAt,
    hold_reasons_json as holdReasonsJson, payout_id as payoutId, paid_at as paidAt, voided_at as voidedAt,
    amount_minor as amount, reversed_minor as reversed,
    case when state = 'due' and due_at > max(?3, created_at) then not exists (
      select 1 from events where entity_id = commissions.id and type = 'commission.due'
        and occurred_at >= commissions.due_at) else 0 end as isEarly
  from commissions where seq between ?1 and ?2`;

export const commissionStates: Check = {
  name: 'commission_states',
  invariant: 'I4',
  sentence: 'The state of every commission follows from what is stored of it.',
  *examine(database, found) {
    for (const { from, to } of stretchesOf(database, 'commissions')) {
      for (const facts of database.all<Facts>(factsBetween, from, to, database.now)) {
        const what = faultOf(facts);
        if (what) found(facts.id, what);
      }
      yield;
    }
  },
};

const faultOf = (facts: Facts): string | undefined => {
  const { holdReasonsJson, state, isEarly, amount, reversed } = facts;
  const reasons = readReasons(holdReasonsJson);
  if (!reasons) return 'its reasons to hold it are not a list of known words';
  const stateFacts = stateFactsOf({ ...facts, holdReasons: reasons });
  // When its hold has ended it becomes due a moment later.
  const early = commissionState(stateFacts, Number.NEGATIVE_INFINITY);
  const late = commissionState(stateFacts, Number.POSITIVE_INFINITY);
  if (state !== early && state !== late) return `it is ${state}; what is stored of it says ${late}`;
  if (isEarly) return 'it is due before its hold has ended';
  if (reversed < 0 || reversed > Math.max(0, amount)) return 'more was taken back of it than it earned';
  return undefined;
};

const readReasons = (json: string): (typeof holdReasons)[number][] | undefined => {
  try {
    const reasons: unknown = JSON.parse(json);
    const isKnown = (reason: unknown) => holdReasons.some((known) => known === reason);
    return Array.isArray(reasons) && reasons.every(isKnown) ? reasons : undefined;
  } catch {
    return undefined;
  }
};

const tables: Readonly<Record<string, readonly string[]>> = {
  partners: partnerTransitions.states,
  referrals: referralTransitions.states,
  conversions: conversionTransitions.states,
  refunds: refundTransitions.states,
  commissions: commissionTransitions.states,
  payout_batches: payoutBatchTransitions.states,
  payouts: payoutTransitions.states,
  webhook_endpoints: endpointTransitions.states,
  deliveries: deliveryTransitions.states,
};

const ofKnownState = Object.entries(tables).map(
  ([table, states]) =>
    queryCheck({
      ...{ name: '', invariant: 'I4', sentence: '', table, size: 10_000 },
      query: `select id, 'there is no state ' || state as what from ${table}
        where seq between ?1 and ?2 and state not in ${listOf(states)}`,
    }).examine,
);

/** What is looked at by a person first has earned nothing so far. */
const nothingInReview = queryCheck({
  ...{ name: '', invariant: 'I4', sentence: '', table: 'conversions' },
  query: `select sale.id, 'it is in review and has earned something' as what from conversions as sale
    where sale.seq between ?1 and ?2 and sale.state = 'in_review' and exists (
      select 1 from commissions where commissions.conversion_id = sale.id
        and commissions.kind in ('sale', 'signup') and commissions.state <> 'voided')`,
}).examine;

export const knownStates: Check = {
  name: 'known_states',
  invariant: 'I4',
  sentence: 'Everything that has a state has one that there is, and a conversion earns once it is qualified.',
  examine: inTurn(...ofKnownState, nothingInReview),
};
