import { z } from 'zod';
import type { App } from '../app.ts';
import { toIso } from '../core/clock.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { currency, id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { currencyView, idView, isoTime, pageOf } from '../http/views.ts';
import { type LedgerEntry, ledgerAccounts } from './ledger.ts';
import { listEntries } from './ledger-entry.store.ts';

const account = z.enum(ledgerAccounts);

const LedgerEntryView = z
  .strictObject({
    id: idView('led'),
    transaction_id: idView('ltx').describe('The two entries of a movement share it, and sum to zero.'),
    program_id: idView('prg'),
    partner_id: idView('prt'),
    commission_id: idView('com').nullable(),
    account: account.describe("Where the money stands; `expense` is the program's side of what is earned."),
    amount: z.int().describe('Minor units of the currency; negative where money left the account.'),
    currency: currencyView,
    reason: z.string().describe('The event that moved it, such as `commission.due`.'),
    actor: z.string().describe('Who caused it.'),
    request_id: z.string(),
    created_at: isoTime,
  })
  .meta({ id: 'LedgerEntry' });

export const ledgerEntryRoutes = (app: Pick<App, 'read'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/ledger-entries',
    scope: 'read',
    tag: 'Balances',
    summary: 'List ledger entries, newest first',
    description:
      'Every movement of money is two entries. None is ever changed or deleted: what corrects one is a movement of its own.',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      commission_id: id('com').optional(),
      currency: currency.optional(),
      account: account.optional(),
    }),
    answers: { 200: { description: 'A page of entries.', schema: pageOf(LedgerEntryView) } },
    handle: async ({ caller, query }) => {
      const filter = {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        commissionId: query.commission_id,
        currency: query.currency,
        account: query.account,
      };
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      return ok(toPage(await listEntries(app.read, filter, page), query.limit, toView));
    },
  }),
];

const toView = (entry: LedgerEntry): z.input<typeof LedgerEntryView> => ({
  id: entry.id,
  transaction_id: entry.transactionId,
  program_id: entry.programId,
  partner_id: entry.partnerId,
  commission_id: entry.commissionId,
  account: entry.account,
  amount: entry.amountMinor,
  currency: entry.currency,
  reason: entry.reason,
  actor: entry.actor,
  request_id: entry.requestId,
  created_at: toIso(entry.createdAt),
});
