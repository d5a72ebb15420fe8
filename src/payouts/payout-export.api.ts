import { z } from 'zod';
import type { App } from '../app.ts';
import { csvLine } from '../core/csv.ts';
import { decimalOf } from '../core/money.ts';
import { nextTurn } from '../database/look-back.ts';
import type { Db } from '../database/work.ts';
import { visibleProgram } from '../http/caller.ts';
import { id } from '../http/fields.ts';
import { type Answer, type Route, route } from '../http/route.ts';
import type { PayoutFilter } from './payout.store.ts';
import { payoutTransitions } from './payout.ts';
import { type ExportedPayout, listExportedPayouts } from './payout-export.store.ts';
import { getPayoutBatch } from './reachable-payout.ts';

const state = z.enum(payoutTransitions.states).optional();

const answers = {
  200: {
    description:
      'UTF-8, RFC 4180, with a line of names. Amounts are decimal text in whole units of the currency; text that a spreadsheet would take for a formula begins with an apostrophe.',
    contentType: 'text/csv',
  },
};

export const payoutExportRoutes = (app: Pick<App, 'read'>): Route[] => [
  route({
    method: 'GET',
    path: '/api/v1/payout-batches/:id/export.csv',
    scope: 'payouts',
    tag: 'Payout batches',
    summary: 'The payouts of a batch as CSV, to pay them by hand',
    params: z.strictObject({ id: id('bat') }),
    query: z.strictObject({ state }),
    answers,
    handle: async ({ caller, params, query }) => {
      const batch = await getPayoutBatch(app.read, caller, params.id);
      return csvOf(app.read, { batchId: batch.id, state: query.state }, `payouts-${batch.id}.csv`);
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/payouts/export.csv',
    scope: 'payouts',
    tag: 'Payouts',
    summary: 'Payouts as CSV, in the order they were made',
    query: z.strictObject({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      batch_id: id('bat').optional(),
      state,
    }),
    answers,
    handle: ({ caller, query }) => {
      const filter = {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        batchId: query.batch_id,
        state: query.state,
      };
      return csvOf(app.read, filter, 'payouts.csv');
    },
  }),
];

const columns = ['payout_id', 'partner_id', 'name', 'email', 'currency', 'amount', 'state', 'reference'];

const lineOf = (payout: ExportedPayout): string =>
  csvLine([
    payout.id,
    payout.partnerId,
    payout.name,
    payout.email,
    payout.currency,
    decimalOf({ minor: payout.amountMinor, currency: payout.currency }),
    payout.state,
    payout.reference,
  ]);

/** Few enough that nobody waits for them. */
const linesAtOnce = 200;

/** Reads as fast as the caller takes it, a page at a time, however long it is. */
const csvOf = (db: Db, filter: PayoutFilter, name: string): Answer => {
  const encoder = new TextEncoder();
  let afterSeq = 0;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(csvLine(columns))),
    pull: async (controller) => {
      if (afterSeq > 0) await nextTurn();
      const payouts = await listExportedPayouts(db, filter, { afterSeq, limit: linesAtOnce });
      if (payouts.length > 0) controller.enqueue(encoder.encode(payouts.map(lineOf).join('')));
      afterSeq = payouts.at(-1)?.seq ?? afterSeq;
      if (payouts.length < linesAtOnce) controller.close();
    },
  });
  return {
    status: 200,
    content: { type: 'text/csv', body },
    headers: { 'content-disposition': `attachment; filename="${name}"` },
  };
};
