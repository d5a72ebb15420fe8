import { recordChange } from '../audit/record.ts';
import { DomainError, invalidField, invariant } from '../core/errors.ts';
import { given } from '../core/given.ts';
import type { GroupId, Id, PartnerId, ProgramId } from '../core/ids.ts';
import type { Db, Work } from '../database/work.ts';
import { findGroup } from '../groups/group.store.ts';
import type { LinkMemory } from '../links/link.ts';
import { listCodesOfPartner } from '../promo-codes/promo-code.store.ts';
import { deleteUnusedLogin, upsertLogin } from './login.store.ts';
import { recordPartnerChanged, recordPartnerDeleted, recordPartnerInserted } from './partner.events.ts';
import { findPartnerByCode, findPartnerByEmail, insertPartner, updatePartner } from './partner.store.ts';
import {
  emailKey,
  type Partner,
  type PartnerReason,
  type PartnerSource,
  type PartnerState,
  withMilestones,
} from './partner.ts';
import { type PartnerMove, targetOf } from './partner-move.ts';

export interface NewPartner {
  readonly email: string;
  readonly name: string;
  readonly country: string | null;
  /** Made up when it is left out. */
  readonly code: string | undefined;
  readonly groupId: Id<'grp'> | null;
  readonly source: PartnerSource;
  readonly state: Extract<PartnerState, 'invited' | 'pending' | 'approved'>;
  readonly emailConfirmed: boolean;
  readonly onboardingCompleted: boolean;
}

/**
 * Whoever calls this with a group goes on with `joinGroup`, which gives the partner their tier.
 *
 * @throws DomainError `already_exists` naming `email` or `code` when the program has a partner with it;
 *   `invalid_request` for a group that is not the program's
 */
export const createPartner = async (
  work: Work,
  programId: ProgramId,
  { code, emailConfirmed, onboardingCompleted, ...plain }: NewPartner,
): Promise<Partner> => {
  await assertFree(work.tx, programId, { email: plain.email, code });
  await assertGroupIn(work.tx, programId, plain.groupId);
  const partner = withMilestones(
    {
      ...plain,
      id: work.ids.mint('prt'),
      programId,
      tierId: null,
      tierPeriodEndsAt: null,
      volumeSeq: null,
      loginId: await upsertLogin(work, plain.email),
      stateReason: null,
      stateNote: null,
      code: code ?? (await unusedCode(work, programId)),
      emailConfirmedAt: emailConfirmed ? work.now : null,
      onboardedAt: onboardingCompleted ? work.now : null,
      registeredAt: null,
      confirmedAt: null,
      approvedAt: plain.state === 'approved' ? work.now : null,
      rowVersion: 1,
      createdAt: work.now,
      updatedAt: work.now,
      deletedAt: null,
    },
    work.now,
  );
  if (!(await insertPartner(work.tx, partner))) throw changedMeanwhile();
  recordPartnerInserted(work, partner);
  recordChange(work, { id: partner.id, programId, after: auditedFacts(partner) });
  return partner;
};

/** What may be changed about a partner's profile; what is left out stays. */
export interface PartnerProfile {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly country?: string | null | undefined;
  readonly code?: string | undefined;
  readonly groupId?: Id<'grp'> | null | undefined;
  readonly source?: PartnerSource | undefined;
  readonly emailConfirmed?: boolean | undefined;
  readonly onboardingCompleted?: boolean | undefined;
}

/**
 * Changes the profile. A new email address is another person's to confirm, and another person's login. Whoever
 * calls this with a group goes on with `joinGroup`, which gives the partner their tier.
 *
 * @throws DomainError `already_exists` naming `email` or `code`; `invalid_request` for a group that is not the
 *   program's
 */
export const changePartner = async (
  work: Work,
  partner: Partner,
  { email, code, emailConfirmed, onboardingCompleted, ...plain }: PartnerProfile,
): Promise<Partner> => {
  await assertFree(work.tx, partner.programId, { email, code }, partner.id);
  if (plain.groupId !== partner.groupId) await assertGroupIn(work.tx, partner.programId, plain.groupId);
  const isOtherPerson = email !== undefined && emailKey(email) !== emailKey(partner.email ?? '');
  const confirmedSoFar = isOtherPerson ? null : partner.emailConfirmedAt;
  const changed = await store(work, partner, {
    ...partner,
    ...given(plain),
    email: email ?? partner.email,
    code: code ?? partner.code,
    loginId: isOtherPerson ? await upsertLogin(work, email) : partner.loginId,
    emailConfirmedAt: instantOf(emailConfirmed, confirmedSoFar, work.now),
    onboardedAt: instantOf(onboardingCompleted, partner.onboardedAt, work.now),
  });
  if (isOtherPerson && partner.loginId !== null) await deleteUnusedLogin(work.tx, partner.loginId);
  return changed;
};

