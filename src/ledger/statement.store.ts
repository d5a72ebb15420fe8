import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import { invariant } from '../core/errors.ts';
import type { CommissionId, Id, PartnerId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { nextTurn } from '../database/look-back.ts';
import { type Argument, statement } from '../database/statement.ts';
import type { Db } from '../database/work.ts';
import type { LedgerAccount } from './ledger.ts';
import { findLastEntrySeq } from './ledger-entry.store.ts';
import type { Period, StatementMovement } from './statement.ts';

/** Entries that are read in one turn of the event loop: a few milliseconds. */
const entriesPerTurn = 500;

export interface StatementOf {
  readonly partnerId: PartnerId;
  readonly currency: Currency;
  readonly period: Period;
  /** The last entry of the ledger that it looks at: the same for every part of one answer. */
  readonly untilSeq: number;
}

/** To be read once: what is posted later is not in a statement that was begun before. */
export const statementUntil = (db: Db): Promise<number> => findLastEntrySeq(db);

/**
 * Every movement of a partner in a currency, in the order of the ledger, a few hundred at a time: between two reads
 * others have their turn, however many there are. Only those of the period say whose and what they are.
 */
export async function* readMovements(db: Db, of: StatementOf): AsyncGenerator<readonly StatementMovement[]> {
  const { partnerId, currency, untilSeq, period } = of;
  let afterSeq = 0;
  let open: Entry | undefined;
  while (true) {
    const entries = await entriesOf(db, { partnerId, currency, afterSeq, untilSeq, ...period });
    const movements: StatementMovement[] = [];
    for (const entry of entries) {
      if (open === undefined) open = entry;
      else {
        movements.push(movementOf(open, entry));
        open = undefined;
      }
    }
    if (movements.length > 0) yield movements;
    afterSeq = entries.at(-1)?.seq ?? afterSeq;
    if (entries.length < entriesPerTurn) return;
    await nextTurn();
  }
}

interface Entry {
  readonly seq: number;
  readonly transactionId: Id<'ltx'>;
  readonly commissionId: CommissionId | null;
  readonly account: LedgerAccount;
  readonly amountMinor: number;
  readonly reason: string;
  readonly at: Instant;
  readonly orderId: string | null;
  readonly commissionKind: string | null;
  readonly conversionId: string | null;
}

/** The two sides of a movement lie beside each other, the one that it leaves first. */
const movementOf = (left: Entry, entered: Entry): StatementMovement => {
  invariant(
    left.transactionId === entered.transactionId,
    `the entry ${left.seq} of the ledger has its other side`,
  );
  return {
    seq: entered.seq,
    at: entered.at,
    transactionId: entered.transactionId,
    commissionId: entered.commissionId,
    orderId: entered.orderId,
    from: left.account,
    to: entered.account,
    amountMinor: entered.amountMinor,
    reason: entered.reason,
    commissionKind: entered.commissionKind,
    hasConversion: entered.conversionId !== null,
  };
};

interface EntryArguments extends Period {
  readonly partnerId: PartnerId;
  readonly currency: Currency;
  readonly afterSeq: number;
  readonly untilSeq: number;
}

/** Looked up for what is shown alone: opening a statement of years is adding up, and no more. */
const ofCommission = <Value>(
  arg: Argument<EntryArguments>,
  column: 'order_id' | 'kind' | 'conversion_id',
): RawBuilder<Value | null> => sql<Value | null>`case
  when ledger_entries.created_at >= ${arg('from')} and ledger_entries.created_at < ${arg('until')}
  then (select ${sql.ref(column)} from commissions where commissions.id = ledger_entries.commission_id) end`;

const entriesOf = statement<EntryArguments, Entry>((db, arg) =>
  db
    .selectFrom('ledger_entries')
    .select((row) => [
      'seq',
      'transaction_id as transactionId',
      'commission_id as commissionId',
      row.ref('account').$castTo<LedgerAccount>().as('account'),
      'amount_minor as amountMinor',
      'reason',
      'created_at as at',
      ofCommission<string>(arg, 'order_id').as('orderId'),
      ofCommission<string>(arg, 'kind').as('commissionKind'),
      ofCommission<string>(arg, 'conversion_id').as('conversionId'),
    ])
    .where('partner_id', '=', arg('partnerId'))
    .where('currency', '=', arg('currency'))
    .where('seq', '>', arg('afterSeq'))
    .where('seq', '<=', arg('untilSeq'))
    .orderBy('seq')
    .limit(literal(entriesPerTurn)),
);
