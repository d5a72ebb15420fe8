import type { PartnerId, ProgramId } from '../../core/ids.ts';
import { type Check, type Finding, type Inspected, inTurn } from '../check.ts';
import { daysOfPrograms } from './report-programs.ts';

interface Partner {
  readonly seq: number;
  readonly id: PartnerId;
  readonly programId: ProgramId;
}

type Source = 'clicks' | 'conversions' | 'commissions';
/** Exact in 64 bits there, and as text on the way. */
type Sums = Record<string, bigint>;
type Marks = Readonly<Record<Source | 'generation', number>>;

/** The figures that a table is counted into, each by what its rows come to today. */
const figures: Readonly<Record<Source, Readonly<Record<string, string>>>> = {
  clicks: {
    clicks: 'is_bot = 0 and is_duplicate = 0',
    repeats: 'is_bot = 0 and is_duplicate = 1',
    bots: 'is_bot',
  },
  conversions: {
    signups: `type = 'signup' and currency is null`,
    purchases: 'currency is not null and (refunded_minor = 0 or refunded_minor < amount_minor)',
    revenue_minor: 'iif(currency is null, 0, amount_minor - refunded_minor)',
    refunds: 'currency is not null and refunded_minor > 0',
    refunded_minor: 'iif(currency is null, 0, refunded_minor)',
  },
  commissions: { commission_minor: `iif(state = 'voided', 0, amount_minor - reversed_minor)` },
};

const counted = Object.values(figures).flatMap(Object.keys);
const corrected = [...Object.keys(figures.conversions), ...Object.keys(figures.commissions)];

const summed = (expressions: Readonly<Record<string, string>>): string =>
  Object.entries(expressions)
    .map(([name, value]) => `cast(coalesce(sum(${value}), 0) as text) as ${name}`)
    .join(', ');

/** Partners that are looked at in one step: what waits to be corrected is read once for all of them. */
const partnersPerStep = 20;
const correctionsPerRead = 2_000;
const clicksPerStep = 5_000;

/**
 * What is counted of a partner, what waits to be corrected, and all they sold and earned are of one moment, because
 * all of it changes. Clicks never change: those up to the mark of that moment are added up in the steps after it.
 */
function* examinePartners(database: Inspected, found: Finding): Generator<void> {
  for (let afterSeq = 0; ; ) {
    const partners = partnersAfter(database, afterSeq);
    const last = partners.at(-1);
    if (!last) return;
    const marks = marksOf(database);
    const sums = countedOf(database, partners, marks);
    for (const { id } of partners) {
      for (const source of ['conversions', 'commissions'] as const) {
        compare(id, source, sums.get(id) ?? {}, presentOf(database, source, id, marks[source]), found);
      }
    }
    yield;
    for (const { id } of partners) {
      const clicks = yield* addUpClicks(database, id, marks.clicks);
      // Retention takes clicks and leaves what is counted of them.
      if (!isAnyClickGone(database)) compare(id, 'clicks', sums.get(id) ?? {}, clicks, found);
      yield;
    }
    afterSeq = last.seq;
  }
}

const partnersAfter = ({ all }: Inspected, afterSeq: number): Partner[] =>
  all<Partner>(
    `select seq, id, program_id as programId from partners where seq > ?1 order by seq limit ${partnersPerStep}`,
    afterSeq,
  );

const marksOf = ({ all }: Inspected): Marks => {
  const markOf = (name: string): number =>
    all<{ value: number }>('select value from report_marks where name = ?1', name)[0]?.value ?? 0;
  return {
    generation: markOf('generation'),
    clicks: markOf('clicks'),
    conversions: markOf('conversions'),
    commissions: markOf('commissions'),
  };
};

/** What is stored of the days of partners, and what is noted of changes to counted rows since. */
const countedOf = (database: Inspected, partners: readonly Partner[], marks: Marks): Map<string, Sums> => {
  const sums = new Map<string, Sums>();
  for (const partner of partners) sums.set(partner.id, storedOf(database, partner, marks));
  for (const row of waitingCorrections(database)) {
    const sum = sums.get(row.partner_id);
    const rowSeq = row.row_seq ?? 0;
    if (!sum || rowSeq < 1 || rowSeq > marks[row.source]) continue;
    for (const name of corrected) sum[name] = (sum[name] ?? 0n) + BigInt(row[name] ?? 0);
  }
  return sums;
};

