import { commissionData, earnedSummary } from '../commissions/commission.events.ts';
import type { NewCommission } from '../commissions/commission.store.ts';
import { conversionData, conversionSummary } from '../conversions/conversion.events.ts';
import type { NewConversion } from '../conversions/conversion.store.ts';
import { type Customer, customerSummary } from '../customers/customer.ts';
import type { Work } from '../database/work.ts';
import { recordEvent } from '../events/record.ts';
import { type Partner, partnerSummary } from '../partners/partner.ts';
import { referralData } from '../referrals/referral.events.ts';
import type { Referral } from '../referrals/referral.ts';
import type { Referred } from './refer-customer.ts';

interface Told {
  readonly conversion: NewConversion;
  readonly partner: Partner | null;
  readonly customer: Customer | null;
  readonly referred: Referred | null;
  /** The referral as this conversion converted it; null when it did not. */
  readonly converted: Referral | null;
  readonly commissions: readonly NewCommission[];
}

/** Says everything that a new conversion brought about, each cause before its effect. */
export const tellConversion = (work: Work, told: Told): void => {
  const { conversion, partner, customer, referred, converted } = told;
  const about = { programId: conversion.programId, partnerId: conversion.partnerId };
  const happened = {
    ...about,
    entityId: conversion.id,
    data: conversionData(conversion, {
      partner: partner && partnerSummary(partner),
      customer: customer && customerSummary(customer),
      commissions: told.commissions.map(earnedSummary),
    }),
  };
  recordEvent(work, 'conversion.created', happened);
  if (referred?.isNew && partner && customer) {
    const data = referralData(referred.referral, partner, customer, conversion.facts.promoCode);
    recordEvent(work, 'referral.created', { ...about, entityId: referred.referral.id, data });
  }
  if (conversion.state === 'rejected') {
    recordEvent(work, 'conversion.rejected', {
      ...happened,
      data: { ...happened.data, reason: conversion.reason },
    });
  } else {
    recordEvent(work, 'conversion.qualified', happened);
  }
  if (converted && partner && customer) {
    const data = referralData(converted, partner, customer, conversion.facts.promoCode);
    recordEvent(work, 'referral.converted', { ...about, entityId: converted.id, data });
  }
  if (partner) tellCommissions(work, { ...told, partner });
};

const tellCommissions = (
  work: Work,
  { commissions, conversion, partner, customer }: Told & { readonly partner: Partner },
): void => {
  for (const commission of commissions) {
    recordEvent(work, 'commission.created', {
      programId: commission.programId,
      partnerId: commission.partnerId,
      entityId: commission.id,
      data: commissionData(commission, {
        ...conversion.facts,
        partner: partnerSummary(partner),
        customer: customer && customerSummary(customer),
        conversion: conversionSummary(conversion),
      }),
    });
  }
};
