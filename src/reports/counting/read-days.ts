import { addDays, type Day } from '../../core/calendar.ts';
import { nextTurn } from '../../database/look-back.ts';
import type { Db } from '../../database/work.ts';
import type { Program } from '../../programs/program.ts';
import { type Marks, readMarks } from './count.store.ts';
import { addFigures, type Figures, noFigures, type PartnerDay } from './figures.ts';
import { findProgramDays, type PartnerSum, type ProgramDay, sumPartnerDays } from './report-days.store.ts';
import { readUncounted } from './uncounted.ts';

/** Days in the program's time zone, the first and the last included. */
export interface Days {
  readonly from: Day;
  readonly to: Day;
}

type CountedProgram = Pick<Program, 'id' | 'timeZone'>;

/** Figures of days or partners, and whether everything that is stored is in them. */
interface Read<Of> {
  readonly found: Of;
  readonly isComplete: boolean;
}

/** What happened on each day, by currency: what is counted, and what is not yet. */
export const readDays = (db: Db, program: CountedProgram, days: Days): Promise<Read<ProgramDay[]>> =>
  ofOneMoment(db, async (marks) => {
    const { generation } = marks;
    const stored = await findProgramDays(db, { generation, programId: program.id, ...days });
    const { days: fresh, isAll } = await readUncounted(db, marks, program);
    const sums = new Map<string, ProgramDay>();
    for (const day of stored) sums.set(`${day.day} ${day.currency}`, { ...day });
    for (const { day, currency, figures } of fresh.filter(within(days))) {
      const sum = sums.get(`${day} ${currency}`) ?? { day, currency, ...noFigures() };
      sums.set(`${day} ${currency}`, sum);
      addFigures(sum, figures);
    }
    return { found: [...sums.values()], isComplete: isAll };
  });

/** Days whose partners are summed up in one turn of the event loop. */
const daysPerTurn = 7;

/** What each partner did within some days, by currency. */
export const readPartners = (db: Db, program: CountedProgram, days: Days): Promise<Read<PartnerSum[]>> =>
  ofOneMoment(db, async (marks) => {
    const { generation } = marks;
    const sums = new Map<string, PartnerSum & Figures>();
    const add = (
      { partnerId, currency }: Pick<PartnerSum, 'partnerId' | 'currency'>,
      figures: Partial<Figures>,
    ) => {
      const sum = sums.get(`${partnerId} ${currency}`) ?? { partnerId, currency, ...noFigures() };
      sums.set(`${partnerId} ${currency}`, sum);
      addFigures(sum, figures);
    };
    for (let from = days.from; from <= days.to; from = addDays(from, daysPerTurn)) {
      if (from > days.from) await nextTurn();
      const last = addDays(from, daysPerTurn - 1);
      const part = { generation, programId: program.id, from, to: last < days.to ? last : days.to };
      for (const sum of await sumPartnerDays(db, part)) add(sum, sum);
    }
    const { days: fresh, isAll } = await readUncounted(db, marks, program);
    for (const day of fresh.filter(within(days))) add(day, day.figures);
    return { found: [...sums.values()], isComplete: isAll };
  });

const within =
  ({ from, to }: Days) =>
  ({ day }: PartnerDay): boolean =>
    day >= from && day <= to;

/** Times that a report is read again because something was counted meanwhile. */
const maxReadings = 4;

/**
 * What moves from the rows to the counts while both are read would be read twice or not at all: then it is read
 * again. Under so much load that this happens every time, the last reading stands and says that it is not complete.
 */
const ofOneMoment = async <Of>(db: Db, read: (marks: Marks) => Promise<Read<Of>>): Promise<Read<Of>> => {
  for (let reading = 1; ; reading += 1) {
    const marks = await readMarks(db);
    const answer = await read(marks);
    if ((await readMarks(db)).version === marks.version) return answer;
    if (reading === maxReadings) return { ...answer, isComplete: false };
  }
};
