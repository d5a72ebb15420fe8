import { toIso } from '../core/clock.ts';
import type { PartnerId } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import type { EventData } from '../events/catalogue.ts';
import { recordEvent } from '../events/record.ts';
import type { PromoCode } from '../promo-codes/promo-code.ts';
import type { Partner, PartnerState } from './partner.ts';
import { type PartnerSnapshot, partnerChanges } from './partner-changes.ts';

type PartnerEventData = EventData<'partner.registered'>;
type StateEvent = 'partner.approved' | 'partner.rejected' | 'partner.suspended' | 'partner.terminated';

/** Moves that have an event of their own; the others show in `partner.updated` alone. */
const stateEvents: Readonly<Partial<Record<PartnerState, StateEvent>>> = {
  approved: 'partner.approved',
  rejected: 'partner.rejected',
  suspended: 'partner.suspended',
  terminated: 'partner.terminated',
};

/** Records what the insert of a partner tells the world: nothing about a mere invitation. */
export const recordPartnerInserted = (work: Work, inserted: Partner): void => {
  firstSeen(work, inserted.id, 'inserted or deleted');
  recordMilestones(work, undefined, { partner: inserted, promoCodes: [] });
};

/**
 * Records what a change to a partner or to its promo codes tells the world, `partner.updated` last; nothing about a
 * partner who was deleted before.
 */
export const recordPartnerChanged = (work: Work, before: PartnerSnapshot, after: PartnerSnapshot): void => {
  if (before.partner.deletedAt !== null) return;
  const origin = firstSeen(work, before.partner.id, before);
  recordMilestones(work, before.partner, after);
  if (origin !== 'inserted or deleted') recordUpdated(work, origin, after);
};

/** Records that the person behind a partner was anonymised. */
export const recordPartnerDeleted = (work: Work, deleted: Partner): void => {
  dropUpdated(work, deleted.id);
  seenIn(work).set(deleted.id, 'inserted or deleted');
  record(work, 'partner.deleted', { partner: deleted, promoCodes: [] }, {});
};

const recordMilestones = (work: Work, before: Partner | undefined, after: PartnerSnapshot): void => {
  const { partner } = after;
  const moved = before !== undefined && before.state !== partner.state;
  const move = moved ? { previous_state: before.state, reason: partner.stateReason } : {};
  const stateEvent = moved || before === undefined ? stateEvents[partner.state] : undefined;
  if (partner.registeredAt !== null && !before?.registeredAt) record(work, 'partner.registered', after, move);
  if (stateEvent) record(work, stateEvent, after, move);
  if (partner.confirmedAt !== null && !before?.confirmedAt) record(work, 'partner.confirmed', after, {});
};

/** One per unit: a later change replaces the event of an earlier one, counted from how the unit found the partner. */
const recordUpdated = (work: Work, origin: PartnerSnapshot, after: PartnerSnapshot): void => {
  const changes = partnerChanges(origin, after);
  dropUpdated(work, after.partner.id);
  if (Object.keys(changes).length === 0) return;
  const { id, programId } = after.partner;
  const data = { ...partnerData(after), ...moveSince(origin.partner, after.partner), changes };
  recordEvent(work, 'partner.updated', { programId, partnerId: id, entityId: id, data });
};

const moveSince = (before: Partner, after: Partner) =>
  before.state === after.state ? {} : { previous_state: before.state, reason: after.stateReason };

const dropUpdated = (work: Work, id: PartnerId): void => {
  const index = work.events.findIndex(({ type, entityId }) => type === 'partner.updated' && entityId === id);
  if (index !== -1) work.events.splice(index, 1);
};

const record = (
  work: Work,
  type: StateEvent | 'partner.registered' | 'partner.confirmed' | 'partner.deleted',
  snapshot: PartnerSnapshot,
  move: Pick<PartnerEventData, 'previous_state' | 'reason'>,
): void => {
  const { id, programId } = snapshot.partner;
  const data = { ...partnerData(snapshot), ...move };
  recordEvent(work, type, { programId, partnerId: id, entityId: id, data });
};

/** How each unit of work found each partner that it changes; gone with the unit. */
const seen = new WeakMap<Work, Map<PartnerId, PartnerSnapshot | 'inserted or deleted'>>();

const seenIn = (work: Work): Map<PartnerId, PartnerSnapshot | 'inserted or deleted'> => {
  const known = seen.get(work) ?? new Map();
  seen.set(work, known);
  return known;
};

const firstSeen = (
  work: Work,
  id: PartnerId,
  now: PartnerSnapshot | 'inserted or deleted',
): PartnerSnapshot | 'inserted or deleted' => {
  const partners = seenIn(work);
  const first = partners.get(id) ?? now;
  partners.set(id, first);
  return first;
};

const partnerData = ({ partner, promoCodes }: PartnerSnapshot): PartnerEventData => ({
  id: partner.id,
  program_id: partner.programId,
  name: partner.name,
  email: partner.email,
  code: partner.code,
  state: partner.state,
  source: partner.source,
  group_id: partner.groupId,
  country: partner.country,
  onboarding_completed: partner.onboardedAt !== null,
  email_confirmed: partner.emailConfirmedAt !== null,
  promo_codes: promoCodes.map(promoCodeData),
  created_at: toIso(partner.createdAt),
  updated_at: toIso(partner.updatedAt),
});

const promoCodeData = (promoCode: PromoCode): PartnerEventData['promo_codes'][number] => ({
  id: promoCode.id,
  code: promoCode.code,
  coupon_id: promoCode.couponId,
  discount_type: promoCode.discountType,
  discount_value: promoCode.discountValue,
  duration: promoCode.duration,
  created_at: toIso(promoCode.createdAt),
});
