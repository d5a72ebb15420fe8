import type { EventData } from '../../../events/catalogue.ts';
import type { DataMapper, MappedData } from '../format.ts';
import { affiliateSummary, toSecond } from './shared.ts';

type Commission = EventData<'commission.created'>;

/** `data` of a commission: the eight fields that the page prints, in its order, then what else is known. */
export const commissionData: DataMapper<Commission> = (commission, { programId }) => ({
  id: commission.id,
  state: commission.state,
  amount_cents: commission.amount,
  currency: commission.currency,
  affiliate_id: commission.partner_id,
  campaign_id: programId,
  sale_id: commission.conversion_id,
  created_at: toSecond(commission.created_at),
  ...(commission.previous_state && { previous_state: commission.previous_state }),
  kind: commission.kind,
  base_amount_cents: commission.base_amount,
  model: commission.model,
  basis_points: commission.basis_points,
  affiliate: affiliateSummary(commission.partner),
  customer_id: commission.customer_id,
  customer: commission.customer,
  sale: saleData(commission.conversion),
  referral_id: commission.referral_id,
  due_at: toSecond(commission.due_at),
  reason: commission.reason ?? null,
  sub1: commission.sub1,
  sub2: commission.sub2,
  sub3: commission.sub3,
  sub4: commission.sub4,
  sub5: commission.sub5,
  source: commission.source,
  country: commission.country,
  occurred_at: toSecond(commission.occurred_at),
});

export const voidedCommissionData: DataMapper<EventData<'commission.voided'>> = (commission, envelope) => ({
  ...commissionData(commission, envelope),
  adjustment_amount_cents: commission.adjustment_amount,
});

const saleData = (conversion: Commission['conversion']): MappedData | null =>
  conversion && {
    id: conversion.id,
    type: conversion.type,
    order_id: conversion.order_id,
    amount_cents: conversion.amount,
    currency: conversion.currency,
    occurred_at: toSecond(conversion.occurred_at),
  };
