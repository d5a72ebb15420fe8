import { z } from 'zod';
import type { NewCommission } from '../../commissions/commission.store.ts';
import { commissionTransitions, presentAmountMinor } from '../../commissions/commission.ts';
import type { NewConversion } from '../../conversions/conversion.store.ts';
import { isAttributed } from '../../conversions/conversion.ts';
import {
  AttributionView,
  ConversionView,
  toAttributionView,
  toConversionView,
} from '../../conversions/conversion.view.ts';
import { toIso } from '../../core/clock.ts';
import { id } from '../../http/fields.ts';

const EarnedView = z.strictObject({
  id: id('com'),
  partner_id: id('prt'),
  amount: z.int().describe('Minor units of `currency`.'),
  currency: z.string(),
  state: z.enum(commissionTransitions.states),
  due_at: z.iso.datetime(),
  rule_id: id('rul').nullable(),
  rule_version: z.int().nullable(),
});

/** The answer to a signup or purchase; the same again, but for `replayed`, when it is told again. */
export const TrackAnswerView = z
  .strictObject({
    id: id('cnv'),
    type: z.string(),
    replayed: z.boolean(),
    attributed: z.boolean(),
    attribution: AttributionView,
    referral_id: id('ref').nullable(),
    conversion: ConversionView,
    commissions: z.array(EarnedView),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'TrackAnswer' });
export type TrackAnswer = z.input<typeof TrackAnswerView>;

export const trackAnswer = (
  conversion: NewConversion,
  commissions: readonly NewCommission[],
  warnings: readonly string[],
): TrackAnswer => ({
  id: conversion.id,
  type: conversion.type,
  replayed: false,
  attributed: isAttributed(conversion),
  attribution: toAttributionView(conversion),
  referral_id: conversion.referralId,
  conversion: toConversionView(conversion),
  commissions: commissions.map(toEarned),
  warnings: [...warnings],
});

/** The stored text of a first answer as that of a repeated one. Nothing before the mark can contain it. */
export const replayedJson = (firstJson: string): string =>
  firstJson.replace('"replayed":false', '"replayed":true');

const toEarned = (commission: NewCommission): z.input<typeof EarnedView> => ({
  id: commission.id,
  partner_id: commission.partnerId,
  amount: presentAmountMinor(commission),
  currency: commission.original.currency,
  state: commission.state,
  due_at: toIso(commission.dueAt),
  rule_id: commission.ruleId,
  rule_version: commission.ruleVersion,
});
