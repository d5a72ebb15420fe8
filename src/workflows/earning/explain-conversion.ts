import { explainCandidate } from '../../attribution/explain-candidate.ts';
import type { ExplanationStep } from '../../attribution/explanation.ts';
import { namesOfActors } from '../../audit/actor-name.store.ts';
import { listCommissionsOf } from '../../commissions/commission.store.ts';
import { type Commission, presentAmountMinor } from '../../commissions/commission.ts';
import { explainCorrection, explainEarning } from '../../commissions/explain-commission.ts';
import type { Conversion } from '../../conversions/conversion.ts';
import type { Explanation } from '../../conversions/explanation.view.ts';
import { readActor } from '../../core/actor.ts';
import { toIso } from '../../core/clock.ts';
import type { Currency } from '../../core/currencies.ts';
import type { PartnerId } from '../../core/ids.ts';
import { formatMoney, money } from '../../core/money.ts';
import { dateText, quoted } from '../../core/plain-words.ts';
import type { Db } from '../../database/work.ts';
import { findPartner } from '../../partners/partner.store.ts';
import { listRefundsOf } from '../../refunds/refund.store.ts';
import type { Refund } from '../../refunds/refund.ts';
import { commissionCircle } from './commission-circle.ts';

/**
 * Why a conversion earned whom how much, in plain words: from the candidates, verdicts and terms that were stored when
 * it was decided, the versions of rules, rates and tiers that commissions name, and what happened since. Nothing is
 * weighed anew, so that it stays true whatever a program changes later; only names are those of today.
 */
export const explainConversion = async (db: Db, conversion: Conversion): Promise<Explanation> => {
  const commissions = await listCommissionsOf(db, conversion.id);
  const refunds = await listRefundsOf(db, conversion.id);
  const nameOf = await namesIn(db, conversion, commissions);
  const actorOf = await actorsIn(db, conversion);
  const earned: ExplanationStep[] = [];
  for (const commission of commissions) {
    const circle = await commissionCircle(db, conversion, commission, nameOf(commission.partnerId));
    const explain = isEarning(commission) ? explainEarning : explainCorrection;
    earned.push(...explain(commission, circle));
  }
  const { occurredAt, facts } = conversion;
  return {
    conversionId: conversion.id,
    summary: summaryOf(conversion, commissions, nameOf),
    steps: [
      saleStep(conversion),
      ...conversion.candidates.map((candidate) =>
        explainCandidate(candidate, { occurredAt, terms: facts.terms, nameOf, actorOf }),
      ),
      ...nobodySteps(conversion),
      ...stateSteps(conversion),
      ...earned,
      ...nothingEarnedSteps(conversion, commissions),
      ...refunds.map(refundStep),
    ],
  };
};

type NameOf = (id: PartnerId) => string;

const namesIn = async (
  db: Db,
  { candidates }: Conversion,
  commissions: readonly Commission[],
): Promise<NameOf> => {
  const names = new Map<PartnerId, string>();
  for (const { partnerId } of [...candidates, ...commissions]) {
    if (partnerId === null || names.has(partnerId)) continue;
    names.set(partnerId, quoted((await findPartner(db, partnerId))?.name ?? partnerId));
  }
  return (id) => names.get(id) ?? quoted(id);
};

/** Those who decided whose it is. */
const actorsIn = async (db: Db, { candidates }: Conversion): Promise<(by: string) => string> => {
  const actors = candidates.flatMap(({ assignment }) => (assignment ? [readActor(assignment.by)] : []));
  const names =
    actors.length === 0
      ? undefined
      : await namesOfActors(
          db,
          actors.map((actor) => ({ actor })),
        );
  return (by) => {
    const { kind, id } = readActor(by);
    const name = names?.get(id);
    if (name === undefined) return kind === 'system' ? 'the system' : by;
    return kind === 'api_key' ? `the API key ${quoted(name)}` : quoted(name);
  };
};

const isEarning = ({ kind }: Commission): boolean => kind === 'sale' || kind === 'signup';

/** `purchase of 129.00 USD`, `signup` */
const saleText = ({ type, currency, amountMinor }: Conversion): string =>
  currency === null ? type : `${type} of ${formatMoney(money(amountMinor, currency))}`;

