import type { ExplanationStep } from '../attribution/explanation.ts';
import { toIso } from '../core/clock.ts';
import { formatMoney, type Money, money } from '../core/money.ts';
import { dateText, quoted, reasonWords } from '../core/plain-words.ts';
import type { ExchangeRate } from '../exchange-rates/exchange-rate.ts';
import type { Rule } from '../rules/rule.ts';
import { type Commission, presentAmountMinor } from './commission.ts';

/** What a commission refers to; none of it ever changes. */
export interface CommissionCircle {
  readonly rule: Rule | undefined;
  /** Rules that were in force and would have paid, had this one not stood before them. */
  readonly passedOver: readonly Rule[];
  readonly tierName: string | undefined;
  readonly rate: (Pick<ExchangeRate, 'from' | 'to' | 'source'> & { readonly text: string }) | undefined;
  /** How its partner is called, in quotation marks. */
  readonly partnerName: string;
}

/** What a commission that a rule earned comes from, how much and why, and when it is paid. */
export const explainEarning = (commission: Commission, circle: CommissionCircle): ExplanationStep[] => [
  earnedStep(commission, circle),
  ...limitSteps(commission),
  ...tierSteps(commission, circle),
  ...rateSteps(commission, circle),
  ...circle.passedOver.map((rule) => passedOverStep(commission, rule)),
  paymentStep(commission),
];

/** A line that a refund, a rejection or a person made beside what was earned. */
export const explainCorrection = (
  commission: Commission,
  { partnerName }: CommissionCircle,
): ExplanationStep[] => {
  const minor = presentAmountMinor(commission);
  const amount = formatMoney(commission.original);
  // An adjustment that was voided says why that was, which is told with its state.
  const { kind, reason, state } = commission;
  const isReasonOfVoid = state === 'voided' && kind === 'adjustment';
  const why = reason === null || isReasonOfVoid ? '' : ` (${reasonWords(reason)})`;
  const note = commission.note === null ? '' : `: ${quoted(commission.note)}`;
  const article = commission.kind === 'adjustment' ? 'An' : 'A';
  const what = `${article} ${commission.kind} of ${amount} for ${partnerName} was posted on ${dateText(commission.createdAt)}`;
  return [
    {
      kind: 'correction',
      ok: minor >= 0,
      text: `${what}${why}${note}.`,
      facts: {
        ...factsOf(commission),
        kind: commission.kind,
        reason: commission.reason,
        note: commission.note,
      },
    },
    paymentStep(commission),
  ];
};

const factsOf = ({ id, partnerId, original }: Commission) => ({
  commission_id: id,
  partner_id: partnerId,
  amount: original.minor,
  currency: original.currency,
});

const earnedStep = (commission: Commission, { rule, partnerName }: CommissionCircle): ExplanationStep => {
  const { original, base, line, ruleId, ruleVersion } = commission;
  const what = rule ? ` by the rule ${scopeText(rule)}: ${termsText(rule, base)}` : '';
  const product = line === '' ? '' : ` with the product ${quoted(line)}`;
  return {
    kind: 'commission',
    ok: original.minor !== 0,
    text: `${partnerName} earned ${formatMoney(original)}${product}${what}.`,
    facts: {
      ...factsOf(commission),
      base_amount: base.minor,
      rule_id: ruleId,
      rule_version: ruleVersion,
      basis_points: commission.basisPoints,
      line,
    },
  };
};

const termsText = ({ terms }: Rule, base: Money): string =>
  terms.kind === 'percent'
    ? `${percentText(terms.basisPoints)} of ${formatMoney(base)}`
    : `${formatMoney(terms.amount)} each time`;

const percentText = (basisPoints: number): string => `${basisPoints / 100} %`;

/** Whom a rule is for. */
const scopeText = ({ scope }: Rule): string => {
  const audience =
    scope.partnerId !== null
      ? 'for this partner'
      : scope.tierId !== null
        ? 'for the tier'
        : scope.groupId !== null
          ? 'for the group'
          : 'for the whole program';
  return scope.productId === null ? audience : `${audience} and the product ${quoted(scope.productId)}`;
};

