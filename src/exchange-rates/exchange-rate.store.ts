import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { ExchangeRateId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import { literal } from '../database/literal.ts';
import type { Schema } from '../database/schema.ts';
import { type Argument, statement } from '../database/statement.ts';
import type { Db, Work } from '../database/work.ts';
import type { ExchangeRate } from './exchange-rate.ts';

type Row = Selectable<Schema['exchange_rates']>;

export interface ListedExchangeRate extends ExchangeRate {
  readonly seq: number;
}

interface Wanted {
  readonly from: Currency;
  readonly to: Currency;
  readonly at: Instant;
}

/**
 * The rate that counts at an instant: the program's own latest one, else the latest one for all programs. Of two
 * that begin at the same instant the one entered later.
 */
export const findRateAt = async (
  db: Db,
  programId: ProgramId,
  wanted: Wanted,
): Promise<ExchangeRate | undefined> => {
  const [own] = await ofProgram(db, { ...wanted, programId });
  const [row] = own ? [own] : await ofInstance(db, wanted);
  return row && toRate(row);
};

const ofProgram = statement<Wanted & { programId: ProgramId }, Row>((db, arg) =>
  latest(db, arg).where('program_id', '=', arg('programId')),
);

const ofInstance = statement<Wanted, Row>((db, arg) => latest(db, arg).where('program_id', 'is', null));

const latest = (db: Db, arg: Argument<Wanted>) =>
  db
    .selectFrom('exchange_rates')
    .selectAll()
    .where('from_currency', '=', arg('from'))
    .where('to_currency', '=', arg('to'))
    .where('valid_from', '<=', arg('at'))
    .orderBy('valid_from', 'desc')
    .orderBy('seq', 'desc')
    .limit(literal(1));

export const findRate = async (db: Db, id: ExchangeRateId): Promise<ExchangeRate | undefined> => {
  const row = await db.selectFrom('exchange_rates').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toRate(row);
};

export interface ExchangeRateFilter {
  /** Its own and those for all programs. */
  readonly programId?: ProgramId | undefined;
  readonly from?: Currency | undefined;
  readonly to?: Currency | undefined;
  /** Only those that count at this instant, of each program and of the instance by itself. */
  readonly at?: Instant | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listRates = async (
  db: Db,
  page: PageRequest,
  { programId, from, to, at }: ExchangeRateFilter,
): Promise<ListedExchangeRate[]> => {
  let query = db
    .selectFrom('exchange_rates as rate')
    .selectAll('rate')
    .orderBy('rate.seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('rate.seq', '<', page.after);
  if (programId !== undefined) {
    query = query.where((row) =>
      row.or([row('rate.program_id', '=', programId), row('rate.program_id', 'is', null)]),
    );
  }
  if (from !== undefined) query = query.where('rate.from_currency', '=', from);
  if (to !== undefined) query = query.where('rate.to_currency', '=', to);
  if (at !== undefined)
    query = query.where('rate.valid_from', '<=', at).where((row) => row.not(row.exists(laterThan(db, at))));
  return (await query.execute()).map(toRate);
};

/** Another rate of the same pair and program that begins later, or was entered later for the same instant. */
const laterThan = (db: Db, at: Instant) =>
  db
    .selectFrom('exchange_rates as later')
    .select('later.seq')
    .where(
      sql<SqlBool>`later.from_currency = rate.from_currency and later.to_currency = rate.to_currency
        and later.program_id is not distinct from rate.program_id
        and (later.valid_from, later.seq) > (rate.valid_from, rate.seq)`,
    )
    .where('later.valid_from', '<=', at);

export const insertRate = async ({ tx, actor, requestId }: Work, rate: ExchangeRate): Promise<void> => {
  await tx
    .insertInto('exchange_rates')
    .values({
      id: rate.id,
      program_id: rate.programId,
      from_currency: rate.from,
      to_currency: rate.to,
      rate_scaled: rate.rateScaled,
      source: rate.source,
      valid_from: rate.validFrom,
      actor: `${actor.kind}:${actor.id}`,
      request_id: requestId,
      created_at: rate.createdAt,
    })
    .execute();
};

const toRate = (row: Row): ListedExchangeRate => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  from: row.from_currency as Currency,
  to: row.to_currency as Currency,
  rateScaled: row.rate_scaled,
  source: row.source,
  validFrom: row.valid_from,
  createdAt: row.created_at,
});
