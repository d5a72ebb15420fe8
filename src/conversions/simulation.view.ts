import { z } from 'zod';
import type { capKinds } from '../caps/cap.ts';
import type { Commission } from '../commissions/commission.ts';
import { presentAmountMinor } from '../commissions/commission.ts';
import { CommissionView, toCommissionView } from '../commissions/commission.view.ts';
import type { Currency } from '../core/currencies.ts';
import { id } from '../http/fields.ts';
import { amountView, currencyView } from '../http/views.ts';
import type { Conversion } from './conversion.ts';
import { AttributionView, ConversionView, toAttributionView, toConversionView } from './conversion.view.ts';
import { type Explanation, ExplanationView, toExplanationView } from './explanation.view.ts';

/** How far a cap is used, in minor units of the program's currency. */
export interface CapEffect {
  readonly kind: (typeof capKinds)[number];
  readonly period: string;
  readonly limitMinor: number;
  /** With what the conversion uses of it. */
  readonly usedMinor: number;
  readonly currency: Currency;
}

export interface Simulation {
  readonly answer: { readonly warnings: readonly string[] };
  /** It was recorded before: this is the first answer again. */
  readonly replayed: boolean;
  readonly conversion: Conversion;
  readonly commissions: readonly Commission[];
  readonly caps: readonly CapEffect[];
  readonly explanation: Explanation;
  readonly events: readonly {
    readonly type: string;
    readonly data: Readonly<Record<string, unknown>>;
    readonly body: string;
  }[];
}

export const SimulationView = z
  .strictObject({
    simulated: z.literal(true),
    status: z.union([z.literal(200), z.literal(201)]).describe('What telling it would answer.'),
    replayed: z.boolean().describe('It was recorded before: telling it would answer that again.'),
    attributed: z.boolean(),
    attribution: AttributionView,
    referral_id: id('ref').nullable(),
    conversion: ConversionView,
    commissions: z.array(CommissionView),
    totals: z
      .array(z.strictObject({ currency: currencyView, amount: amountView }))
      .describe('What its commissions sum to, each currency by itself.'),
    caps: z
      .array(
        z.strictObject({
          kind: z.enum(['customer', 'partner', 'program']),
          period: z.string().describe('The day, week, month or year that it counts in, or ever.'),
          limit: amountView,
          used: amountView.describe('With this conversion.'),
          currency: currencyView,
        }),
      )
      .describe('The caps of the program that limit it.'),
    tier_changes: z
      .array(
        z.strictObject({
          partner_id: id('prt'),
          from: z.string().nullable(),
          to: z.string().nullable(),
          effective_at: z.iso.datetime(),
        }),
      )
      .describe('Partners whom its volume would move to another tier.'),
    explanation: ExplanationView,
    events: z
      .array(
        z.strictObject({
          type: z.string(),
          body: z.string().describe('The exact text of the webhook in the format asked for.'),
        }),
      )
      .describe('Everything that would be told, in its order. Ids in it are examples.'),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Simulation' });

export const toSimulationView = (simulation: Simulation): z.input<typeof SimulationView> => {
  const { answer, replayed, conversion, commissions, caps, explanation, events } = simulation;
  return {
    simulated: true,
    status: replayed ? 200 : 201,
    replayed,
    attributed: conversion.partnerId !== null,
    attribution: toAttributionView(conversion),
    referral_id: conversion.referralId,
    conversion: toConversionView(conversion),
    commissions: commissions.map(toCommissionView),
    totals: totalsOf(commissions),
    caps: caps.map(({ kind, period, limitMinor, usedMinor, currency }) => ({
      ...{ kind, period, limit: limitMinor, used: usedMinor, currency },
    })),
    tier_changes: events.filter(({ type }) => type === 'commission.tier_changed').map(tierChangeOf),
    explanation: toExplanationView(explanation),
    events: events.map(({ type, body }) => ({ type, body })),
    warnings: [...answer.warnings],
  };
};

const totalsOf = (commissions: readonly Commission[]) => {
  const totals = new Map<Currency, number>();
  for (const commission of commissions) {
    const { currency } = commission.original;
    totals.set(currency, (totals.get(currency) ?? 0) + presentAmountMinor(commission));
  }
  return [...totals].map(([currency, amount]) => ({ currency, amount }));
};

const tierChangeOf = ({ data }: Simulation['events'][number]) =>
  ({
    partner_id: data.partner_id,
    from: data.from,
    to: data.to,
    effective_at: data.effective_at,
  }) as z.input<typeof SimulationView>['tier_changes'][number];