const saleStep = (conversion: Conversion): ExplanationStep => ({
  kind: 'sale',
  ok: true,
  text: `A ${saleText(conversion)} occurred on ${dateText(conversion.occurredAt)} and was received on ${dateText(conversion.receivedAt)}.`,
  facts: {
    type: conversion.type,
    amount: conversion.currency === null ? null : conversion.amountMinor,
    currency: conversion.currency,
    base_amount: conversion.baseMinor,
    occurred_at: toIso(conversion.occurredAt),
    received_at: toIso(conversion.receivedAt),
  },
});

const nobodySteps = ({ candidates }: Conversion): ExplanationStep[] =>
  candidates.length > 0
    ? []
    : [
        {
          kind: 'candidate',
          ok: false,
          text: 'It brought nothing along that points to a partner.',
          facts: { verdict: 'no_evidence' },
        },
      ];

const stateSteps = ({ state, stateReason, stateNote }: Conversion): ExplanationStep[] => {
  const note = stateNote === null ? '' : `: ${quoted(stateNote)}`;
  const facts = { state, reason: stateReason, note: stateNote };
  if (state === 'in_review') {
    const text = 'It waits for a person to look at it, and has earned nothing yet.';
    return [{ kind: 'state', ok: false, text, facts }];
  }
  if (state === 'rejected') {
    const why = stateReason === null ? '' : ` (${stateReason.replaceAll('_', ' ')})`;
    return [{ kind: 'state', ok: false, text: `It is rejected${why}${note}.`, facts }];
  }
  return stateNote === null
    ? []
    : [{ kind: 'state', ok: true, text: `A person qualified it${note}.`, facts }];
};

const nothingEarnedSteps = (
  { partnerId, state }: Conversion,
  commissions: readonly Commission[],
): ExplanationStep[] => {
  const isOwed = commissions.some((line) => line.partnerId === partnerId && isEarning(line));
  if (partnerId === null || state !== 'qualified' || isOwed) return [];
  const text =
    'No commission rule pays for it, none pays this customer any more, or what one pays rounds to nothing.';
  return [{ kind: 'commission', ok: false, text, facts: { partner_id: partnerId, amount: 0 } }];
};

const refundStep = (refund: Refund): ExplanationStep => {
  const { kind, refundId, appliedMinor, currency, occurredAt, state } = refund;
  const minor = Math.abs(appliedMinor);
  const amount = currency === null ? String(minor) : formatMoney(money(minor, currency));
  const did = appliedMinor < 0 ? 'gave back' : 'took back';
  return {
    kind: 'refund',
    ok: appliedMinor <= 0,
    text:
      state === 'parked'
        ? `A ${kind.replaceAll('_', ' ')} ${quoted(refundId)} waits for what it undoes.`
        : `A ${kind.replaceAll('_', ' ')} ${quoted(refundId)} on ${dateText(occurredAt)} ${did} ${amount} of the charge.`,
    facts: { refund_id: refundId, kind, state, amount: minor, currency, occurred_at: toIso(occurredAt) },
  };
};

const summaryOf = (conversion: Conversion, commissions: readonly Commission[], nameOf: NameOf): string => {
  const { partnerId, state, reason } = conversion;
  const sale = saleText(conversion);
  if (partnerId === null)
    return `Nobody earned this ${sale}: ${nobodyBecause[reason] ?? 'nobody was credited'}.`;
  const name = nameOf(partnerId);
  if (state === 'in_review') return `This ${sale} is one of ${name} and waits for a review.`;
  if (state === 'rejected') return `This ${sale} would have been one of ${name}, and is rejected.`;
  const own = commissions.filter((line) => line.partnerId === partnerId);
  return `${name} earned ${totalText(own)} with this ${sale}.`;
};

const nobodyBecause: Readonly<Partial<Record<Conversion['reason'], string>>> = {
  no_evidence: 'nothing pointed to a partner',
  no_eligible_candidate: 'nothing that pointed to a partner counted',
  not_a_new_customer: 'the customer had bought before',
  unassigned: 'a person took it away',
};

/** Each currency by itself. */
const totalText = (lines: readonly Commission[]): string => {
  const totals = new Map<Currency, number>();
  for (const line of lines) {
    const { currency } = line.original;
    totals.set(currency, (totals.get(currency) ?? 0) + presentAmountMinor(line));
  }
  const texts = [...totals].map(([currency, minor]) => formatMoney(money(minor, currency)));
  return texts.length === 0 ? 'nothing' : texts.join(' and ');
};
