import type { Day } from '../../core/calendar.ts';
import type { PartnerId, ProgramId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import { type FigureName, type Figures, figureNames } from './figures.ts';

/** Days of a program as they are counted, the first and the last included. */
export interface CountedPeriod {
  readonly generation: number;
  readonly programId: ProgramId;
  readonly from: Day;
  readonly to: Day;
}

export interface ProgramDay extends Figures {
  readonly day: Day;
  readonly currency: string;
}

/** What is stored of each day of a program. */
export const findProgramDays = (
  db: Db,
  { generation, programId, from, to }: CountedPeriod,
): Promise<ProgramDay[]> =>
  db
    .selectFrom('report_days')
    .select(['day', 'currency', ...figureNames])
    .where('generation', '=', generation)
    .where('program_id', '=', programId)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .execute();

/** What reports tell of partners; summing up the rest of what is counted would take as long again. */
const partnerFigures = [
  'clicks',
  'signups',
  'purchases',
  'revenue_minor',
  'commission_minor',
] as const satisfies readonly FigureName[];
export type PartnerFigureName = (typeof partnerFigures)[number];

export interface PartnerSum extends Pick<Figures, PartnerFigureName> {
  readonly partnerId: PartnerId;
  readonly currency: string;
}

/** What is stored of each partner of a program, summed up over some days. */
export const sumPartnerDays = (
  db: Db,
  { generation, programId, from, to }: CountedPeriod,
): Promise<PartnerSum[]> =>
  db
    .selectFrom('report_partner_days')
    .select(['partner_id as partnerId', 'currency'])
    .select(({ fn }) => partnerFigures.map((name) => fn.sum<number>(name).as(name)))
    .where('generation', '=', generation)
    .where('program_id', '=', programId)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .groupBy(['partner_id', 'currency'])
    .execute() as Promise<PartnerSum[]>;
