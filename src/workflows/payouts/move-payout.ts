import { recordChange } from '../../audit/record.ts';
import { DomainError, invariant } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import { findPartner } from '../../partners/partner.store.ts';
import { type PayoutSurroundings, recordPayoutMove } from '../../payouts/payout.events.ts';
import { updatePayout } from '../../payouts/payout.store.ts';
import {
  type FailureReason,
  type Payout,
  type PayoutReason,
  type PayoutState,
  payoutTransitions,
} from '../../payouts/payout.ts';
import { listPayoutItems } from '../../payouts/payout-item.store.ts';

type Facts = Partial<Pick<Payout, 'reference' | 'failureReason' | 'reason' | 'note' | 'completedAt'>>;

/**
 * Stores a payout in its next state.
 *
 * @throws DomainError `invalid_transition`, or `conflict` when it was changed since it was read
 */
export const storePayoutMove = async <State extends PayoutState>(
  work: Work,
  before: Payout,
  state: State,
  facts: Facts,
): Promise<Payout & { readonly state: State }> => {
  payoutTransitions.assertMove(before.state, state);
  const after = { ...before, ...facts, state, rowVersion: before.rowVersion + 1, updatedAt: work.now };
  if (await updatePayout(work, before, after)) {
    recordChange(work, { id: after.id, programId: after.programId, before, after });
    return after;
  }
  throw new DomainError(
    'conflict',
    'This payout was changed meanwhile. Read it again, then repeat the move.',
  );
};

/** Whom a payout is for and what it pays: what its events show. */
export const payoutSurroundings = async (work: Work, payout: Payout): Promise<PayoutSurroundings> => {
  const partner = await findPartner(work.tx, payout.partnerId);
  invariant(partner, `the partner of payout ${payout.id} is there`);
  const items = await listPayoutItems(work.tx, payout.id);
  return { partner, commissionIds: items.map(({ commissionId }) => commissionId) };
};

/**
 * Hands a payout over to whoever pays it.
 *
 * @throws DomainError `invalid_transition`; `conflict` while the partner is suspended
 */
export const submitPayout = async (work: Work, payout: Payout, reference: string | null): Promise<Payout> => {
  payoutTransitions.assertMove(payout.state, 'processing');
  const around = await payoutSurroundings(work, payout);
  if (around.partner.state === 'suspended') throw frozen();
  const after = await storePayoutMove(work, payout, 'processing', { reference });
  recordPayoutMove(work, after, around, payout.state);
  return after;
};

const frozen = (): DomainError =>
  new DomainError(
    'conflict',
    'The partner is suspended, so this payout is frozen. Reinstate the partner first, or cancel the payout.',
  );

/** The money did not arrive. Its commissions stay reserved until it is retried or canceled. */
export const failPayout = async (
  work: Work,
  payout: Payout,
  why: { readonly reason: FailureReason; readonly note: string | null },
): Promise<Payout> => {
  const after = await storePayoutMove(work, payout, 'failed', { failureReason: why.reason, note: why.note });
  recordPayoutMove(work, after, await payoutSurroundings(work, payout), payout.state);
  return after;
};

/** Tries a failed payout again, with the very same items. */
export const retryPayout = async (work: Work, payout: Payout): Promise<Payout> => {
  const facts = { reference: null, failureReason: null, note: null };
  const after = await storePayoutMove(work, payout, 'scheduled', facts);
  recordPayoutMove(work, after, await payoutSurroundings(work, payout), payout.state);
  return after;
};

/** Why somebody canceled or reversed a payout. */
export interface PayoutWhy {
  readonly reason: PayoutReason;
  readonly note: string | null;
}
