import type { Day } from '../core/calendar.ts';
import type { Currency } from '../core/currencies.ts';
import type { ConversionId, PartnerId, ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { command, statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Window } from './group.ts';
import type { CountedConversion, Volume } from './volume.ts';

/** What is to be added to a day of a partner. */
export interface DayVolume extends Volume {
  readonly partnerId: PartnerId;
  readonly programId: ProgramId;
  readonly day: Day;
  readonly currency: Currency;
}

export const addToDay = async (tx: Tx, volume: DayVolume): Promise<void> => {
  await upsertDay(tx, volume);
};

const upsertDay = command<DayVolume>((db, arg) =>
  db
    .insertInto('partner_days')
    .values({
      partner_id: arg('partnerId'),
      day: arg('day'),
      currency: arg('currency'),
      program_id: arg('programId'),
      conversions: arg('conversions'),
      volume_minor: arg('volumeMinor'),
    })
    .onConflict((conflict) =>
      conflict.columns(['partner_id', 'day', 'currency']).doUpdateSet((row) => ({
        conversions: row('partner_days.conversions', '+', row.ref('excluded.conversions')),
        volume_minor: row('partner_days.volume_minor', '+', row.ref('excluded.volume_minor')),
      })),
    ),
);

interface CurrencyVolume {
  currency: Currency;
  conversions: number;
  volumeMinor: number;
}

interface InWindow extends Window {
  readonly partnerId: PartnerId;
}

/** What a partner sold in a window, by currency. */
export const sumVolume = (db: Db, wanted: InWindow): Promise<CurrencyVolume[]> => byCurrency(db, wanted);

const byCurrency = statement<InWindow, CurrencyVolume>((db, arg) =>
  db
    .selectFrom('partner_days')
    .select((row) => [
      row.ref('currency').$castTo<Currency>().as('currency'),
      row.fn.sum<number>('conversions').as('conversions'),
      row.fn.sum<number>('volume_minor').as('volumeMinor'),
    ])
    .where('partner_id', '=', arg('partnerId'))
    .where('day', '>=', arg('from'))
    .where('day', '<=', arg('to'))
    .groupBy('currency'),
);

/** What a partner sold in one currency on each day of a window. */
export const listDays = (
  db: Db,
  { partnerId, from, to }: InWindow,
  currency: Currency,
): Promise<{ day: Day; volumeMinor: number }[]> =>
  db
    .selectFrom('partner_days')
    .select(['day', 'volume_minor as volumeMinor'])
    .where('partner_id', '=', partnerId)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .where('currency', '=', currency)
    .execute();

/** Forgets what was counted of a partner. */
export const deleteDays = async (tx: Tx, partnerId: PartnerId): Promise<void> => {
  await tx.deleteFrom('partner_days').where('partner_id', '=', partnerId).execute();
};

/** The conversions of a partner before a `seq`, the latest first, to be counted. */
export const listUncounted = async (
  db: Db,
  partnerId: PartnerId,
  beforeSeq: number,
  limit: number,
): Promise<(CountedConversion & { readonly seq: number })[]> => {
  const rows = await db
    .selectFrom('conversions')
    .select([
      'seq',
      'id',
      'state',
      'currency',
      'amount_minor as amountMinor',
      'refunded_minor as refundedMinor',
      'occurred_at as occurredAt',
      'received_at as receivedAt',
    ])
    .where('partner_id', '=', partnerId)
    .where('seq', '<', beforeSeq)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...row,
    state: row.state as CountedConversion['state'],
    currency: row.currency as Currency | null,
  }));
};

/** One more than the `seq` of a partner's latest conversion; 0 when there is none. */
export const seqAfterLast = async (db: Db, partnerId: PartnerId): Promise<number> => {
  const row = await db
    .selectFrom('conversions')
    .select('seq')
    .where('partner_id', '=', partnerId)
    .orderBy('seq', 'desc')
    .limit(literal(1))
    .executeTakeFirst();
  return row ? row.seq + 1 : 0;
};

export const seqOfConversion = async (db: Db, id: ConversionId): Promise<number> => {
  const row = await db.selectFrom('conversions').select('seq').where('id', '=', id).executeTakeFirstOrThrow();
  return row.seq;
};
