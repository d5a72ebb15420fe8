import { commissionData, earnedSummary } from '../../commissions/commission.events.ts';
import { conversionData, conversionSummary } from '../../conversions/conversion.events.ts';
import type { NewConversion } from '../../conversions/conversion.store.ts';
import type { ConversionState } from '../../conversions/conversion.ts';
import { type Customer, customerSummary } from '../../customers/customer.ts';
import type { Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import { type Partner, partnerSummary } from '../../partners/partner.ts';
import { referralData } from '../../referrals/referral.events.ts';
import type { Qualified } from '../earning/qualify-conversion.ts';
import type { Referred } from './refer-customer.ts';

interface Told {
  readonly conversion: NewConversion;
  readonly partner: Partner | null;
  readonly customer: Customer | null;
  readonly qualified: Qualified;
}

/** Says everything that a new conversion brought about, each cause before its effect. */
export const tellConversion = (work: Work, told: Told & { readonly referred: Referred | null }): void => {
  const { conversion } = told;
  const happening = happeningOf(told);
  recordEvent(work, 'conversion.created', happening);
  tellReferred(work, told);
  if (conversion.state === 'qualified') tellQualifiedAs(work, told, happening);
  if (conversion.state === 'rejected') tellRejected(work, told, { reason: conversion.reason });
};

/** Says that a conversion made a referral, where it did. */
export const tellReferred = (
  work: Work,
  {
    conversion,
    partner,
    customer,
    referred,
  }: Pick<Told, 'conversion' | 'partner' | 'customer'> & { readonly referred: Referred | null },
): void => {
  if (!referred?.isNew || !partner || !customer) return;
  const data = referralData(referred.referral, partner, customer, conversion.facts.promoCode);
  recordEvent(work, 'referral.created', { ...aboutOf(conversion), entityId: referred.referral.id, data });
};

/** Of a move that came later: why, and from which state. */
interface Move {
  readonly reason: string;
  readonly previous_state?: ConversionState;
}

/** Says that a conversion is qualified, and what followed from it. */
export const tellQualified = (work: Work, told: Told, move: Move): void => {
  const happening = happeningOf(told);
  tellQualifiedAs(work, told, { ...happening, data: { ...happening.data, ...move } });
};

/** The very same data as of its creation, where that is in this unit: the outbox writes it once. */
const tellQualifiedAs = (work: Work, told: Told, happening: Happening): void => {
  recordEvent(work, 'conversion.qualified', happening);
  tellEarned(work, told);
};

/** Says what followed for the referral and the partner. */
export const tellEarned = (work: Work, told: Told): void => {
  const { conversion, partner, customer, qualified } = told;
  if (qualified.converted && partner && customer) {
    const data = referralData(qualified.converted, partner, customer, conversion.facts.promoCode);
    const about = { ...aboutOf(conversion), entityId: qualified.converted.id };
    recordEvent(work, 'referral.converted', { ...about, data });
  }
  if (partner) tellCommissions(work, { ...told, partner });
};

/** @param move its reason is that of the attribution that failed, or of the person who rejected it */
export const tellRejected = (work: Work, told: Told, move: Move): void => {
  const happening = happeningOf(told);
  recordEvent(work, 'conversion.rejected', { ...happening, data: { ...happening.data, ...move } });
};

const aboutOf = ({ programId, partnerId }: NewConversion) => ({ programId, partnerId });

type Happening = ReturnType<typeof happeningOf>;

const happeningOf = ({ conversion, partner, customer, qualified }: Told) => ({
  ...aboutOf(conversion),
  entityId: conversion.id,
  data: conversionData(conversion, {
    partner: partner && partnerSummary(partner),
    customer: customer && customerSummary(customer),
    commissions: qualified.commissions.map(earnedSummary),
  }),
});

const tellCommissions = (
  work: Work,
  { qualified, conversion, partner, customer }: Told & { readonly partner: Partner },
): void => {
  for (const commission of qualified.commissions) {
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
