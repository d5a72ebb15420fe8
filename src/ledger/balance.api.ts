import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import { wholeList } from '../core/page.ts';
import { assertReach } from '../http/caller.ts';
import { id } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { findPartner } from '../partners/partner.store.ts';
import { findBalances } from './ledger.store.ts';
import { type Balance, unpaid } from './ledger.ts';

const minor = z.int().describe('Minor units of the currency; may be negative after clawbacks.');

const BalanceView = z
  .strictObject({
    partner_id: id('prt'),
    currency: z.string(),
    pending: minor,
    held: minor,
    due: minor,
    processing: minor,
    paid: minor,
    balance: minor.describe('Everything earned and not paid yet: pending + held + due + processing.'),
  })
  .meta({ id: 'Balance' });

export const balanceRoutes = (app: Pick<App, 'read'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/balances',
    scope: 'read',
    tag: 'Balances',
    summary: "A partner's balances, one per currency",
    query: z.strictObject({ partner_id: id('prt') }),
    answers: {
      200: {
        description: 'The balances; none before the first commission.',
        schema: pageOf(BalanceView),
      },
    },
    handle: async ({ caller, query }) => {
      const partner = await findPartner(app.read, query.partner_id);
      if (!partner) throw notFound('partner');
      assertReach(caller, partner.programId, 'partner');
      return ok(wholeList((await findBalances(app.read, partner.id)).map(toView)));
    },
  }),
];

const toView = (balance: Balance): z.input<typeof BalanceView> => ({
  partner_id: balance.partnerId,
  currency: balance.currency,
  pending: balance.pending,
  held: balance.held,
  due: balance.due,
  processing: balance.processing,
  paid: balance.paid,
  balance: unpaid(balance),
});
