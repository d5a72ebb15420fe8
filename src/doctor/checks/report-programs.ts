import { figureNames } from '../../reports/counting/figures.ts';
import type { Finding, Inspected } from '../check.ts';

interface ProgramDay {
  readonly program_id: string;
  readonly day: string;
}

type Row = Record<(typeof figureNames)[number], number> & { readonly currency: string };

/** A day of a program and those of its partners are of one moment: they are counted together. */
export function* daysOfPrograms(database: Inspected, found: Finding): Generator<void> {
  for (let place: ProgramDay = { program_id: '', day: '' }; ; ) {
    const generation = generationOf(database);
    const next = nextDay(database, generation, place);
    if (!next) return;
    if (isDifferent(database, generation, next)) {
      found(next.program_id, `the figures of ${next.day} are not those of its partners together`);
    }
    for (const { id } of strangers(database, generation, next)) {
      found(id, `reports count it on ${next.day} in ${next.program_id}, of which it is no partner`);
    }
    place = next;
    yield;
  }
}

const generationOf = ({ all }: Inspected): number =>
  all<{ value: number }>(`select value from report_marks where name = 'generation'`)[0]?.value ?? 0;

/** In either table: one may have what the other lacks. */
const nextDay = (
  { all }: Inspected,
  generation: number,
  { program_id, day }: ProgramDay,
): ProgramDay | undefined => {
  const found = ['report_days', 'report_partner_days'].flatMap((table) =>
    all<ProgramDay>(
      `select program_id, day from ${table} where generation = ?1 and (program_id, day) > (?2, ?3)
        order by program_id, day limit 1`,
      generation,
      program_id,
      day,
    ),
  );
  const [first, second] = found;
  if (!first || !second) return first;
  return `${first.program_id} ${first.day}` <= `${second.program_id} ${second.day}` ? first : second;
};

const isDifferent = ({ all }: Inspected, generation: number, { program_id, day }: ProgramDay): boolean => {
  const rowsOf = (table: string): Row[] =>
    all<Row>(
      `select currency, ${figureNames} from ${table} where generation = ?1 and program_id = ?2 and day = ?3`,
      generation,
      program_id,
      day,
    );
  const left = new Map<string, number>();
  const add = (rows: readonly Row[], sign: 1 | -1): void => {
    for (const row of rows) {
      for (const name of figureNames) {
        const key = `${row.currency} ${name}`;
        if (row[name] !== 0) left.set(key, (left.get(key) ?? 0) + sign * row[name]);
      }
    }
  };
  add(rowsOf('report_days'), 1);
  add(rowsOf('report_partner_days'), -1);
  return [...left.values()].some((by) => by !== 0);
};

/** Who is not met when all partners are gone through. */
const strangers = ({ all }: Inspected, generation: number, { program_id, day }: ProgramDay) =>
  all<{ readonly id: string }>(
    `select partner_id as id from report_partner_days as theirs
      where generation = ?1 and program_id = ?2 and day = ?3 and not exists (
        select 1 from partners where id = theirs.partner_id and program_id = theirs.program_id)`,
    generation,
    program_id,
    day,
  );
