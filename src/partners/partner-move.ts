import { DomainError } from '../core/errors.ts';
import { type Partner, type PartnerState, partnerTransitions } from './partner.ts';

interface Move {
  readonly from: readonly PartnerState[];
  readonly to: PartnerState;
}

/**
 * What people do to a partner, as moves along the transition table: several moves may lead to one state, and each
 * starts only where its word makes sense (a suspended partner is reinstated, not approved).
 */
export const partnerMoves = {
  acceptance: { from: ['invited'], to: 'approved' },
  declination: { from: ['invited'], to: 'declined' },
  approval: { from: ['invited', 'pending'], to: 'approved' },
  rejection: { from: ['pending'], to: 'rejected' },
  reopening: { from: ['rejected'], to: 'pending' },
  suspension: { from: ['approved'], to: 'suspended' },
  reinstatement: { from: ['suspended'], to: 'approved' },
  termination: { from: ['approved', 'suspended'], to: 'terminated' },
} as const satisfies Record<string, Move>;

export type PartnerMove = keyof typeof partnerMoves;

/**
 * Where a move leads this partner. Whoever accepts an invitation still waits for approval in a program that
 * approves its partners by hand.
 *
 * @throws DomainError `invalid_transition` when the move does not start at the partner's state
 */
export const targetOf = (
  move: PartnerMove,
  partner: Pick<Partner, 'state'>,
  partnerApproval: 'auto' | 'manual',
): PartnerState => {
  const { from, to }: Move = partnerMoves[move];
  const target = move === 'acceptance' && partnerApproval === 'manual' ? 'pending' : to;
  partnerTransitions.assertMove(partner.state, target);
  if (from.includes(partner.state)) return target;
  throw new DomainError(
    'invalid_transition',
    `A partner that is ${partner.state} cannot become ${target} by ${move}; that takes one who is ${from.join(' or ')}.`,
  );
};
