import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import type { PartnerId } from '../core/ids.ts';
import { amountView, currencyView, idView, isoTime, toIsoOrNull } from '../http/views.ts';
import { failureReasons, type Payout, payoutMethods, payoutReasons, payoutTransitions } from './payout.ts';
import type { ListedPayoutItem } from './payout-item.store.ts';

export const PayoutView = z
  .strictObject({
    id: idView('pay'),
    batch_id: idView('bat').nullable(),
    program_id: idView('prg'),
    partner_id: idView('prt'),
    amount: amountView.describe('The sum of its items in minor units, always above zero.'),
    currency: currencyView,
    item_count: z.int(),
    method: z.enum(payoutMethods),
    state: z.enum(payoutTransitions.states),
    reference: z.string().nullable().describe('What the bank or the provider calls it.'),
    failure_reason: z.enum(failureReasons).nullable(),
    reason: z.enum(payoutReasons).nullable().describe('Why it was canceled or reversed.'),
    note: z.string().nullable().describe('What a person wrote about its last move.'),
    cut_off_at: isoTime.describe('What became due after it waits for the next payout.'),
    created_at: isoTime,
    updated_at: isoTime,
    completed_at: isoTime.nullable().describe('When the money was paid.'),
  })
  .meta({ id: 'Payout' });

/** Where it is read rather than moved: with whom it is for. */
export const ListedPayoutView = PayoutView.extend({ partner_name: z.string() }).meta({ id: 'ListedPayout' });

export const PayoutWithItemsView = ListedPayoutView.extend({
  items: z.array(
    z.strictObject({
      commission_id: idView('com'),
      kind: z.string(),
      amount: amountView.describe('What it was worth when it was reserved; negative for a clawback.'),
      order_id: z.string().nullable(),
      occurred_at: isoTime,
      released_at: isoTime.nullable().describe('When a cancellation let it go.'),
    }),
  ),
}).meta({ id: 'PayoutWithItems' });

export const toPayoutView = (payout: Payout): z.input<typeof PayoutView> => ({
  id: payout.id,
  batch_id: payout.batchId,
  program_id: payout.programId,
  partner_id: payout.partnerId,
  amount: payout.amount.minor,
  currency: payout.amount.currency,
  item_count: payout.itemCount,
  method: payout.method,
  state: payout.state,
  reference: payout.reference,
  failure_reason: payout.failureReason,
  reason: payout.reason,
  note: payout.note,
  cut_off_at: toIso(payout.cutOffAt),
  created_at: toIso(payout.createdAt),
  updated_at: toIso(payout.updatedAt),
  completed_at: toIsoOrNull(payout.completedAt),
});

export const toListedPayoutView = (
  payout: Payout,
  names: ReadonlyMap<PartnerId, string>,
): z.input<typeof ListedPayoutView> => ({
  ...toPayoutView(payout),
  partner_name: names.get(payout.partnerId) ?? '',
});

export const toPayoutWithItemsView = (
  payout: Payout,
  names: ReadonlyMap<PartnerId, string>,
  items: readonly ListedPayoutItem[],
): z.input<typeof PayoutWithItemsView> => ({
  ...toListedPayoutView(payout, names),
  items: items.map((item) => ({
    commission_id: item.commissionId,
    kind: item.kind,
    amount: item.amountMinor,
    order_id: item.orderId,
    occurred_at: toIso(item.occurredAt),
    released_at: toIsoOrNull(item.releasedAt),
  })),
});
