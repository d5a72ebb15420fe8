import { sql } from 'kysely';
import type { PartnerId, ProgramId } from '../../core/ids.ts';
import { type Argument, command } from '../../database/statement.ts';
import type { Db, Tx } from '../../database/work.ts';
import { type Figures, figureNames, type PartnerDay } from './figures.ts';
import type { Source } from './rows.store.ts';

/** How far the counting has come. */
export interface Marks extends Record<Source, number> {
  /** Counted anew from the first row, it is one higher: what has another number is nobody's. */
  readonly generation: number;
  /** Grows with everything that is counted: what was read between two equal ones is of one moment. */
  readonly version: number;
}

export const readMarks = async (db: Db): Promise<Marks> => {
  const rows = await db.selectFrom('report_marks').selectAll().execute();
  const markOf = (name: keyof Marks): number => rows.find((row) => row.name === name)?.value ?? 0;
  return {
    clicks: markOf('clicks'),
    conversions: markOf('conversions'),
    commissions: markOf('commissions'),
    generation: markOf('generation'),
    version: markOf('version'),
  };
};

export const storeMarks = async (tx: Tx, marks: Marks): Promise<void> => {
  const rows = Object.entries(marks).map(([name, value]) => ({ name, value }));
  await tx
    .insertInto('report_marks')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((row) => ({ value: row.ref('excluded.value') })),
    )
    .execute();
};

/** By the days of which zone each program is counted, of those of which anything was. */
export const readZones = async (db: Db): Promise<ReadonlyMap<ProgramId, string>> => {
  const rows = await db.selectFrom('report_zones').selectAll().execute();
  return new Map(rows.map((row) => [row.program_id, row.time_zone]));
};

export const insertZones = async (tx: Tx, zones: ReadonlyMap<ProgramId, string>): Promise<void> => {
  if (zones.size === 0) return;
  await tx
    .insertInto('report_zones')
    .values([...zones].map(([program_id, time_zone]) => ({ program_id, time_zone })))
    .onConflict((conflict) => conflict.column('program_id').doNothing())
    .execute();
};

/** The zones of programs as they are set now. */
export const readProgramZones = async (db: Db): Promise<ReadonlyMap<ProgramId, string>> => {
  const rows = await db.selectFrom('programs').select(['id', 'time_zone']).execute();
  return new Map(rows.map((row) => [row.id, row.time_zone]));
};

/** Whether a program has got another time zone since it was counted. */
export const isAnyZoneOutdated = async (db: Db): Promise<boolean> => {
  const row = await db
    .selectFrom('report_zones as counted')
    .innerJoin('programs', 'programs.id', 'counted.program_id')
    .select('counted.program_id')
    .whereRef('programs.time_zone', '<>', 'counted.time_zone')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
};

export const forgetZones = async (tx: Tx): Promise<void> => {
  await tx.deleteFrom('report_zones').execute();
};

/** Adds to what is stored of each day, of the partner and of the program. */
export const addDays = async (tx: Tx, generation: number, days: readonly PartnerDay[]): Promise<void> => {
  const ofPrograms = new Map<string, Stored>();
  for (const { programId, partnerId, day, currency, figures } of days) {
    const key = { generation, program_id: programId, day, currency };
    await addPartnerDay(tx, { ...key, partner_id: partnerId, ...figures });
    const sum = ofPrograms.get(`${programId} ${day} ${currency}`);
    if (sum) for (const name of figureNames) sum[name] += figures[name];
    else ofPrograms.set(`${programId} ${day} ${currency}`, { ...key, ...figures });
  }
  for (const sum of ofPrograms.values()) await addProgramDay(tx, sum);
};

interface Key {
  generation: number;
  program_id: ProgramId;
  day: string;
  currency: string;
}
type Stored = Key & Figures;
type StoredOfPartner = Stored & { partner_id: PartnerId };

const addProgramDay = command<Stored>((tx, arg) =>
  tx
    .insertInto('report_days')
    .values({ ...keyFrom(arg), ...figuresFrom(arg) })
    .onConflict((conflict) =>
      conflict.columns(['generation', 'program_id', 'day', 'currency']).doUpdateSet(added('report_days')),
    ),
);

const addPartnerDay = command<StoredOfPartner>((tx, arg) =>
  tx
    .insertInto('report_partner_days')
    .values({ ...keyFrom(arg), partner_id: arg('partner_id'), ...figuresFrom(arg) })
    .onConflict((conflict) =>
      conflict
        .columns(['generation', 'program_id', 'day', 'partner_id', 'currency'])
        .doUpdateSet(added('report_partner_days')),
    ),
);

const keyFrom = (arg: Argument<Key>): Key => ({
  generation: arg('generation'),
  program_id: arg('program_id'),
  day: arg('day'),
  currency: arg('currency'),
});

const figuresFrom = (arg: Argument<Figures>): Figures =>
  Object.fromEntries(figureNames.map((name) => [name, arg(name)])) as Figures;

const added = (table: 'report_days' | 'report_partner_days') =>
  Object.fromEntries(
    figureNames.map((name) => [
      name,
      sql<number>`${sql.ref(`${table}.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
    ]),
  );

/** Forgets some of what was counted before it was counted anew. @returns whether there is more */
export const deleteOtherGenerations = async (tx: Tx, generation: number, limit: number): Promise<boolean> => {
  let deleted = 0;
  for (const table of ['report_days', 'report_partner_days'] as const)
    deleted += await deleteSome(tx, table, generation, limit);
  return deleted > 0;
};

const deleteSome = async (
  tx: Tx,
  table: 'report_days' | 'report_partner_days',
  generation: number,
  limit: number,
): Promise<number> => {
  const oldest = await tx
    .selectFrom(table)
    .select(['generation', 'program_id', 'day'])
    .where('generation', '<', generation)
    .orderBy('generation')
    .orderBy('program_id')
    .orderBy('day')
    .limit(limit)
    .execute();
  const days = new Map(oldest.map((key) => [Object.values(key).join(' '), key]));
  for (const key of days.values()) {
    await tx
      .deleteFrom(table)
      .where('generation', '=', key.generation)
      .where('program_id', '=', key.program_id)
      .where('day', '=', key.day)
      .execute();
  }
  return days.size;
};