/** Besides these, each of the figures by its name. */
type Correction = Readonly<Record<string, number>> & {
  readonly source: Source;
  readonly partner_id: string;
};

/** Few: they are taken away before new rows are counted. */
function* waitingCorrections({ all }: Inspected): Generator<Correction> {
  for (let afterSeq = 0; ; ) {
    const rows = all<Correction>(
      `select * from report_corrections where seq > ?1 order by seq limit ${correctionsPerRead}`,
      afterSeq,
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < correctionsPerRead) return;
    afterSeq = last.seq ?? afterSeq;
  }
}

/** By the days of their program: days lie together in the order of time, not of partners. */
const storedOf = ({ all }: Inspected, { id, programId }: Partner, { generation }: Marks): Sums => {
  const [row] = all<Record<string, string>>(
    `select ${summed(Object.fromEntries(counted.map((name) => [name, `theirs.${name}`])))}
      from report_days as day cross join report_partner_days as theirs
        on theirs.generation = day.generation and theirs.program_id = day.program_id and theirs.day = day.day
          and theirs.partner_id = ?3 and theirs.currency = day.currency
      where day.generation = ?1 and day.program_id = ?2`,
    generation,
    programId,
    id,
  );
  return toSums(row);
};

const presentOf = (
  { all }: Inspected,
  source: 'conversions' | 'commissions',
  partnerId: string,
  mark: number,
): Sums => {
  const isCounted = source === 'conversions' ? `and state = 'qualified' and partner_id is not null` : '';
  const [row] = all<Record<string, string>>(
    `select ${summed(figures[source])} from ${source} where partner_id = ?1 and seq <= ?2 ${isCounted}`,
    partnerId,
    mark,
  );
  return toSums(row);
};

function* addUpClicks({ all }: Inspected, partnerId: string, mark: number): Generator<void, Sums> {
  const sums: Sums = {};
  for (let afterSeq = 0; ; ) {
    const [row] = all<Record<string, string> & { readonly rows: number; readonly last: number }>(
      `select count(*) as rows, max(seq) as last, ${summed(figures.clicks)} from (
        select seq, is_bot, is_duplicate from clicks
          where partner_id = ?1 and seq > ?2 and seq <= ?3 order by seq limit ${clicksPerStep})`,
      partnerId,
      afterSeq,
      mark,
    );
    for (const name of Object.keys(figures.clicks))
      sums[name] = (sums[name] ?? 0n) + BigInt(row?.[name] ?? 0);
    if (!row || row.rows < clicksPerStep) return sums;
    afterSeq = row.last;
    yield;
  }
}

const toSums = (row: Readonly<Record<string, string>> | undefined): Sums =>
  Object.fromEntries(Object.entries(row ?? {}).map(([name, sum]) => [name, BigInt(sum)]));

const isAnyClickGone = ({ all }: Inspected): boolean => {
  const [first] = all<{ seq: number | null }>('select min(seq) as seq from clicks');
  return (first?.seq ?? 1) > 1;
};

const compare = (id: string, source: Source, stored: Sums, present: Sums, found: Finding): void => {
  const names = Object.keys(figures[source]);
  if (names.every((name) => (stored[name] ?? 0n) === (present[name] ?? 0n))) return;
  const told = (sums: Sums): string => names.map((name) => `${name} ${sums[name] ?? 0n}`).join(', ');
  found(id, `reports count ${told(stored)}; the ${source} come to ${told(present)}`);
};

export const reportDays: Check = {
  name: 'report_days',
  invariant: 'I8',
  sentence:
    'What reports count of each partner, all days together, is what their clicks, conversions and commissions come to.',
  examine: inTurn(examinePartners, daysOfPrograms),
};
