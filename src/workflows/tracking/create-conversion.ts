import { type Attribution, attribute } from '../../attribution/attribution.ts';
import { touchOf } from '../../attribution/evidence.ts';
import { listCommissionsOf } from '../../commissions/commission.store.ts';
import { insertConversion, type NewConversion } from '../../conversions/conversion.store.ts';
import {
  baseMinorOf,
  type ConversionFacts,
  type DecisionTerms,
  rejectionReasons,
} from '../../conversions/conversion.ts';
import { addReferences } from '../../conversions/order-reference.store.ts';
import { orderReferences, type TrackRequest } from '../../conversions/track-request.ts';
import type { Instant } from '../../core/clock.ts';
import { invariant } from '../../core/errors.ts';
import type { CustomerId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Customer } from '../../customers/customer.ts';
import type { Db, Work } from '../../database/work.ts';
import type { Partner } from '../../partners/partner.ts';
import type { Program } from '../../programs/program.ts';
import { findLastReferral, findReferralThen } from '../../referrals/referral.store.ts';
import type { Referral } from '../../referrals/referral.ts';
import type { earnCommissions } from '../earning/earn-commissions.ts';
import { nothingQualified, qualifyConversion } from '../earning/qualify-conversion.ts';
import { assignHistoric, type Owned } from '../imports/assign-historic.ts';
import { applyParkedRefunds } from '../refunds/apply-parked-refunds.ts';
import { countVolume } from '../tiers/count-volume.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { identifyCustomer } from './identify-customer.ts';
import { referCustomer } from './refer-customer.ts';
import { type Partners, rememberPartners } from './remember-partners.ts';
import { tellConversion } from './tell-conversion.ts';
import { type TrackAnswer, trackAnswer } from './track-answer.ts';

/**
 * Stores a conversion that nobody told us of before, with all that follows from it: the customer, who
 * referred them, what the partner earns, and every event in the order of its cause.
 *
 * @param history what another system has decided about it
 */
export const createConversion = async (
  work: Work,
  secrets: SecretBox,
  program: Program,
  request: TrackRequest,
  history?: SaleHistory,
): Promise<TrackAnswer> => {
  const occurredAt = request.occurredAt ?? work.now;
  const customer = await identifyCustomer(work, secrets, program.id, request);
  const hasBoughtBefore = boughtBefore(request, customer, occurredAt);
  const sale = { program, request, customer, occurredAt, hasBoughtBefore };
  const owned = history?.partner
    ? await assignHistoric(work, program, { customer, partner: history.partner, occurredAt })
    : await attributeSale(work, sale);
  const { decision, partner, referred } = owned;

  const conversion = newConversion(work, program, request, {
    ...{ occurredAt, customer, decision, hasBoughtBefore, partner },
    referralId: referred?.referral.id ?? null,
    needsReview: program.conversionReview === 'all' && history === undefined,
  });
  await insertConversion(work, conversion);
  const references = orderReferences(request);
  await addReferences(work.tx, conversion, conversion.id, references);

  const told = { conversion, partner, customer };
  const qualified =
    conversion.state === 'qualified'
      ? await qualifyConversion(
          work,
          { program, ...told, referral: referred?.referral ?? null },
          history?.earn,
        )
      : nothingQualified;
  tellConversion(work, { ...told, referred, qualified });
  if (partner && conversion.state === 'qualified') {
    await countVolume(work, { program, partner, before: null, after: conversion });
  }
  const refunded = await applyParkedRefunds(work, program, conversion.id, references);
  const commissions = refunded ? await listCommissionsOf(work.tx, conversion.id) : qualified.commissions;
  return trackAnswer(refunded ?? conversion, commissions, request.warnings);
};

/** Of a sale that another system has dealt with: no review, and its own earnings. */
export interface SaleHistory {
  /** Whose it was there; attributed as any other when that is not known. */
  readonly partner: Partner | null;
  readonly earn: typeof earnCommissions;
}

interface Sale {
  readonly program: Program;
  readonly request: TrackRequest;
  readonly customer: Customer | null;
  readonly occurredAt: Instant;
  readonly hasBoughtBefore: boolean;
}

const attributeSale = async (work: Work, sale: Sale): Promise<Owned> => {
  const { program, request, customer, occurredAt, hasBoughtBefore } = sale;
  const known = customer && (await referralAt(work.tx, customer.id, occurredAt));
  const partners = rememberPartners(work.tx);
  const evidence = await gatherEvidence(work.tx, partners, { program, request, referral: known, occurredAt });
  const decision = attribute(evidence, program, { occurredAt, hasBoughtBefore });
  const partner = await winnerOf(partners, decision);
  const referred = await referCustomer(work, { program, customer, known, decision, partner, occurredAt });
  return { decision, partner, referred };
};

