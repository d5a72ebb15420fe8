import { recordChange } from '../audit/record.ts';
import type { Instant } from '../core/clock.ts';
import { DomainError, invalidField, notFound } from '../core/errors.ts';
import type { ProgramId, RuleId } from '../core/ids.ts';
import type { Db, Work } from '../database/work.ts';
import { findGroup } from '../groups/group.store.ts';
import { findTier } from '../groups/tier.store.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import { assertRowVersion } from '../http/row-version.ts';
import { findPartner } from '../partners/partner.store.ts';
import { findRule, insertRule, supersedeRule } from './rule.store.ts';
import type { NewRule, Rule, RuleChange, RuleScope } from './rule.ts';

/** @throws DomainError `invalid_request` naming what of the scope is not of the program, or is retired */
export const createRule = async (work: Work, input: NewRule): Promise<Rule> => {
  await assertScopeIn(work.tx, input.programId, input.scope);
  const rule: Rule = {
    ...input,
    id: work.ids.mint('rul'),
    version: 1,
    createdAt: work.now,
    supersededAt: null,
    archivedAt: null,
  };
  await insertRule(work.tx, rule);
  recordChange(work, { id: rule.id, programId: rule.programId, after: rule });
  return rule;
};

/**
 * Makes the next version of a rule. Conversions from now on earn by it; commissions that exist keep theirs.
 *
 * @param change from the present version to what the next one has otherwise
 * @param expectedVersion the version that the caller has seen, if they said so
 * @throws DomainError `not_found`, `conflict` for a retired rule, `precondition_failed`
 */
export const changeRule = async (
  work: Work,
  reach: Reach,
  id: RuleId,
  change: (present: Rule) => RuleChange,
  expectedVersion?: number,
): Promise<Rule> => {
  const present = await getRule(work.tx, reach, id);
  if (present.archivedAt !== null) {
    throw new DomainError('conflict', 'This rule was retired. Make another one.');
  }
  assertRowVersion(expectedVersion, present.version, 'commission rule');
  const changes = change(present);
  if (Object.keys(changes).length === 0) return present;
  const next: Rule = { ...present, ...changes, version: present.version + 1, createdAt: work.now };
  await supersede(work, present, { retired: false });
  await insertRule(work.tx, next);
  recordChange(work, { id, programId: next.programId, before: present, after: next });
  return next;
};

/**
 * Ends a rule for conversions from now on; a second time changes nothing.
 * @throws DomainError `not_found`, `precondition_failed`
 */
export const retireRule = async (
  work: Work,
  reach: Reach,
  id: RuleId,
  expectedVersion?: number,
): Promise<void> => {
  const present = await getRule(work.tx, reach, id);
  assertRowVersion(expectedVersion, present.version, 'commission rule');
  if (present.archivedAt === null) await supersede(work, present, { retired: true });
  recordChange(work, { id, programId: present.programId, before: present });
};

/** @throws DomainError `not_found`, also for a rule that the caller does not reach */
export const getRule = async (db: Db, reach: Reach, id: RuleId, version?: number): Promise<Rule> => {
  const rule = await findRule(db, id, version);
  if (!rule) throw notFound(version === undefined ? 'commission rule' : 'version of this commission rule');
  assertReach(reach, rule.programId, 'commission rule');
  return rule;
};

const assertScopeIn = async (db: Db, programId: ProgramId, scope: RuleScope): Promise<void> => {
  const partner = scope.partnerId === null ? null : await findPartner(db, scope.partnerId);
  assertPart('partner', partner, programId);
  const group = scope.groupId === null ? null : await findGroup(db, scope.groupId);
  assertPart('group', group, programId);
  const tier = scope.tierId === null ? null : await findTier(db, scope.tierId);
  assertPart('tier', tier, programId);
};

/** @param found null when the scope names none, undefined when there is no such thing */
const assertPart = (
  noun: 'partner' | 'group' | 'tier',
  found: { readonly programId: ProgramId; readonly archivedAt?: Instant | null } | null | undefined,
  programId: ProgramId,
): void => {
  if (found === null) return;
  if (found?.programId !== programId) {
    throw invalidField(`scope.${noun}_id`, `names no ${noun} of this program`);
  }
  if (typeof found.archivedAt === 'number') {
    throw invalidField(`scope.${noun}_id`, `names a ${noun} that is retired`);
  }
};

const supersede = async (work: Work, present: Rule, end: { retired: boolean }): Promise<void> => {
  if (await supersedeRule(work.tx, present, work.now, end)) return;
  throw new DomainError('conflict', 'This rule was changed by another request. Read it again.');
};
