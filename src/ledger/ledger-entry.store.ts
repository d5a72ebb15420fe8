import type { Selectable } from 'kysely';
import type { Currency } from '../core/currencies.ts';
import type { CommissionId, PartnerId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { literal } from '../database/literal.ts';
import { lookBack } from '../database/look-back.ts';
import type { Schema } from '../database/schema.ts';
import { rowsPerSieve, sift } from '../database/sift.ts';
import { statement } from '../database/statement.ts';
import type { Db } from '../database/work.ts';
import { findBalances } from './ledger.store.ts';
import type { LedgerAccount, LedgerEntry } from './ledger.ts';

export interface EntryFilter {
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  readonly commissionId?: CommissionId | undefined;
  readonly currency?: Currency | undefined;
  readonly account?: LedgerAccount | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listEntries = async (db: Db, filter: EntryFilter, page: PageRequest): Promise<LedgerEntry[]> => {
  const wanted = page.limit + 1;
  const below = page.after ?? (await findLastEntrySeq(db)) + 1;
  const search = { wanted, below, keeps: (entry: LedgerEntry) => fits(filter, entry) };
  if (filter.commissionId) return ofCommission(db, filter.commissionId, search);
  if (filter.partnerId) return ofPartner(db, { ...filter, partnerId: filter.partnerId }, search);
  return lookBack({ below, wanted }, async ({ from, below: end, wanted: left }) =>
    (await between(db, { from, below: end })).map(toEntry).filter(search.keeps).slice(0, left),
  );
};

interface Search {
  readonly wanted: number;
  readonly below: number;
  readonly keeps: (entry: LedgerEntry) => boolean;
}

const fits = (filter: EntryFilter, entry: LedgerEntry): boolean =>
  (filter.programId === undefined || entry.programId === filter.programId) &&
  (filter.partnerId === undefined || entry.partnerId === filter.partnerId) &&
  (filter.currency === undefined || entry.currency === filter.currency) &&
  (filter.account === undefined || entry.account === filter.account);

/** They are a handful. */
const ofCommission = (db: Db, commissionId: CommissionId, { wanted, below, keeps }: Search) =>
  sift({ wanted, keeps }, async (after) =>
    (await byCommission(db, { commissionId, below: after?.seq ?? below })).map(toEntry),
  );

/** The newest of each currency, and of these the newest. */
const ofPartner = async (
  db: Db,
  { partnerId, currency }: EntryFilter & { readonly partnerId: PartnerId },
  { wanted, below, keeps }: Search,
): Promise<LedgerEntry[]> => {
  const currencies = currency ? [currency] : (await findBalances(db, partnerId)).map((one) => one.currency);
  const found: LedgerEntry[] = [];
  for (const each of currencies) {
    const entries = await sift({ wanted, keeps }, async (after) =>
      (await byPartner(db, { partnerId, currency: each, below: after?.seq ?? below })).map(toEntry),
    );
    found.push(...entries);
  }
  return found.sort((left, right) => right.seq - left.seq).slice(0, wanted);
};

/** Sequence of the newest entry there is; 0 before the first. */
export const findLastEntrySeq = async (db: Db): Promise<number> => {
  const [row] = await lastEntrySeq(db, {});
  return row?.seq ?? 0;
};

const lastEntrySeq = statement<object, { seq: number | null }>((db) =>
  db.selectFrom('ledger_entries').select((column) => column.fn.max('seq').as('seq')),
);

type Row = Selectable<Schema['ledger_entries']>;

const between = statement<{ from: number; below: number }, Row>((db, arg) =>
  db
    .selectFrom('ledger_entries')
    .selectAll()
    .where('seq', '>=', arg('from'))
    .where('seq', '<', arg('below'))
    .orderBy('seq', 'desc'),
);

const byCommission = statement<{ commissionId: CommissionId; below: number }, Row>((db, arg) =>
  db
    .selectFrom('ledger_entries')
    .selectAll()
    .where('commission_id', '=', arg('commissionId'))
    .where('seq', '<', arg('below'))
    .orderBy('seq', 'desc')
    .limit(literal(rowsPerSieve)),
);

const byPartner = statement<{ partnerId: PartnerId; currency: Currency; below: number }, Row>((db, arg) =>
  db
    .selectFrom('ledger_entries')
    .selectAll()
    .where('partner_id', '=', arg('partnerId'))
    .where('currency', '=', arg('currency'))
    .where('seq', '<', arg('below'))
    .orderBy('seq', 'desc')
    .limit(literal(rowsPerSieve)),
);

const toEntry = (row: Row): LedgerEntry => ({
  seq: row.seq,
  id: row.id,
  transactionId: row.transaction_id,
  programId: row.program_id,
  partnerId: row.partner_id,
  commissionId: row.commission_id,
  account: row.account as LedgerAccount,
  currency: row.currency as Currency,
  amountMinor: row.amount_minor,
  reason: row.reason,
  actor: row.actor,
  requestId: row.request_id,
  createdAt: row.created_at,
});
