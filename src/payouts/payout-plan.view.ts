import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { amountView, currencyView, idView, isoTime } from '../http/views.ts';
import type { Partner } from '../partners/partner.ts';
import { type DueSum, type ExclusionReason, exclusionReasons, netOf } from './due.ts';
import type { PayoutSelection, PayoutTotal } from './payout-batch.ts';
import { TotalView, toTotalView } from './payout-batch.view.ts';

const LineView = z
  .strictObject({
    partner_id: idView('prt'),
    name: z.string(),
    email: z.string().nullable(),
    currency: currencyView,
    amount: amountView.describe('What is due, clawbacks taken off.'),
    earned: amountView.describe('What is due before clawbacks.'),
    clawbacks: amountView.describe('What is owed back and netted; zero or below.'),
    items: z.int(),
    minimum: amountView.describe('The smallest sum that is paid.'),
  })
  .meta({ id: 'PayoutPlanLine' });

export const PayoutPlanView = z
  .strictObject({
    program_id: idView('prg'),
    cut_off_at: isoTime,
    totals: z.array(TotalView).describe('Of everything that would be paid.'),
    payouts: z.array(LineView).describe('The first 1,000, in the order of partners.'),
    excluded: z
      .array(LineView.extend({ reason: z.enum(exclusionReasons) }).meta({ id: 'PayoutExclusion' }))
      .describe('What is due and not paid now, and why; the first 1,000.'),
    left_out: z.int().describe('Lines that are not shown; the totals have them.'),
  })
  .meta({ id: 'PayoutPlan' });

/** One line of a plan, as the workflow makes it. */
interface Line extends DueSum {
  readonly partner: Partner;
  readonly minimumMinor: number;
  readonly exclusion: ExclusionReason | undefined;
}

interface Plan {
  readonly totals: readonly PayoutTotal[];
  readonly paid: readonly Line[];
  readonly excluded: readonly Line[];
  readonly leftOutCount: number;
}

export const toPayoutPlanView = (
  { programId, cutOffAt }: PayoutSelection,
  plan: Plan,
): z.input<typeof PayoutPlanView> => ({
  program_id: programId,
  cut_off_at: toIso(cutOffAt),
  totals: plan.totals.map(toTotalView),
  payouts: plan.paid.map(toLineView),
  excluded: plan.excluded.map((line) => ({
    ...toLineView(line),
    reason: line.exclusion ?? 'nothing_to_pay',
  })),
  left_out: plan.leftOutCount,
});

const toLineView = (line: Line): z.input<typeof LineView> => ({
  partner_id: line.partnerId,
  name: line.partner.name,
  email: line.partner.email,
  currency: line.currency,
  amount: netOf(line),
  earned: line.earnedMinor,
  clawbacks: line.owedMinor,
  items: line.itemCount,
  minimum: line.minimumMinor,
});
