import {
  type CommissionState,
  commissionCountedAt,
  presentAmountMinor,
} from '../../commissions/commission.ts';
import type { ConversionState } from '../../conversions/conversion.ts';
import { conversionFigures, countedAt } from '../../conversions/conversion-figures.ts';
import type { Currency } from '../../core/currencies.ts';
import { money } from '../../core/money.ts';
import { type Argument, statement } from '../../database/statement.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { Counted } from './figures.ts';

/** The tables that reports are counted from. */
export const sources = ['clicks', 'conversions', 'commissions'] as const;
export type Source = (typeof sources)[number];

/** Some rows of a table in their order. */
export interface Stretch {
  readonly counted: readonly Counted[];
  /** Of the last row that was looked at; undefined when there is none. */
  readonly lastSeq: number | undefined;
  /** How many rows were looked at: not all of them count. */
  readonly rows: number;
}

interface After {
  readonly afterSeq: number;
  readonly limit: number;
}

/** What rows come to as they are now, in the order of their `seq`. */
export const readStretch: Readonly<Record<Source, (db: Db, after: After) => Promise<Stretch>>> = {
  clicks: async (db, after) => {
    const rows = await clicksAfter(db, after);
    return stretchOf(rows, ({ program_id, partner_id, is_bot, is_duplicate, created_at }) => ({
      ...{ programId: program_id, partnerId: partner_id, at: created_at, currency: '' },
      figures: clickFigures(is_bot === 1, is_duplicate === 1),
    }));
  },
  conversions: async (db, after) => {
    const rows = await conversionsAfter(db, after);
    return stretchOf(rows, (row) => {
      if (row.partnerId === null) return undefined;
      const facts = {
        ...row,
        state: row.state as ConversionState,
        currency: row.currency as Currency | null,
      };
      const { signups, purchases, revenueMinor, refunds, refundedMinor } = conversionFigures(facts);
      return {
        ...{ programId: row.programId, partnerId: row.partnerId, at: countedAt(row) },
        currency: row.currency ?? '',
        figures: {
          ...{ signups, purchases, refunds },
          ...{ revenue_minor: revenueMinor, refunded_minor: refundedMinor },
        },
      };
    });
  },
  commissions: async (db, after) => {
    const rows = await commissionsAfter(db, after);
    return stretchOf(rows, (row) => ({
      ...{ programId: row.programId, partnerId: row.partnerId, at: commissionCountedAt(row) },
      currency: row.currency,
      figures: {
        commission_minor: presentAmountMinor({
          original: money(row.amountMinor, row.currency as Currency),
          reversedMinor: row.reversedMinor,
          state: row.state as CommissionState,
        }),
      },
    }));
  },
};

const stretchOf = <Row extends { readonly seq: number }>(
  rows: readonly Row[],
  count: (row: Row) => Counted | undefined,
): Stretch => ({
  counted: rows.flatMap((row) => count(row) ?? []),
  lastSeq: rows.at(-1)?.seq,
  rows: rows.length,
});

const clickFigures = (isBot: boolean, isDuplicate: boolean): Counted['figures'] => {
  if (isBot) return { bots: 1 };
  return isDuplicate ? { repeats: 1 } : { clicks: 1 };
};

const clicksAfter = statement((db, arg: Argument<After>) =>
  db
    .selectFrom('clicks')
    .select(['seq', 'program_id', 'partner_id', 'is_bot', 'is_duplicate', 'created_at'])
    .where('seq', '>', arg('afterSeq'))
    .orderBy('seq')
    .limit(arg('limit')),
);

const conversionsAfter = statement((db, arg: Argument<After>) =>
  db
    .selectFrom('conversions')
    .select([
      'seq',
      'program_id as programId',
      'partner_id as partnerId',
      'type',
      'state',
      'currency',
      'amount_minor as amountMinor',
      'refunded_minor as refundedMinor',
      'occurred_at as occurredAt',
      'received_at as receivedAt',
    ])
    .where('seq', '>', arg('afterSeq'))
    .orderBy('seq')
    .limit(arg('limit')),
);

const commissionsAfter = statement((db, arg: Argument<After>) =>
  db
    .selectFrom('commissions')
    .select([
      'seq',
      'program_id as programId',
      'partner_id as partnerId',
      'state',
      'currency',
      'amount_minor as amountMinor',
      'reversed_minor as reversedMinor',
      'occurred_at as occurredAt',
      'created_at as createdAt',
    ])
    .where('seq', '>', arg('afterSeq'))
    .orderBy('seq')
    .limit(arg('limit')),
);

export interface Correction extends Counted {
  readonly seq: number;
  readonly source: Source;
  readonly rowSeq: number;
}

/** By how much rows have changed since they were stored, the oldest first. */
export const listCorrections = async (db: Db, limit: number): Promise<Correction[]> => {
  const rows = await db.selectFrom('report_corrections').selectAll().orderBy('seq').limit(limit).execute();
  return rows.map((row) => ({
    seq: row.seq,
    source: row.source as Source,
    rowSeq: row.row_seq,
    programId: row.program_id,
    partnerId: row.partner_id,
    at: row.at,
    currency: row.currency,
    figures: {
      ...{ signups: row.signups, purchases: row.purchases, refunds: row.refunds },
      ...{ revenue_minor: row.revenue_minor, refunded_minor: row.refunded_minor },
      commission_minor: row.commission_minor,
    },
  }));
};

/** Forgets those up to a `seq`. */
export const deleteCorrections = async (tx: Tx, untilSeq: number): Promise<void> => {
  await tx.deleteFrom('report_corrections').where('seq', '<=', untilSeq).execute();
};

/** Whether a table has rows after these, or a row has changed since it was counted. */
export const isAnythingUncounted = async (
  db: Db,
  marks: Readonly<Record<Source, number>>,
): Promise<boolean> => {
  for (const source of sources) {
    const { rows } = await readStretch[source](db, { afterSeq: marks[source], limit: 1 });
    if (rows > 0) return true;
  }
  return (await listCorrections(db, 1)).length > 0;
};