/** Told late, a sale finds the referral that bound its customer when it occurred. */
const referralAt = async (db: Db, customerId: CustomerId, occurredAt: Instant): Promise<Referral | null> => {
  const last = (await findLastReferral(db, customerId)) ?? null;
  if (last === null || last.decidedAt <= occurredAt) return last;
  return (await findReferralThen(db, customerId, occurredAt)) ?? last;
};

/** The merchant knows better than we do: not everything that was bought was told. */
const boughtBefore = (
  { isNewCustomer }: TrackRequest,
  customer: Customer | null,
  occurredAt: Instant,
): boolean => {
  if (isNewCustomer !== null) return !isNewCustomer;
  const first = customer?.firstPurchaseAt ?? null;
  return first !== null && first < occurredAt;
};

const winnerOf = async (partners: Partners, decision: Attribution): Promise<Partner | null> => {
  const id = decision.winner?.partnerId ?? null;
  if (id === null) return null;
  const partner = await partners.find(id);
  invariant(partner, `the partner ${id} that won is there`);
  return partner;
};

interface Decided {
  readonly occurredAt: Instant;
  readonly customer: Customer | null;
  readonly decision: Attribution;
  readonly hasBoughtBefore: boolean;
  readonly partner: Partner | null;
  readonly referralId: NewConversion['referralId'];
  readonly needsReview: boolean;
}

const newConversion = (
  work: Work,
  program: Program,
  request: TrackRequest,
  { occurredAt, customer, decision, hasBoughtBefore, partner, referralId, needsReview }: Decided,
): NewConversion => ({
  id: work.ids.mint('cnv'),
  programId: program.id,
  type: request.type,
  state: stateOf(decision, needsReview),
  customerId: customer?.id ?? null,
  referralId,
  partnerId: partner?.id ?? null,
  orderId: request.orderId,
  currency: request.money?.currency ?? null,
  amountMinor: request.money?.amountMinor ?? 0,
  taxMinor: request.money?.taxMinor ?? 0,
  shippingMinor: request.money?.shippingMinor ?? 0,
  discountMinor: request.money?.discountMinor ?? 0,
  baseMinor: request.money ? baseMinorOf(request.money, program) : 0,
  method: decision.method,
  reason: decision.reason,
  stateReason: rejectionOf(decision),
  stateNote: null,
  candidates: decision.candidates,
  clickId: decision.winner?.clickId ?? null,
  promoCodeId: decision.winner?.promoCodeId ?? null,
  facts: { ...factsOf(request, decision), terms: termsOf(program, partner, hasBoughtBefore) },
  refundedMinor: 0,
  refundStatus: 'none',
  idempotencyKey: request.idempotencyKey,
  occurredAt,
  receivedAt: work.now,
});

/** A conversion that nobody won waits for nobody: there is nothing to earn. */
const stateOf = (decision: Attribution, needsReview: boolean): NewConversion['state'] => {
  if (decision.rejected) return 'rejected';
  return needsReview && decision.winner !== null ? 'in_review' : 'qualified';
};

const rejectionOf = ({ rejected, reason }: Attribution): NewConversion['stateReason'] =>
  rejected ? (rejectionReasons.find((known) => known === reason) ?? 'other') : null;

const termsOf = (program: Program, partner: Partner | null, hasBoughtBefore: boolean): DecisionTerms => ({
  attributionPolicy: program.attributionPolicy,
  attributionModel: program.attributionModel,
  windowDays: program.windowDays,
  couponOverridesReferral: program.couponOverridesReferral,
  newCustomersOnly: program.newCustomersOnly,
  hasBoughtBefore,
  groupId: partner?.groupId ?? null,
});

/** What the backend says wins over what the click said. */
const factsOf = (request: TrackRequest, decision: Attribution): Omit<ConversionFacts, 'terms'> => {
  const touch = decision.evidence && touchOf(decision.evidence);
  return {
    linkId: touch?.linkId ?? null,
    promoCode: decision.winner?.promoCode ?? null,
    source: touch?.source ?? null,
    sub1: request.subs.sub1 ?? touch?.sub1 ?? null,
    sub2: request.subs.sub2 ?? touch?.sub2 ?? null,
    sub3: request.subs.sub3 ?? touch?.sub3 ?? null,
    sub4: request.subs.sub4 ?? touch?.sub4 ?? null,
    sub5: request.subs.sub5 ?? touch?.sub5 ?? null,
    country: request.country ?? touch?.country ?? null,
    plan: request.plan,
    isNewCustomer: request.isNewCustomer,
    items: request.money?.items ?? [],
    metadata: request.metadata,
  };
};
