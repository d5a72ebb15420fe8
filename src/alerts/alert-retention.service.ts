import { dayMs } from '../core/clock.ts';
import type { Work } from '../database/work.ts';
import { deleteAlerts, findForgettable } from './alert-retention.store.ts';

/** From when it was resolved; as long as attempts are kept. */
const keptMs = 90 * dayMs;

/** Alerts that one unit deletes, each with a handful of notifications. */
const alertsPerUnit = 40;

/**
 * Forgets alerts that were resolved more than 90 days ago, with all that people were told of them.
 * @returns whether there may be more of them
 */
export const forgetOldAlerts = async ({ tx, now }: Work): Promise<boolean> => {
  const ids = await findForgettable(tx, now - keptMs, alertsPerUnit);
  await deleteAlerts(tx, ids);
  return ids.length === alertsPerUnit;
};
