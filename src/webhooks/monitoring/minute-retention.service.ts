import { dayMs } from '../../core/clock.ts';
import type { Work } from '../../database/work.ts';
import { minuteOf } from './delivery-minute.ts';
import { deleteCountsBefore } from './statistics.store.ts';

/** As long as attempts are. */
const keptMs = 90 * dayMs;

/** Rows that one unit deletes of each kind. */
const chunk = 200;

/** Forgets what was counted more than 90 days ago. @returns whether there may be more of it */
export const forgetOldMinutes = async ({ tx, now }: Work): Promise<boolean> =>
  (await deleteCountsBefore(tx, minuteOf(now - keptMs), chunk)) >= chunk;