export interface MoveCause {
  readonly reason?: PartnerReason | undefined;
  readonly note?: string | undefined;
}

/**
 * Moves a partner along its transition table.
 *
 * @throws DomainError `invalid_transition`, or `conflict` when somebody else has changed the partner meanwhile
 */
export const movePartner = async (
  work: Work,
  links: LinkMemory,
  partner: Partner,
  move: PartnerMove,
  partnerApproval: 'auto' | 'manual',
  { reason, note }: MoveCause = {},
): Promise<Partner> => {
  const state = targetOf(move, partner, partnerApproval);
  const moved = await store(work, partner, {
    ...partner,
    state,
    stateReason: reason ?? null,
    stateNote: note ?? null,
    approvedAt: state === 'approved' ? work.now : partner.approvedAt,
  });
  // What a link does depends on its partner's state.
  work.afterCommit(() => links.forget());
  return moved;
};

/** What an anonymised partner is called. */
const nameOfNobody = 'Deleted partner';

/** Anonymises the person behind a partner and keeps the row for the money that refers to it. */
export const anonymisePartner = async (work: Work, partner: Partner): Promise<void> => {
  invariant(partner.state === 'terminated', 'only a terminated partner is anonymised');
  const after: Partner = {
    ...partner,
    email: null,
    name: nameOfNobody,
    country: null,
    loginId: null,
    stateNote: null,
    updatedAt: work.now,
    deletedAt: work.now,
  };
  const deleted = await updatePartner(work.tx, partner, after);
  if (!deleted) throw changedMeanwhile();
  if (partner.loginId !== null) await deleteUnusedLogin(work.tx, partner.loginId);
  recordPartnerDeleted(work, deleted);
  recordPartnerAudit(work, partner, deleted);
};

const store = async (work: Work, before: Partner, wanted: Partner): Promise<Partner> => {
  if (isSame(before, wanted)) return before;
  const after = await updatePartner(
    work.tx,
    before,
    withMilestones({ ...wanted, updatedAt: work.now }, work.now),
  );
  if (!after) throw changedMeanwhile();
  recordPartnerAudit(work, before, after);
  const promoCodes = await listCodesOfPartner(work.tx, after.id);
  recordPartnerChanged(work, { partner: before, promoCodes }, { partner: after, promoCodes });
  return after;
};

const recordPartnerAudit = (work: Work, before: Partner, after: Partner): void =>
  recordChange(work, {
    id: before.id,
    programId: before.programId,
    before: auditedFacts(before),
    after: auditedFacts(after),
  });

/** People may be forgotten; the log keeps that a name was changed, and not what it was. */
const auditedFacts = ({ name, stateNote: _, ...facts }: Partner): object => ({ ...facts, personName: name });

const isSame = (before: Partner, after: Partner): boolean =>
  Object.entries(after).every(([field, value]) => before[field as keyof Partner] === value);

const assertFree = async (
  db: Db,
  programId: ProgramId,
  { email, code }: { email: string | undefined; code: string | undefined },
  except?: PartnerId,
): Promise<void> => {
  const withEmail = email === undefined ? undefined : await findPartnerByEmail(db, programId, email);
  if (withEmail && withEmail.id !== except)
    throw taken('email', 'is taken by another partner of the program');
  const withCode = code === undefined ? undefined : await findPartnerByCode(db, programId, code);
  if (withCode && withCode.id !== except) {
    throw taken('code', 'is taken, or too easily mistaken for the code of another partner of the program');
  }
};

const assertGroupIn = async (
  db: Db,
  programId: ProgramId,
  groupId: GroupId | null | undefined,
): Promise<void> => {
  if (groupId === null || groupId === undefined) return;
  const group = await findGroup(db, groupId);
  if (group?.programId !== programId) throw invalidField('group_id', 'names no group of this program');
  if (group.archivedAt !== null) throw invalidField('group_id', 'names a group that is retired');
};

const taken = (path: string, message: string): DomainError =>
  new DomainError('already_exists', `${path} ${message}.`, [{ path, message }]);

/** 40 random bits in letters and digits that cannot be mistaken for each other; says nothing about the person. */
const unusedCode = async (work: Work, programId: ProgramId): Promise<string> => {
  for (;;) {
    const code = work.ids.token(8).toUpperCase();
    if (!(await findPartnerByCode(work.tx, programId, code))) return code;
  }
};

const changedMeanwhile = (): DomainError =>
  new DomainError('conflict', 'This partner was changed meanwhile. Read it again, then repeat the change.');

const instantOf = (wanted: boolean | undefined, known: number | null, now: number): number | null => {
  if (wanted === undefined) return known;
  return wanted ? (known ?? now) : null;
};
