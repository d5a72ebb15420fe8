import type { Surroundings } from '../../commissions/commission.events.ts';
import type { Commission } from '../../commissions/commission.ts';
import { conversionSummary } from '../../conversions/conversion.events.ts';
import { findConversion } from '../../conversions/conversion.store.ts';
import { invariant } from '../../core/errors.ts';
import { findCustomerById } from '../../customers/customer.store.ts';
import { customerSummary } from '../../customers/customer.ts';
import type { Db } from '../../database/work.ts';
import { findPartner } from '../../partners/partner.store.ts';
import { partnerSummary } from '../../partners/partner.ts';

/** Whom and what a commission is about, looked up for its events: a receiver needs no second call. */
export const commissionSurroundings = async (
  db: Db,
  {
    id,
    partnerId,
    customerId,
    conversionId,
  }: Pick<Commission, 'id' | 'partnerId' | 'customerId' | 'conversionId'>,
): Promise<Surroundings> => {
  const partner = await findPartner(db, partnerId);
  invariant(partner, `the partner of commission ${id} is there`);
  const customer = customerId && (await findCustomerById(db, customerId));
  const conversion = conversionId && (await findConversion(db, conversionId));
  const { sub1, sub2, sub3, sub4, sub5, source, country } = conversion ? conversion.facts : noFacts;
  return {
    ...{ sub1, sub2, sub3, sub4, sub5, source, country },
    partner: partnerSummary(partner),
    customer: customer ? customerSummary(customer) : null,
    conversion: conversion ? conversionSummary(conversion) : null,
  };
};

/** Of a commission that no conversion earned. */
const noFacts = {
  sub1: null,
  sub2: null,
  sub3: null,
  sub4: null,
  sub5: null,
  source: null,
  country: null,
} as const;
