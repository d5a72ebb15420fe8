import { z } from 'zod';
import type { App } from '../app.ts';
import { invariant, notFound } from '../core/errors.ts';
import type { PromoCodeId } from '../core/ids.ts';
import { readCursor, toPage } from '../core/page.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Reach, visibleProgram } from '../http/caller.ts';
import { archived, code, id, instant, pageQuery, reference, text } from '../http/fields.ts';
import { type Answer, created, noContent, ok, type Route, route } from '../http/route.ts';
import { assertRowVersion, etagOf, readIfMatch } from '../http/row-version.ts';
import { pageOf } from '../http/views.ts';
import { findPartner } from '../partners/partner.store.ts';
import type { Partner } from '../partners/partner.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { getPromotingPartner } from '../partners/promoting-partner.service.ts';
import {
  archivePromoCode,
  changePromoCode,
  createPromoCode,
  restorePromoCode,
} from './promo-code.service.ts';
import { findPromoCodeById, listPromoCodes } from './promo-code.store.ts';
import type { PromoCode } from './promo-code.ts';
import {
  ListedPromoCodeView,
  PromoCodeView,
  toListedPromoCodeView,
  toPromoCodeView,
} from './promo-code.view.ts';

type PromoCodeApp = Pick<App, 'read' | 'transact'>;

/** A number is taken for the text that JSON writes it as. */
const discountValue = z
  .union([z.string(), z.number()], 'must be a decimal number')
  .transform(String)
  .refine((value) => /^\d{1,15}(\.\d{1,6})?$/.test(value), 'must be a decimal number such as "10.00"');

const facts = {
  starts_at: instant.nullable(),
  ends_at: instant.nullable(),
  discount_type: text(40).nullable(),
  discount_value: discountValue.nullable(),
  coupon_id: reference(255).nullable(),
  duration: text(40).nullable(),
};

const NewPromoCodeBody = z
  .strictObject({ ...z.strictObject(facts).partial().shape, partner_id: id('prt'), code })
  .meta({ id: 'NewPromoCode' });

const PromoCodeChangeBody = z.strictObject(facts).partial().meta({ id: 'PromoCodeChange' });

const byId = z.strictObject({ id: id('pro') });
const onePromoCode = { description: 'The promo code.', schema: PromoCodeView };

export const promoCodeRoutes = (app: PromoCodeApp): Route[] => [
  list(app),
  create(app),
  read(app),
  change(app),
  archive(app),
  restore(app),
];

const list = (app: PromoCodeApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/promo-codes',
    scope: 'read',
    tag: 'Promo codes',
    summary: 'Lists promo codes, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      code: code.optional(),
      archived,
    }),
    answers: { 200: { description: 'One page of promo codes.', schema: pageOf(ListedPromoCodeView) } },
    handle: async ({ caller, query }) => {
      const rows = await listPromoCodes(
        app.read,
        { limit: query.limit, after: readCursor(query.cursor) },
        {
          programId: visibleProgram(caller, query.program_id),
          partnerId: query.partner_id,
          code: query.code,
          archived: query.archived,
        },
      );
      const names = await findPartnerNames(
        app.read,
        rows.map(({ partnerId }) => partnerId),
      );
      return ok(toPage(rows, query.limit, (row) => toListedPromoCodeView(row, names.get(row.partnerId))));
    },
  });

const create = (app: PromoCodeApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/promo-codes',
    scope: 'write',
    tag: 'Promo codes',
    summary: 'Gives a promo code to a partner',
    description:
      'Unique in the program without regard to case and to look-alikes such as 0 and O. The discount is told to ' +
      'receivers of webhooks in your own words; the shop grants it.',
    body: NewPromoCodeBody,
    answers: { 201: onePromoCode },
    handle: async ({ caller, origin, body }) => {
      const promoCode = await app.transact(origin, async (work) => {
        const { partner } = await getPromotingPartner(work.tx, caller, body.partner_id, 'promo codes');
        return await createPromoCode(work, partner, {
          code: body.code,
          startsAt: body.starts_at ?? null,
          endsAt: body.ends_at ?? null,
          discountType: body.discount_type ?? null,
          discountValue: body.discount_value ?? null,
          couponId: body.coupon_id ?? null,
          duration: body.duration ?? null,
        });
      });
      return { ...created(toPromoCodeView(promoCode)), headers: etagOf(promoCode.rowVersion) };
    },
  });

const read = (app: PromoCodeApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/promo-codes/:id',
    scope: 'read',
    tag: 'Promo codes',
    summary: 'Reads a promo code',
    params: byId,
    answers: { 200: onePromoCode },
    handle: async ({ caller, params }) => answer(await getPromoCode(app.read, caller, params.id)),
  });

const change = (app: PromoCodeApp): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/promo-codes/:id',
    scope: 'write',
    tag: 'Promo codes',
    summary: 'Changes the period or the discount of a promo code',
    description: 'A field that is left out stays. The code itself and its partner never change.',
    params: byId,
    body: PromoCodeChangeBody,
    answers: { 200: onePromoCode },
    handle: async ({ request, caller, origin, params, body }) => {
      const changed = await app.transact(origin, async (work) => {
        const promoCode = await getPromoCode(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), promoCode.rowVersion, 'promo code');
        return await changePromoCode(work, await ownerOf(work.tx, promoCode), promoCode, {
          startsAt: body.starts_at,
          endsAt: body.ends_at,
          discountType: body.discount_type,
          discountValue: body.discount_value,
          couponId: body.coupon_id,
          duration: body.duration,
        });
      });
      return answer(changed);
    },
  });

const archive = (app: PromoCodeApp): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/promo-codes/:id',
    scope: 'write',
    tag: 'Promo codes',
    summary: 'Retires a promo code',
    description:
      'It earns nothing from now on and stays taken, so that no other partner inherits its customers.',
    params: byId,
    answers: { 204: { description: 'Done.' } },
    handle: async ({ request, caller, origin, params }) => {
      await app.transact(origin, async (work) => {
        const promoCode = await getPromoCode(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), promoCode.rowVersion, 'promo code');
        await archivePromoCode(work, await ownerOf(work.tx, promoCode), promoCode);
      });
      return noContent;
    },
  });

const restore = (app: PromoCodeApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/promo-codes/:id/restoration',
    scope: 'write',
    tag: 'Promo codes',
    summary: 'Takes a retired promo code back',
    description: 'It earns again, for the same partner and within its period.',
    params: byId,
    answers: { 200: onePromoCode },
    handle: async ({ request, caller, origin, params }) => {
      const restored = await app.transact(origin, async (work) => {
        const promoCode = await getPromoCode(work.tx, caller, params.id);
        assertRowVersion(readIfMatch(request), promoCode.rowVersion, 'promo code');
        return await restorePromoCode(work, await ownerOf(work.tx, promoCode), promoCode);
      });
      return answer(restored);
    },
  });

const getPromoCode = async (db: Db, reach: Reach, promoCodeId: PromoCodeId): Promise<PromoCode> => {
  const promoCode = await findPromoCodeById(db, promoCodeId);
  if (!promoCode) throw notFound('promo code');
  assertReach(reach, promoCode.programId, 'promo code');
  return promoCode;
};

const ownerOf = async (db: Db, promoCode: PromoCode): Promise<Partner> => {
  const partner = await findPartner(db, promoCode.partnerId);
  invariant(partner, `the partner of ${promoCode.id} is missing`);
  return partner;
};

const answer = (promoCode: PromoCode): Answer => ok(toPromoCodeView(promoCode), etagOf(promoCode.rowVersion));
