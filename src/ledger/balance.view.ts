import { z } from 'zod';
import { currencyView, idView } from '../http/views.ts';
import type { BalanceSum } from './balance-sum.ts';
import { type Balance, unpaid } from './ledger.ts';

const minor = z.int().describe('Minor units of the currency; may be negative after clawbacks.');

const accounts = { pending: minor, held: minor, due: minor, processing: minor, paid: minor };

const everythingUnpaid = 'Everything earned and not paid yet: pending + held + due + processing.';

export const BalanceView = z
  .strictObject({
    partner_id: idView('prt'),
    partner_name: z.string(),
    currency: currencyView,
    ...accounts,
    balance: minor.describe(everythingUnpaid),
  })
  .meta({ id: 'Balance' });

export const toBalanceView = (balance: Balance, partnerName: string): z.input<typeof BalanceView> => ({
  partner_id: balance.partnerId,
  partner_name: partnerName,
  currency: balance.currency,
  pending: balance.pending,
  held: balance.held,
  due: balance.due,
  processing: balance.processing,
  paid: balance.paid,
  balance: unpaid(balance),
});

const count = z.int().min(0);

export const BalanceSummaryView = z
  .strictObject({
    currencies: z.array(
      z.strictObject({
        currency: currencyView,
        ...accounts,
        balance: minor.describe(everythingUnpaid),
        due_to_partners: minor.describe('What those have due who have something due; never below zero.'),
        owed_back: minor.describe('What those owe whose balance is negative, of that; zero or below.'),
        partners: count.describe('Who has a balance in it, be it zero.'),
        partners_due: count.describe('Who has something due.'),
        partners_owing: count.describe('Whose balance is negative.'),
      }),
    ),
  })
  .meta({ id: 'BalanceSummary' });

export const toBalanceSummaryView = (sums: readonly BalanceSum[]): z.input<typeof BalanceSummaryView> => ({
  currencies: sums.map((sum) => ({
    currency: sum.currency,
    pending: sum.pending,
    held: sum.held,
    due: sum.due,
    processing: sum.processing,
    paid: sum.paid,
    balance: unpaid(sum),
    due_to_partners: sum.dueToPartners,
    owed_back: sum.owedBack,
    partners: sum.partnerCount,
    partners_due: sum.dueCount,
    partners_owing: sum.owingCount,
  })),
});
