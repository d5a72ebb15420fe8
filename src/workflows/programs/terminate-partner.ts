import { listPendingOf } from '../../commissions/commission.store.ts';
import type { PartnerId } from '../../core/ids.ts';
import type { Origin, Transact, Work } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import { assertRowVersion } from '../../http/row-version.ts';
import type { LinkMemory } from '../../links/link.ts';
import { type MoveCause, movePartner } from '../../partners/partner.service.ts';
import { type Partner, partnerTransitions } from '../../partners/partner.ts';
import { getPartner } from '../../partners/reachable-partner.ts';
import { changeCommission } from '../commissions/change-commission.ts';

export interface Termination extends MoveCause {
  readonly id: PartnerId;
  readonly expectedVersion: number | undefined;
}

/** Few enough that other units wait for a moment only. */
const chunkSize = 200;

/**
 * Terminates a partner and voids what is pending; what is due or held stays as it is. A partner with more pending
 * commissions than one unit takes is terminated in the last one: cut off before, it can be asked for again.
 *
 * @throws DomainError `not_found`, `precondition_failed`, `invalid_transition` or `conflict`
 */
export const terminateAndVoid = async (
  transact: Transact,
  origin: Origin,
  links: LinkMemory,
  reach: Reach,
  termination: Termination,
): Promise<Partner> => {
  for (let isFirst = true; ; isFirst = false) {
    const expectedVersion = isFirst ? termination.expectedVersion : undefined;
    const terminated = await transact(origin, (work) =>
      advance(work, links, reach, { ...termination, expectedVersion }),
    );
    if (terminated) return terminated;
  }
};

const advance = async (
  work: Work,
  links: LinkMemory,
  reach: Reach,
  { id, expectedVersion, ...cause }: Termination,
): Promise<Partner | undefined> => {
  const partner = await getPartner(work.tx, reach, id);
  assertRowVersion(expectedVersion, partner.rowVersion, 'partner');
  partnerTransitions.assertMove(partner.state, 'terminated');
  const pending = await listPendingOf(work.tx, partner.id, chunkSize);
  const isLast = pending.length < chunkSize;
  const terminated = isLast
    ? await movePartner(work, links, partner, 'termination', 'auto', cause)
    : undefined;
  for (const commission of pending) {
    const change = { voidedAt: work.now, reason: 'partner_terminated' } as const;
    await changeCommission(work, commission, change, 'partner_terminated');
  }
  return terminated;
};
