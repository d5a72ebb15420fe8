import { recordChange } from '../audit/record.ts';
import { DomainError } from '../core/errors.ts';
import { given } from '../core/given.ts';
import type { Work } from '../database/work.ts';
import { recordPartnerChanged } from '../partners/partner.events.ts';
import type { Partner } from '../partners/partner.ts';
import { insertPromoCode, listCodesOfPartner, updatePromoCode } from './promo-code.store.ts';
import { assertPeriod, maxPromoCodesPerPartner, type PromoCode } from './promo-code.ts';

/** What a person may say about a code. */
export type PromoCodeFacts = Pick<
  PromoCode,
  'startsAt' | 'endsAt' | 'discountType' | 'discountValue' | 'couponId' | 'duration'
>;

/**
 * Gives a code to a partner who may promote.
 *
 * @throws DomainError `already_exists` for a code that reads like one of the program, retired ones included;
 *   `conflict` for one code too many
 */
export const createPromoCode = async (
  work: Work,
  partner: Partner,
  facts: PromoCodeFacts & Pick<PromoCode, 'code'>,
): Promise<PromoCode> => {
  assertPeriod(facts);
  const before = await listCodesOfPartner(work.tx, partner.id);
  if (before.length >= maxPromoCodesPerPartner) throw tooMany();
  const promoCode: PromoCode = {
    ...facts,
    id: work.ids.mint('pro'),
    programId: partner.programId,
    partnerId: partner.id,
    rowVersion: 1,
    createdAt: work.now,
    updatedAt: work.now,
    archivedAt: null,
  };
  if (!(await insertPromoCode(work.tx, promoCode))) throw taken();
  recordChange(work, {
    id: promoCode.id,
    programId: promoCode.programId,
    after: promoCode,
  });
  const promoCodes = [...before, promoCode];
  recordPartnerChanged(work, { partner, promoCodes: before }, { partner, promoCodes });
  return promoCode;
};

/** @throws DomainError `conflict` for a retired code, `invalid_request` for one that would end before it starts */
export const changePromoCode = async (
  work: Work,
  partner: Partner,
  promoCode: PromoCode,
  change: { readonly [Fact in keyof PromoCodeFacts]?: PromoCodeFacts[Fact] | undefined },
): Promise<PromoCode> => {
  if (promoCode.archivedAt !== null) {
    throw new DomainError('conflict', 'This promo code is retired and stays as it is.');
  }
  const facts = given(change);
  const isSame = Object.entries(facts).every(
    ([fact, value]) => promoCode[fact as keyof PromoCodeFacts] === value,
  );
  if (isSame) return promoCode;
  assertPeriod({ ...promoCode, ...facts });
  return await store(work, partner, promoCode, { ...promoCode, ...facts });
};

/** Retires a code: it earns nothing and stays taken. Once more does nothing. */
export const archivePromoCode = async (work: Work, partner: Partner, promoCode: PromoCode): Promise<void> => {
  if (promoCode.archivedAt !== null) return;
  await store(work, partner, promoCode, { ...promoCode, archivedAt: work.now });
};

/**
 * Takes a retired code back, for the same partner. Once more does nothing.
 *
 * @throws DomainError `conflict` for one code too many
 */
export const restorePromoCode = async (
  work: Work,
  partner: Partner,
  promoCode: PromoCode,
): Promise<PromoCode> => {
  if (promoCode.archivedAt === null) return promoCode;
  const present = await listCodesOfPartner(work.tx, partner.id);
  if (present.length >= maxPromoCodesPerPartner) throw tooMany();
  return await store(work, partner, promoCode, { ...promoCode, archivedAt: null });
};

const store = async (
  work: Work,
  partner: Partner,
  before: PromoCode,
  wanted: PromoCode,
): Promise<PromoCode> => {
  const earlier = await listCodesOfPartner(work.tx, partner.id);
  const after = await updatePromoCode(work.tx, before, { ...wanted, updatedAt: work.now });
  if (!after) {
    throw new DomainError(
      'conflict',
      'This code was changed meanwhile. Read it again, then repeat the change.',
    );
  }
  recordChange(work, { id: before.id, programId: before.programId, before, after });
  const promoCodes = await listCodesOfPartner(work.tx, partner.id);
  recordPartnerChanged(work, { partner, promoCodes: earlier }, { partner, promoCodes });
  return after;
};

const taken = (): DomainError => {
  const message =
    'is taken in the program, or too easily mistaken for a code that is; retired codes stay taken';
  return new DomainError('already_exists', `code ${message}.`, [{ path: 'code', message }]);
};

const tooMany = (): DomainError =>
  new DomainError(
    'conflict',
    `A partner has at most ${maxPromoCodesPerPartner} promo codes at a time; retire one first.`,
  );
