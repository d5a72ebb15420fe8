import type { Work } from '../../database/work.ts';
import { sweepSubscriberSets } from './fan-out.store.ts';

/** Sets of thousands of subscribers are large rows. */
const setsPerUnit = 20;

/**
 * Deletes sets of subscribers that no open fan-out needs: those of endpoints as they were once, above all.
 * @returns whether there may be more of them
 */
export const forgetUnusedSets = async ({ tx }: Work): Promise<boolean> =>
  (await sweepSubscriberSets(tx, setsPerUnit)) === setsPerUnit;
