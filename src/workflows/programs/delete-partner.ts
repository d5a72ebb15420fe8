import { DomainError } from '../../core/errors.ts';
import type { PartnerId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import { assertRowVersion } from '../../http/row-version.ts';
import { findBalances } from '../../ledger/ledger.store.ts';
import { anonymisePartner } from '../../partners/partner.service.ts';
import { getPartner } from '../../partners/reachable-partner.ts';

const unpaidAccounts = ['pending', 'held', 'due', 'processing'] as const;

/**
 * Anonymises a partner who has left and with whom all is settled, in every currency and account by itself: what
 * is owed to us on one side never makes up for what we owe on another.
 *
 * @throws DomainError `conflict` for a partner that is not terminated or has money outstanding
 */
export const deletePartner = async (
  work: Work,
  reach: Reach,
  id: PartnerId,
  expectedVersion: number | undefined,
): Promise<void> => {
  const partner = await getPartner(work.tx, reach, id);
  assertRowVersion(expectedVersion, partner.rowVersion, 'partner');
  if (partner.state !== 'terminated') {
    throw new DomainError(
      'conflict',
      `Only a terminated partner can be deleted; this one is ${partner.state}.`,
    );
  }
  const balances = await findBalances(work.tx, id);
  const open = balances.find((balance) => unpaidAccounts.some((account) => balance[account] !== 0));
  if (open) {
    throw new DomainError(
      'conflict',
      `This partner has an unpaid balance in ${open.currency}; settle it first.`,
    );
  }
  await anonymisePartner(work, partner);
};
