import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import type { PartnerId } from '../core/ids.ts';
import { maxAmountMinor } from '../core/money.ts';
import { readCursor, wholeList, writeCursor } from '../core/page.ts';
import { assertReach, type Caller, visibleProgram } from '../http/caller.ts';
import { currency, id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { findPartner } from '../partners/partner.store.ts';
import { findPartnerNames } from '../partners/partner-name.store.ts';
import { type BalanceFilter, fitsBalance, listBalances, placeOf, sumBalances } from './balance.store.ts';
import { BalanceSummaryView, BalanceView, toBalanceSummaryView, toBalanceView } from './balance.view.ts';
import { findBalances } from './ledger.store.ts';

const BalanceQuery = pageQuery.extend({
  program_id: id('prg').optional(),
  partner_id: id('prt').optional().meta({ description: 'All balances of one partner, in one answer.' }),
  currency: currency.optional(),
  negative: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({ description: 'Only partners who owe more than they have earned (`true`), or only the others.' }),
  due_above: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(maxAmountMinor, 'may be at most 10^15')
    .optional()
    .meta({ description: 'Only what has more due, in minor units of its own currency.' }),
});

export const balanceRoutes = (app: Pick<App, 'read'>): Route[] => [listRoute(app), summaryRoute(app)];

const listRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/balances',
    scope: 'read',
    tag: 'Balances',
    summary: 'Balances, one per partner and currency',
    description:
      'Of one partner, or of a whole program those of the newest partners first. Currencies are never added up.',
    query: BalanceQuery,
    answers: {
      200: {
        description: 'The balances; a partner has none before the first commission.',
        schema: pageOf(BalanceView),
      },
    },
    handle: async ({ caller, query }) => {
      const filter = {
        programId: visibleProgram(caller, query.program_id),
        currency: query.currency,
        isNegative: query.negative,
        dueAbove: query.due_above,
      };
      if (query.partner_id) return ok(await ofPartner(app, caller, query.partner_id, filter));
      const balances = await listBalances(app.read, filter, {
        limit: query.limit,
        after: readCursor(query.cursor),
      });
      const shown = balances.slice(0, query.limit);
      const last = balances.length > shown.length ? shown.at(-1) : undefined;
      const names = await findPartnerNames(
        app.read,
        shown.map(({ partnerId }) => partnerId),
      );
      return ok({
        data: shown.map((balance) => toBalanceView(balance, names.get(balance.partnerId) ?? '')),
        next_cursor: last ? writeCursor(await placeOf(app.read, last)) : null,
      });
    },
  });

const summaryRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/balances/summary',
    scope: 'read',
    tag: 'Balances',
    summary: 'What all partners together are owed and were paid, by currency',
    description: 'Currencies are never added up.',
    query: z.strictObject({ program_id: id('prg').optional() }),
    answers: { 200: { description: 'The sums.', schema: BalanceSummaryView } },
    handle: async ({ caller, query }) =>
      ok(toBalanceSummaryView(await sumBalances(app.read, visibleProgram(caller, query.program_id)))),
  });

const ofPartner = async (
  { read }: Pick<App, 'read'>,
  caller: Caller,
  partnerId: PartnerId,
  filter: BalanceFilter,
) => {
  const partner = await findPartner(read, partnerId);
  if (!partner) throw notFound('partner');
  assertReach(caller, partner.programId, 'partner');
  const balances = await findBalances(read, partner.id);
  const fitting = balances.filter((balance) => fitsBalance(filter, balance));
  return wholeList(fitting.map((balance) => toBalanceView(balance, partner.name)));
};
