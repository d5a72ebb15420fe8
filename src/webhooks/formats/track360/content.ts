import type { EventData } from '../../../events/catalogue.ts';
import type { MappedData } from '../format.ts';

/**
 * What every payload has under the same names, so that partner, customer, conversion and commission are known from a
 * single one; null where the event is about none. The guide lists the content and names no members, so the names are
 * ours, and the members of our own data stand beside them.
 */
interface Content {
  readonly partner_id: string | null;
  readonly partner: MappedData | null;
  readonly customer_id: string | null;
  readonly customer: MappedData | null;
  readonly conversion: MappedData | null;
  readonly commission: MappedData | null;
  readonly source: string | null;
  readonly sub_ids: MappedData | null;
  readonly geo: { readonly country: string | null };
}

const empty: Content = {
  partner_id: null,
  partner: null,
  customer_id: null,
  customer: null,
  conversion: null,
  commission: null,
  source: null,
  sub_ids: null,
  geo: { country: null },
};

const withContent = (data: MappedData, content: Partial<Content> = {}): MappedData => ({
  ...empty,
  ...data,
  ...content,
});

export const clickContent = (click: EventData<'click.tracked'>): MappedData =>
  withContent(click, { sub_ids: subIdsOf(click), geo: { country: click.country } });

type Conversion = EventData<'conversion.created'>;

export const conversionContent = (conversion: Conversion): MappedData =>
  withContent(conversion, {
    conversion: {
      id: conversion.id,
      type: conversion.type,
      order_id: conversion.order_id,
      amount: conversion.amount,
      currency: conversion.currency,
      occurred_at: conversion.occurred_at,
    },
    commission: earnedBy(conversion.commissions),
    sub_ids: subIdsOf(conversion),
    geo: { country: conversion.country },
  });

type Commission = EventData<'commission.created'>;

export const commissionContent = (commission: Commission): MappedData =>
  withContent(commission, {
    commission: {
      id: commission.id,
      amount: commission.amount,
      currency: commission.currency,
      model: commission.model,
      basis_points: commission.basis_points,
      state: commission.state,
    },
    sub_ids: subIdsOf(commission),
    geo: { country: commission.country },
  });

export const tierContent = (change: EventData<'commission.tier_changed'>): MappedData => withContent(change);

export const payoutContent = (payout: EventData<'payout.scheduled'>): MappedData => withContent(payout);

export const partnerContent = (partner: EventData<'partner.registered'>): MappedData =>
  withContent(partner, {
    partner_id: partner.id,
    partner: { id: partner.id, name: partner.name, email: partner.email, code: partner.code },
    geo: { country: partner.country },
  });

/** The lines of a purchase may earn apart: together they are its commission, with a model where they share one. */
const earnedBy = (lines: Conversion['commissions']): MappedData | null => {
  const [first, ...more] = lines;
  if (first === undefined) return null;
  if (more.length === 0) return first;
  return {
    id: null,
    amount: lines.reduce((sum, { amount }) => sum + amount, 0),
    currency: first.currency,
    model: shared(lines.map(({ model }) => model)),
    basis_points: shared(lines.map(({ basis_points }) => basis_points)),
    state: shared(lines.map(({ state }) => state)),
  };
};

const shared = <T>(values: readonly T[]): T | null => {
  const [first, ...more] = values;
  return first !== undefined && more.every((value) => value === first) ? first : null;
};

type SubIds = Pick<Commission, 'sub1' | 'sub2' | 'sub3' | 'sub4' | 'sub5'>;

const subIdsOf = ({ sub1, sub2, sub3, sub4, sub5 }: SubIds): MappedData => ({ sub1, sub2, sub3, sub4, sub5 });
