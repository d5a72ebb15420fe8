import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { id } from '../http/fields.ts';
import { toIsoOrNull } from '../http/views.ts';
import { earningReasons } from '../rules/earning.ts';
import type { NewCommission } from './commission.store.ts';
import {
  changeReasons,
  commissionKinds,
  commissionTransitions,
  holdReasons,
  presentAmountMinor,
} from './commission.ts';

const time = z.iso.datetime();

export const CommissionView = z
  .strictObject({
    id: id('com'),
    program_id: id('prg'),
    partner_id: id('prt'),
    conversion_id: id('cnv').nullable(),
    kind: z.enum(commissionKinds),
    state: z.enum(commissionTransitions.states),
    amount: z.int().describe('What is owed for it today, in minor units; negative for a clawback.'),
    currency: z.string(),
    base_amount: z.int().describe('What it was computed from, in minor units.'),
    model: z.enum(['percent', 'flat']).nullable(),
    basis_points: z.int().nullable(),
    rule_id: id('rul').nullable(),
    rule_version: z.int().nullable(),
    line: z.string().nullable().describe('The product line it is for; null for the whole purchase.'),
    due_at: time.describe('When its hold ends.'),
    approved_at: time.nullable(),
    hold_reasons: z.array(z.enum(holdReasons)),
    original_commission_id: id('com').nullable(),
    payout_id: id('pay').nullable().describe('The payout that it is reserved for or was paid by.'),
    paid_at: time.nullable(),
    voided_at: time.nullable(),
    tier_id: id('tir').nullable().describe('The tier by which it was earned.'),
    exchange_rate_id: id('rat').nullable(),
    reason: z.enum([...earningReasons, ...changeReasons]).nullable(),
    note: z.string().nullable().describe('What a person wrote about it.'),
    occurred_at: time,
    created_at: time,
  })
  .meta({ id: 'Commission' });

export const ListedCommissionView = CommissionView.extend({
  partner_name: z.string(),
  order_id: z.string().nullable().describe('The order of its conversion.'),
}).meta({ id: 'ListedCommission' });

export const toListedCommissionView = (
  commission: NewCommission,
  partnerName: string | undefined,
): z.input<typeof ListedCommissionView> => ({
  ...toCommissionView(commission),
  partner_name: partnerName ?? '',
  order_id: commission.orderId,
});

export const CommissionDetailView = CommissionView.extend({
  corrections: z
    .array(CommissionView)
    .describe('Clawbacks, restores and adjustments of it, oldest first; each is a commission of its own.'),
  total_amount: z.int().describe('What is owed or was paid for it and its corrections together.'),
}).meta({ id: 'CommissionDetail' });

export const toCommissionDetailView = (
  commission: NewCommission,
  corrections: readonly NewCommission[],
): z.input<typeof CommissionDetailView> => ({
  ...toCommissionView(commission),
  corrections: corrections.map(toCommissionView),
  total_amount: [commission, ...corrections].reduce((sum, line) => sum + presentAmountMinor(line), 0),
});

export const toCommissionView = (commission: NewCommission): z.input<typeof CommissionView> => ({
  id: commission.id,
  program_id: commission.programId,
  partner_id: commission.partnerId,
  conversion_id: commission.conversionId,
  kind: commission.kind,
  state: commission.state,
  amount: presentAmountMinor(commission),
  currency: commission.original.currency,
  base_amount: commission.base.minor,
  model: commission.model,
  basis_points: commission.basisPoints,
  rule_id: commission.ruleId,
  rule_version: commission.ruleVersion,
  line: commission.line === '' ? null : commission.line,
  due_at: toIso(commission.dueAt),
  approved_at: commission.approvedAt === null ? null : toIso(commission.approvedAt),
  hold_reasons: [...commission.holdReasons],
  original_commission_id: commission.originalCommissionId,
  payout_id: commission.payoutId,
  paid_at: toIsoOrNull(commission.paidAt),
  voided_at: toIsoOrNull(commission.voidedAt),
  tier_id: commission.tierId,
  exchange_rate_id: commission.exchangeRateId,
  reason: commission.reason,
  note: commission.note,
  occurred_at: toIso(commission.occurredAt),
  created_at: toIso(commission.createdAt),
});
