import type { ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import type { Db } from '../database/work.ts';

/** The newest rows that are looked through for one of a program, where reports have not counted any yet. */
const looked = 500;

export const hasPartner = async (db: Db, programId: ProgramId): Promise<boolean> => {
  const row = await db
    .selectFrom('partners')
    .select('id')
    .where('program_id', '=', programId)
    .limit(literal(1))
    .executeTakeFirst();
  return row !== undefined;
};

/** From what is counted for reports, else among the newest: there is no index of the clicks of a program. */
export const hasClick = async (db: Db, programId: ProgramId): Promise<boolean> => {
  const counted = await db
    .selectFrom('report_days')
    .select('day')
    .where('program_id', '=', programId)
    .where((on) => on.or([on('clicks', '>', 0), on('bots', '>', 0), on('repeats', '>', 0)]))
    .limit(literal(1))
    .executeTakeFirst();
  if (counted) return true;
  const newest = db.selectFrom('clicks').select('program_id').orderBy('seq', 'desc').limit(looked);
  const row = await db
    .selectFrom(newest.as('newest'))
    .select('program_id')
    .where('program_id', '=', programId)
    .limit(literal(1))
    .executeTakeFirst();
  return row !== undefined;
};

/** Attributed or not: that the backend tells us of its sales. */
export const hasPurchase = async (db: Db, programId: ProgramId): Promise<boolean> => {
  const order = await db
    .selectFrom('order_references')
    .select('reference')
    .where('program_id', '=', programId)
    .limit(literal(1))
    .executeTakeFirst();
  return order !== undefined;
};

/** To an endpoint of the program, or of every program. */
export const hasDelivered = async (db: Db, programId: ProgramId): Promise<boolean> => {
  const row = await db
    .selectFrom('webhook_endpoints')
    .select('id')
    .where((on) => on.or([on('program_id', '=', programId), on('program_id', 'is', null)]))
    .where('last_succeeded_at', 'is not', null)
    .limit(literal(1))
    .executeTakeFirst();
  return row !== undefined;
};
