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
import { type BalanceFilter, fitsBalance, listBalances, placeOf } from './balance.store.ts';
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

export const balanceRoutes = (app: Pick<App, 'read'>): Route[] => [
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
      return ok({
        data: shown.map(toView),
        next_cursor: last ? writeCursor(await placeOf(app.read, last)) : null,
      });
    },
  }),
];

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
  return wholeList(balances.filter((balance) => fitsBalance(filter, balance)).map(toView));
};

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
