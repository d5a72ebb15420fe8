import { toIso } from '../core/clock.ts';
import type { EventData } from '../events/catalogue.ts';
import type { NewConversion } from './conversion.store.ts';
import { isAttributed } from './conversion.ts';

type ConversionData = EventData<'conversion.created'>;

/** The partner, customer and commissions around a conversion, as its events show them. */
export type Surroundings = Pick<ConversionData, 'partner' | 'customer' | 'commissions'>;

/** What the events of a conversion carry. */
export const conversionData = (conversion: NewConversion, around: Surroundings): ConversionData => ({
  id: conversion.id,
  program_id: conversion.programId,
  type: conversion.type,
  state: conversion.state,
  partner_id: conversion.partnerId,
  partner: around.partner,
  customer_id: around.customer ? (around.customer.external_id ?? around.customer.id) : null,
  customer: around.customer,
  referral_id: conversion.referralId,
  order_id: conversion.orderId,
  amount: conversion.currency === null ? null : conversion.amountMinor,
  currency: conversion.currency,
  tax: conversion.taxMinor,
  shipping: conversion.shippingMinor,
  discount: conversion.discountMinor,
  base_amount: conversion.baseMinor,
  attributed: isAttributed(conversion),
  attribution: {
    method: conversion.method,
    reason: conversion.reason,
    click_id: conversion.clickId,
    promo_code: conversion.facts.promoCode,
  },
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
  commissions: around.commissions,
});

/** What the events of its commissions say about a conversion. */
export const conversionSummary = (conversion: NewConversion) => ({
  id: conversion.id,
  type: conversion.type,
  order_id: conversion.orderId,
  amount: conversion.currency === null ? null : conversion.amountMinor,
  currency: conversion.currency,
  occurred_at: toIso(conversion.occurredAt),
});
