import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { currencyView, idView, isoTime } from '../http/views.ts';
import { ledgerAccounts, unpaid } from './ledger.ts';
import { type Accounts, type StatementLine, type StatementSheet, statementGroups } from './statement.ts';

const minor = z.int().describe('Minor units of the currency.');

const account = z.enum(ledgerAccounts);

const AccountsView = z.strictObject({
  pending: minor,
  held: minor,
  due: minor,
  processing: minor,
  paid: minor,
  balance: minor.describe('What is earned and not paid: pending + held + due + processing.'),
});

const group = z
  .enum(statementGroups)
  .describe(
    [
      '`earned`: a commission was earned.',
      '`adjusted`: a person added to it or took off it.',
      '`reversed`: a refund, a chargeback or a rejection took back, or gave back when it was undone.',
      '`voided`: a commission came to nothing.',
      '`held`, `released`: held back; let go, or due.',
      '`reserved`, `returned`: taken into a payout; given back by one that was canceled.',
      '`paid_out`: paid.',
      '`payout_reversed`: the money of a payout came back and is owed again.',
    ].join(' '),
  );

const LineView = z.strictObject({
  at: isoTime,
  transaction_id: idView('ltx'),
  commission_id: idView('com').nullable(),
  order_id: z.string().nullable(),
  group,
  reason: z.string().describe('The event that moved it, such as `commission.due`.'),
  from: account,
  to: account,
  amount: minor.describe('What left `from` and entered `to`; negative where it went the other way.'),
  balance_after: minor.describe('What is unpaid altogether after it.'),
});

/** A list of lines, as every list is, with the statement around it. */
export const StatementView = z.strictObject({
  data: z.array(LineView).describe('A page of lines, in the order of the ledger.'),
  next_cursor: z.string().nullable(),
  program_id: idView('prg'),
  partner_id: idView('prt'),
  currency: currencyView,
  time_zone: z.string(),
  from: z.iso.date().describe('The first day.'),
  to: z.iso.date().describe('The last day.'),
  starts_at: isoTime,
  ends_at: isoTime.describe('The first instant that does not belong to it.'),
  opening: AccountsView.describe('What one period closes with, the next one opens with.'),
  movements: z
    .array(z.strictObject({ group, count: z.int(), changes: AccountsView }))
    .describe('By group; opening + all changes = closing, exactly, in every account.'),
  closing: AccountsView,
});

type View = z.input<typeof StatementView>;

export const toAccountsView = (accounts: Readonly<Accounts>): View['opening'] => ({
  ...accounts,
  balance: unpaid(accounts),
});

export const toMovementsView = ({ sums }: StatementSheet): View['movements'] =>
  sums.map(({ group: name, count, changes }) => ({ group: name, count, changes: toAccountsView(changes) }));

export const toLineView = (line: StatementLine): View['data'][number] => ({
  at: toIso(line.at),
  transaction_id: line.transactionId,
  commission_id: line.commissionId,
  order_id: line.orderId,
  group: line.group,
  reason: line.reason,
  from: line.from,
  to: line.to,
  amount: line.amountMinor,
  balance_after: line.balanceAfter,
});
