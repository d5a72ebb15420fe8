import { z } from 'zod';
import {
  attributionMethods,
  attributionReasons,
  type Candidate,
  candidateVerdicts,
} from '../attribution/attribution.ts';
import { toIso } from '../core/clock.ts';
import { id } from '../http/fields.ts';
import { refundStatuses } from '../refunds/refund.ts';
import type { NewConversion } from './conversion.store.ts';
import { conversionTransitions, isAttributed, rejectionReasons } from './conversion.ts';

const time = z.iso.datetime();
const minor = z.int().describe('Minor units of `currency`.');

export const CandidateView = z
  .strictObject({
    method: z.enum(attributionMethods).exclude(['none']),
    partner_id: id('prt').nullable(),
    click_id: id('clk').nullable(),
    promo_code: z.string().nullable(),
    touched_at: time.nullable().describe('When the customer was touched.'),
    verdict: z.enum(candidateVerdicts).describe('Why this one won, or why it did not.'),
  })
  .meta({ id: 'AttributionCandidate' });

export const AttributionView = z
  .strictObject({
    partner_id: id('prt').nullable(),
    method: z.enum(attributionMethods),
    click_id: id('clk').nullable(),
    promo_code: z.string().nullable(),
    reason: z.enum(attributionReasons),
    candidates: z
      .array(CandidateView)
      .describe('Everybody who could have earned it, in the order they were judged.'),
  })
  .meta({ id: 'Attribution' });

export const ConversionView = z
  .strictObject({
    id: id('cnv'),
    type: z.string(),
    state: z.enum(conversionTransitions.states),
    state_reason: z.enum(rejectionReasons).nullable().describe('Why it is rejected; null while it is not.'),
    program_id: id('prg'),
    customer_id: id('cus').nullable(),
    partner_id: id('prt').nullable(),
    referral_id: id('ref').nullable(),
    order_id: z.string().nullable(),
    amount: minor.nullable().describe('What the customer was charged, in minor units; null for a signup.'),
    currency: z.string().nullable(),
    tax: minor,
    shipping: minor,
    discount: minor,
    base_amount: minor.describe('What commissions are computed from, in minor units.'),
    refunded_amount: minor,
    refund_status: z.enum(refundStatuses).describe('What its refunds come to.'),
    attributed: z.boolean(),
    sub1: z.string().nullable(),
    sub2: z.string().nullable(),
    sub3: z.string().nullable(),
    sub4: z.string().nullable(),
    sub5: z.string().nullable(),
    source: z.string().nullable(),
    country: z.string().nullable(),
    plan: z.string().nullable(),
    occurred_at: time,
    received_at: time,
  })
  .meta({ id: 'Conversion' });

export const toConversionView = (conversion: NewConversion): z.input<typeof ConversionView> => ({
  id: conversion.id,
  type: conversion.type,
  state: conversion.state,
  state_reason: conversion.stateReason,
  program_id: conversion.programId,
  customer_id: conversion.customerId,
  partner_id: conversion.partnerId,
  referral_id: conversion.referralId,
  order_id: conversion.orderId,
  amount: conversion.currency === null ? null : conversion.amountMinor,
  currency: conversion.currency,
  tax: conversion.taxMinor,
  shipping: conversion.shippingMinor,
  discount: conversion.discountMinor,
  base_amount: conversion.baseMinor,
  refunded_amount: conversion.refundedMinor,
  refund_status: conversion.refundStatus,
  attributed: isAttributed(conversion),
  sub1: conversion.facts.sub1,
  sub2: conversion.facts.sub2,
  sub3: conversion.facts.sub3,
  sub4: conversion.facts.sub4,
  sub5: conversion.facts.sub5,
  source: conversion.facts.source,
  country: conversion.facts.country,
  plan: conversion.facts.plan,
  occurred_at: toIso(conversion.occurredAt),
  received_at: toIso(conversion.receivedAt),
});

export const ConversionDetailView = ConversionView.extend({
  attribution: AttributionView,
  state_note: z.string().nullable().describe('What a person wrote when they last moved it.'),
}).meta({ id: 'ConversionDetail' });

export const toConversionDetailView = (conversion: NewConversion): z.input<typeof ConversionDetailView> => ({
  ...toConversionView(conversion),
  attribution: toAttributionView(conversion),
  state_note: conversion.stateNote,
});

export const ListedConversionView = ConversionDetailView.extend({
  partner_name: z.string().nullable().describe('Whose it is; null when it is nobody’s.'),
}).meta({ id: 'ListedConversion' });

export const toListedConversionView = (
  conversion: NewConversion,
  partnerName: string | undefined,
): z.input<typeof ListedConversionView> => ({
  ...toConversionDetailView(conversion),
  partner_name: partnerName ?? null,
});

export const toAttributionView = (conversion: NewConversion): z.input<typeof AttributionView> => ({
  partner_id: conversion.partnerId,
  method: conversion.method,
  click_id: conversion.clickId,
  promo_code: conversion.facts.promoCode,
  reason: conversion.reason,
  candidates: conversion.candidates.map(toCandidateView),
});

export const toCandidateView = (candidate: Candidate): z.input<typeof CandidateView> => ({
  method: candidate.method,
  partner_id: candidate.partnerId,
  click_id: candidate.clickId,
  promo_code: candidate.promoCode,
  touched_at: candidate.touchedAt === null ? null : toIso(candidate.touchedAt),
  verdict: candidate.verdict,
});
