import { invariant } from '../../core/errors.ts';
import type { Db } from '../../database/work.ts';
import { findPartner } from '../../partners/partner.store.ts';
import type { Partner } from '../../partners/partner.ts';
import { findDueItems, listDueItems } from '../../payouts/due.store.ts';
import {
  chooseItems,
  type DueItem,
  type DueSum,
  type ExclusionReason,
  exclusionOf,
  minimumOf,
  netOf,
} from '../../payouts/due.ts';
import { maxItems } from '../../payouts/payout.ts';
import type { PayoutSelection } from '../../payouts/payout-batch.ts';
import type { Program } from '../../programs/program.ts';

/** What a batch does about one sum that is due. */
export interface JudgedDue {
  readonly partner: Partner;
  readonly minimumMinor: number;
  /** Why it is left alone; undefined when it is paid. */
  readonly exclusion: ExclusionReason | undefined;
}

/** Whether a sum is paid now: the same answer for a preview and for the payout itself. */
export const judgeDue = async (
  db: Db,
  program: Program,
  selection: PayoutSelection,
  sum: DueSum,
): Promise<JudgedDue> => {
  const partner = await findPartner(db, sum.partnerId);
  invariant(partner, `the partner of what is due to ${sum.partnerId} is there`);
  const minimumMinor = minimumOf(selection, program, sum.currency);
  const exclusion = exclusionOf(sum, partner, minimumMinor);
  if (exclusion !== undefined || sum.itemCount <= maxItems) return { partner, minimumMinor, exclusion };
  const items = await chooseDueItems(db, selection, sum);
  return { partner, minimumMinor, exclusion: items ? undefined : 'too_many_clawbacks' };
};

/** The commissions of the next payout of a sum; undefined when its clawbacks fit in none. */
export const chooseDueItems = async (
  db: Db,
  { programId, cutOffAt }: PayoutSelection,
  sum: DueSum,
): Promise<readonly DueItem[] | undefined> => {
  const due = { programId, cutOffAt, partnerId: sum.partnerId, currency: sum.currency };
  if (sum.itemCount <= maxItems) return await listDueItems(db, due);
  return chooseItems(await findDueItems(db, due), netOf(sum));
};
