import type { Instant } from '../core/clock.ts';
import { DomainError } from '../core/errors.ts';
import type { Id, PartnerId, ProgramId, TierId } from '../core/ids.ts';
import { defineTransitions } from '../core/transitions.ts';

export type PartnerState =
  | 'invited'
  | 'pending'
  | 'approved'
  | 'rejected'
  | 'suspended'
  | 'declined'
  | 'terminated';

export const partnerTransitions = defineTransitions<PartnerState>('partner', {
  invited: ['pending', 'approved', 'declined'],
  pending: ['approved', 'rejected'],
  approved: ['suspended', 'terminated'],
  rejected: ['pending'],
  suspended: ['approved', 'terminated'],
  declined: [],
  terminated: [],
});

/** How a partner came to the program. */
export const partnerSources = ['invite', 'marketplace', 'direct'] as const;
export type PartnerSource = (typeof partnerSources)[number];

/** Why a partner was rejected, suspended, terminated or moved otherwise. */
export const partnerReasons = [
  'incomplete_profile',
  'not_a_fit',
  'compliance',
  'fraud',
  'inactivity',
  'terms_violated',
  'partner_request',
  'other',
] as const;
export type PartnerReason = (typeof partnerReasons)[number];

/** A member of one program. The person behind it may be a member of others too: see `loginId`. */
export interface Partner {
  readonly id: PartnerId;
  readonly programId: ProgramId;
  readonly loginId: Id<'lgn'> | null;
  /** As given; null once the person is anonymised. */
  readonly email: string | null;
  readonly name: string;
  readonly country: string | null;
  readonly state: PartnerState;
  /** Why the last move was made, if that was said. */
  readonly stateReason: PartnerReason | null;
  /** What else was said about it, for people to read. */
  readonly stateNote: string | null;
  readonly groupId: Id<'grp'> | null;
  /** The tier they are in now; see `tier_changes` for any other instant. */
  readonly tierId: TierId | null;
  /** The next instant at which they may be demoted; null when their group has no tiers. */
  readonly tierPeriodEndsAt: Instant | null;
  /** Their conversions from this `seq` on are counted by day; 0: all are; null: none, their group has no tiers. */
  readonly volumeSeq: number | null;
  /** What stands in `?partner=` and in tracking requests; shown as given, unique by its look-alike key. */
  readonly code: string;
  readonly source: PartnerSource;
  readonly emailConfirmedAt: Instant | null;
  readonly onboardedAt: Instant | null;
  /** First time pending or approved. */
  readonly registeredAt: Instant | null;
  /** First time with a confirmed email address and a complete onboarding. */
  readonly confirmedAt: Instant | null;
  /** Last time approved. */
  readonly approvedAt: Instant | null;
  readonly rowVersion: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** When the person was anonymised. The row stays for the money that refers to it. */
  readonly deletedAt: Instant | null;
}

/** What the events of other nouns say about the partner they belong to. */
export const partnerSummary = (partner: Partner) => ({
  id: partner.id,
  name: partner.name,
  email: partner.email,
  code: partner.code,
});

/** One address is one person, however it is capitalised. */
export const emailKey = (email: string): string => email.trim().normalize('NFC').toLowerCase();

/**
 * The facts that follow from a state and from what is confirmed, taken down the first time they are true.
 * Every stored partner has gone through here.
 */
export const withMilestones = (partner: Partner, now: Instant): Partner => {
  const registered = partner.state === 'pending' || partner.state === 'approved';
  const confirmed = partner.emailConfirmedAt !== null && partner.onboardedAt !== null;
  return {
    ...partner,
    registeredAt: partner.registeredAt ?? (registered ? now : null),
    confirmedAt: partner.confirmedAt ?? (confirmed ? now : null),
  };
};

/** Partners in these states are, or may still become, active. */
const promotingStates: readonly PartnerState[] = ['invited', 'pending', 'approved'];

/** @throws DomainError `conflict` when the partner's state allows no new link or promo code. */
export const assertMayPromote = (partner: Partner, what: 'links' | 'promo codes'): void => {
  if (promotingStates.includes(partner.state)) return;
  const message = `names a partner that is ${partner.state} and gets no new ${what}`;
  throw new DomainError('conflict', `partner_id ${message}.`, [{ path: 'partner_id', message }]);
};
