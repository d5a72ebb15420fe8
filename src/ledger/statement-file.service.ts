import { toIso } from '../core/clock.ts';
import { csvLine } from '../core/csv.ts';
import type { Currency } from '../core/currencies.ts';
import { decimalOf } from '../core/money.ts';
import type { Db } from '../database/work.ts';
import { unpaid } from './ledger.ts';
import { readMovements, type StatementOf } from './statement.store.ts';
import { type Accounts, type StatementLine, StatementSheet } from './statement.ts';

const columns = [
  'at',
  'transaction_id',
  'commission_id',
  'order_id',
  'group',
  'reason',
  'from',
  'to',
  'currency',
  'amount',
  'balance_after',
];

/** A statement as CSV. Read once for its opening balance, and again as fast as the caller takes it. */
export const statementFile = async (db: Db, of: StatementOf): Promise<ReadableStream<Uint8Array>> => {
  const { opening, closing } = await balancesOf(db, of);
  const lines = linesOf(db, of);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    start: (controller) =>
      controller.enqueue(
        encoder.encode(csvLine(columns) + balanceLine('opening', of.period.from, of.currency, opening)),
      ),
    pull: async (controller) => {
      const next = await lines.next();
      if (!next.done) return controller.enqueue(encoder.encode(next.value));
      controller.enqueue(encoder.encode(balanceLine('closing', of.period.until, of.currency, closing)));
      controller.close();
    },
    cancel: async () => {
      await lines.return(undefined);
    },
  });
};

const balancesOf = async (db: Db, of: StatementOf): Promise<StatementSheet> => {
  const sheet = new StatementSheet(of.period);
  for await (const movements of readMovements(db, of)) for (const movement of movements) sheet.add(movement);
  return sheet;
};

async function* linesOf(db: Db, of: StatementOf): AsyncGenerator<string, undefined> {
  const sheet = new StatementSheet(of.period);
  for await (const movements of readMovements(db, of)) {
    const lines = movements.flatMap((movement) => sheet.add(movement) ?? []);
    if (lines.length > 0) yield lines.map((line) => lineOf(line, of.currency)).join('');
  }
}

const lineOf = (line: StatementLine, currency: Currency): string =>
  csvLine([
    toIso(line.at),
    line.transactionId,
    line.commissionId,
    line.orderId,
    line.group,
    line.reason,
    line.from,
    line.to,
    currency,
    { decimal: decimalOf({ minor: line.amountMinor, currency }) },
    { decimal: decimalOf({ minor: line.balanceAfter, currency }) },
  ]);

const balanceLine = (group: string, at: number, currency: Currency, accounts: Accounts): string => {
  const balance = { decimal: decimalOf({ minor: unpaid(accounts), currency }) };
  return csvLine([toIso(at), null, null, null, group, null, null, null, currency, null, balance]);
};
