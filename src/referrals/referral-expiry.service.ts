import type { Work } from '../database/work.ts';
import { expireReferrals } from './referral.store.ts';

const atOnce = 200;

/**
 * Ends referrals whose time is over, for whoever reads and counts them. Nothing is earned or lost by it: what a
 * referral binds follows from its instants alone, so that it may come late.
 *
 * @returns whether there may be more
 */
export const endReferralsThatAreOver = async (work: Work): Promise<boolean> =>
  (await expireReferrals(work.tx, work.now, atOnce)) === atOnce;
