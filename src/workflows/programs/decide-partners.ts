import type { PartnerId } from '../../core/ids.ts';
import type { Origin, Transact, Work } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import type { LinkMemory } from '../../links/link.ts';
import { type MoveCause, movePartner } from '../../partners/partner.service.ts';
import { findPartner } from '../../partners/partner.store.ts';
import type { Partner } from '../../partners/partner.ts';
import { partnerMoves } from '../../partners/partner-move.ts';

export const partnerDecisions = ['approval', 'rejection'] as const;
export type PartnerDecision = (typeof partnerDecisions)[number];

export const decisionResults = [
  'approved',
  'rejected',
  'already_decided',
  'not_waiting',
  'not_found',
] as const;

/** What became of one of many. */
interface DecisionResult {
  readonly id: PartnerId;
  readonly result: (typeof decisionResults)[number];
}

interface Decision {
  readonly decision: PartnerDecision;
  readonly cause: MoveCause;
}

/** Few enough that other units wait for a moment only. */
const chunkSize = 50;

/** Approves or rejects one after the other, in units of 50; who cannot be decided about keeps no other back. */
export const decidePartners = async (
  transact: Transact,
  origin: Origin,
  links: LinkMemory,
  reach: Reach,
  { ids, ...decision }: Decision & { readonly ids: readonly PartnerId[] },
): Promise<DecisionResult[]> => {
  const results: DecisionResult[] = [];
  for (let start = 0; start < ids.length; start += chunkSize) {
    const chunk = ids.slice(start, start + chunkSize);
    results.push(
      ...(await transact({ ...origin, lane: 'bulk' }, (work) =>
        decideChunk(work, links, reach, chunk, decision),
      )),
    );
  }
  return results;
};

const decideChunk = async (
  work: Work,
  links: LinkMemory,
  reach: Reach,
  ids: readonly PartnerId[],
  decision: Decision,
): Promise<DecisionResult[]> => {
  const results: DecisionResult[] = [];
  for (const id of ids) {
    const partner = await findPartner(work.tx, id);
    results.push({ id, result: await decideOne(work, links, reach, partner, decision) });
  }
  return results;
};

const decideOne = async (
  work: Work,
  links: LinkMemory,
  { programId }: Reach,
  partner: Partner | undefined,
  { decision, cause }: Decision,
): Promise<DecisionResult['result']> => {
  if (!partner || partner.deletedAt !== null) return 'not_found';
  if (programId !== null && programId !== partner.programId) return 'not_found';
  const { from, to } = partnerMoves[decision];
  if (partner.state === to) return 'already_decided';
  if (!(from as readonly string[]).includes(partner.state)) return 'not_waiting';
  await movePartner(work, links, partner, decision, 'auto', cause);
  return to;
};
