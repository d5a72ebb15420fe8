import { DomainError } from '../../core/errors.ts';
import { lookAlikeKey } from '../../core/look-alikes.ts';
import type { PromoCodeRow } from '../../imports/row-fields.ts';
import type { Partner } from '../../partners/partner.ts';
import { createPromoCode } from '../../promo-codes/promo-code.service.ts';
import { findPromoCode, listCodesOfPartner } from '../../promo-codes/promo-code.store.ts';
import { maxPromoCodesPerPartner } from '../../promo-codes/promo-code.ts';
import {
  assertMayHave,
  createdAs,
  differs,
  type ImportContext,
  type ImportedRow,
  knownAs,
  once,
  partnerOf,
  type RowResult,
} from './imported-row.ts';

/** A code as customers know it. */
export const importPromoCode = (row: PromoCodeRow): ImportedRow => ({
  names: async () => once([`code ${lookAlikeKey(row.code)}`]),
  bringIn: async (context) => {
    const partner = await partnerOf(context, row.partner);
    const known = await knownCode(context, partner, row.code);
    if (known) return known;
    assertMayHave(partner, 'promo codes');
    await assertRoom(context, partner);
    const promoCode = await createPromoCode(context.work, partner, {
      ...{ code: row.code, startsAt: row.starts_at ?? null, endsAt: row.ends_at ?? null },
      ...{ discountType: row.discount_type ?? null, discountValue: row.discount_value ?? null },
      ...{ couponId: row.coupon_id ?? null, duration: row.duration ?? null },
    });
    return { ...createdAs(promoCode.id), tally: nameOf(partner) };
  },
});

const knownCode = async (
  { work, program }: ImportContext,
  partner: Partner,
  code: string,
): Promise<RowResult | undefined> => {
  const known = await findPromoCode(work.tx, program.id, code);
  if (!known) return undefined;
  if (known.partnerId !== partner.id) throw differs('code', 'is, or reads like, one of another partner');
  if (known.archivedAt !== null)
    throw differs('code', 'is, or reads like, one that is retired and stays taken');
  return knownAs(known.id);
};

/** A dry run stores none of the codes that it counts. */
const assertRoom = async (context: ImportContext, partner: Partner): Promise<void> => {
  const earlier = await context.countEarlier(nameOf(partner));
  const codes = await listCodesOfPartner(context.work.tx, partner.id);
  if (earlier + codes.length < maxPromoCodesPerPartner) return;
  const message = `names a partner who has ${maxPromoCodesPerPartner} promo codes, which is all there may be`;
  throw new DomainError('conflict', `partner ${message}.`, [{ path: 'partner', message }]);
};

const nameOf = ({ id }: Partner): string => `codes of ${id}`;