const passedOverStep = (commission: Commission, rule: Rule): ExplanationStep => ({
  kind: 'rule_passed_over',
  ok: false,
  text: `The rule ${scopeText(rule)} (${
    rule.terms.kind === 'percent' ? percentText(rule.terms.basisPoints) : formatMoney(rule.terms.amount)
  }) fits too, and was passed over: the other one stands before it.`,
  facts: {
    commission_id: commission.id,
    rule_id: rule.id,
    rule_version: rule.version,
    priority: rule.priority,
  },
});

const tierSteps = ({ id, tierId }: Commission, { tierName }: CommissionCircle): ExplanationStep[] =>
  tierId === null
    ? []
    : [
        {
          kind: 'tier',
          ok: true,
          text: `It was earned in the tier ${quoted(tierName ?? tierId)}, in which the partner was at the time of the sale.`,
          facts: { commission_id: id, tier_id: tierId },
        },
      ];

const rateSteps = ({ id, exchangeRateId }: Commission, { rate }: CommissionCircle): ExplanationStep[] =>
  exchangeRateId === null || !rate
    ? []
    : [
        {
          kind: 'exchange_rate',
          ok: true,
          text: `1 ${rate.from} counted as ${rate.text} ${rate.to}, as stored from ${quoted(rate.source)}.`,
          facts: { commission_id: id, exchange_rate_id: exchangeRateId, rate: rate.text },
        },
      ];

const limits: Readonly<Record<string, string>> = {
  cap_reached: 'A cap was reached: what goes beyond it is not earned.',
  no_rate:
    'No exchange rate between the currency of the sale and that of the program was stored for its day.',
  recurring_stopped: 'The customer had canceled: from then on renewals earn nothing.',
};

const limitSteps = ({ id, reason }: Commission): ExplanationStep[] => {
  const text = reason === null ? undefined : limits[reason];
  return text === undefined ? [] : [{ kind: 'limit', ok: false, text, facts: { commission_id: id, reason } }];
};

const paymentStep = (commission: Commission): ExplanationStep => ({
  kind: 'payment',
  ok: commission.state !== 'voided' && commission.state !== 'held',
  text: asSentence(`${takenText(commission)}${stateTexts[commission.state](commission)}`),
  facts: {
    commission_id: commission.id,
    state: commission.state,
    amount: presentAmountMinor(commission),
    currency: commission.original.currency,
    due_at: toIso(commission.dueAt),
    payout_id: commission.payoutId,
  },
});

const asSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** What refunds took in place, before the rest is told. */
const takenText = ({ reversedMinor, original, state }: Commission): string =>
  reversedMinor === 0 || state === 'voided'
    ? ''
    : `Refunds took ${formatMoney(money(reversedMinor, original.currency))} of it back; `;

const stateTexts: Readonly<Record<Commission['state'], (commission: Commission) => string>> = {
  pending: ({ dueAt, approvedAt }) =>
    approvedAt === null
      ? `it waits for a person to approve it, and for its hold, which ends on ${dateText(dueAt)}`
      : `it becomes due when its hold ends, on ${dateText(dueAt)}`,
  held: ({ holdReasons, dueAt }) =>
    `it is held back (${holdReasons.map(reasonWords).join(', ')}); its hold would end on ${dateText(dueAt)}`,
  due: ({ dueAt }) => `it has been due since ${dateText(dueAt)}`,
  processing: ({ payoutId }) => `the payout ${payoutId} is under way with it`,
  paid: ({ paidAt, payoutId }) =>
    `it was paid${paidAt === null ? '' : ` on ${dateText(paidAt)}`} by the payout ${payoutId}`,
  voided: ({ voidedAt, reason, note }) =>
    `it was voided${voidedAt === null ? '' : ` on ${dateText(voidedAt)}`}${reason === null ? '' : ` (${reasonWords(reason)})`}${note === null ? '' : `: ${quoted(note)}`}`,
};
