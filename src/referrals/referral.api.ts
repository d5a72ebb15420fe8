import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import { findCustomerNames } from '../customers/customer-name.store.ts';
import { assertReach, visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { findReferral, listReferrals } from './referral.store.ts';
import { referralTransitions } from './referral.ts';
import { ListedReferralView, ReferralView, toListedReferralView, toReferralView } from './referral.view.ts';

const tag = 'Referrals';

/** Referrals come into being by what is tracked; they are read here. */
export const referralRoutes = (app: Pick<App, 'read'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/referrals',
    scope: 'read',
    tag,
    summary: 'List referrals',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      customer_id: id('cus').optional(),
      state: z.enum(referralTransitions.states).optional(),
    }),
    answers: { 200: { description: 'Referrals, newest first.', schema: pageOf(ListedReferralView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const referrals = await listReferrals(app.read, page, {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        customerId: query.customer_id,
        state: query.state,
      });
      const partners = await findPartnerNames(
        app.read,
        referrals.map(({ partnerId }) => partnerId),
      );
      const customers = await findCustomerNames(
        app.read,
        referrals.map(({ customerId }) => customerId),
      );
      return ok(
        toPage(referrals, page.limit, (referral) =>
          toListedReferralView(referral, {
            partner: partners.get(referral.partnerId),
            customer: customers.get(referral.customerId),
          }),
        ),
      );
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/referrals/:id',
    scope: 'read',
    tag,
    summary: 'Read a referral',
    params: z.strictObject({ id: id('ref') }),
    answers: { 200: { description: 'The referral with its evidence.', schema: ReferralView } },
    handle: async ({ caller, params }) => {
      const referral = await findReferral(app.read, params.id);
      if (!referral) throw notFound('referral');
      assertReach(caller, referral.programId, 'referral');
      return ok(toReferralView(referral));
    },
  }),
];
