import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { amountView, currencyView, idView, isoTime, toIsoOrNull } from '../http/views.ts';
import { payoutMethods, payoutTransitions } from './payout.ts';
import type { BatchPayouts } from './payout-batch.store.ts';
import { type PayoutBatch, type PayoutTotal, payoutBatchTransitions } from './payout-batch.ts';

export const TotalView = z
  .strictObject({
    currency: currencyView,
    amount: amountView,
    payouts: z.int().describe('How many payouts that is, or would be.'),
    items: z.int().describe('Commissions in them.'),
  })
  .meta({ id: 'PayoutTotal' });

export const toTotalView = (total: PayoutTotal): z.input<typeof TotalView> => ({
  currency: total.currency,
  amount: total.amountMinor,
  payouts: total.payoutCount,
  items: total.itemCount,
});

export const PayoutBatchView = z
  .strictObject({
    id: idView('bat'),
    program_id: idView('prg'),
    state: z.enum(payoutBatchTransitions.states),
    method: z.enum(payoutMethods),
    cut_off_at: isoTime.describe('What became due after it waits for the next batch.'),
    partner_ids: z.array(idView('prt')).nullable().describe('Whom it pays; null for everybody.'),
    currency: currencyView.nullable(),
    minimums: z.record(z.string(), z.int()).describe('Smallest sums, by currency, in minor units.'),
    approvals: z.array(
      z.strictObject({
        actor: z.string().describe('Who approved: `api_key:key_...` or `admin:adm_...`.'),
        at: isoTime,
        note: z.string().nullable(),
      }),
    ),
    approvals_needed: z.int(),
    drafted: z.array(TotalView).describe('What it would have paid when it was drafted.'),
    in_progress: z
      .enum(['scheduling', 'completion'])
      .nullable()
      .describe('What is still being done to its payouts, a few at a time; null when nothing is.'),
    note: z.string().nullable(),
    created_by: z.string(),
    created_at: isoTime,
    updated_at: isoTime,
    approved_at: isoTime.nullable(),
  })
  .meta({ id: 'PayoutBatch' });

export const toPayoutBatchView = (batch: PayoutBatch): z.input<typeof PayoutBatchView> => ({
  id: batch.id,
  program_id: batch.selection.programId,
  state: batch.state,
  method: batch.method,
  cut_off_at: toIso(batch.selection.cutOffAt),
  partner_ids: batch.selection.partnerIds && [...batch.selection.partnerIds],
  currency: batch.selection.currency,
  minimums: { ...batch.selection.minimums },
  approvals: batch.approvals.map(({ actor, at, note }) => ({ actor, at: toIso(at), note })),
  approvals_needed: batch.approvalsNeeded,
  drafted: batch.drafted.totals.map(toTotalView),
  in_progress: batch.step?.kind ?? null,
  note: batch.note,
  created_by: batch.createdBy,
  created_at: toIso(batch.createdAt),
  updated_at: toIso(batch.updatedAt),
  approved_at: toIsoOrNull(batch.approvedAt),
});

export const DifferenceView = z
  .strictObject({
    partner_id: idView('prt'),
    currency: currencyView,
    drafted_amount: amountView,
    amount: amountView.describe('What it is now; 0 for who is not paid any more.'),
  })
  .meta({ id: 'PayoutDifference' });

/** A batch with what there is to know of it at this moment. */
export const PayoutBatchNowView = PayoutBatchView.extend({
  due: z
    .array(TotalView)
    .nullable()
    .describe('What a draft would pay now; null for a batch that is no draft.'),
  differences: z
    .array(DifferenceView)
    .nullable()
    .describe(
      'Where that differs from what was drafted, of the first 1,000 partners; after an approval, what differed at it.',
    ),
  payouts: z
    .array(TotalView.extend({ state: z.enum(payoutTransitions.states) }))
    .describe('The payouts made so far, by currency and state.'),
  actor_names: z
    .record(z.string(), z.string())
    .describe('What those are called who made and approved it, by `admin:adm_...` or `api_key:key_...`.'),
}).meta({ id: 'PayoutBatchNow' });

export const toBatchPayoutsView = (
  sums: readonly BatchPayouts[],
): z.input<typeof PayoutBatchNowView>['payouts'] =>
  sums.map((sum) => ({ ...toTotalView(sum), state: sum.state }));
