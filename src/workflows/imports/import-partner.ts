import { DomainError, invalidField } from '../../core/errors.ts';
import type { GroupId } from '../../core/ids.ts';
import { lookAlikeKey } from '../../core/look-alikes.ts';
import { listGroupsNamed } from '../../groups/group.store.ts';
import type { PartnerRow } from '../../imports/row-fields.ts';
import { createPartner, movePartner, type NewPartner } from '../../partners/partner.service.ts';
import { findPartnerByEmail } from '../../partners/partner.store.ts';
import { emailKey, type Partner } from '../../partners/partner.ts';
import type { PartnerMove } from '../../partners/partner-move.ts';
import { joinGroup } from '../tiers/join-group.ts';
import {
  createdAs,
  differs,
  type ImportContext,
  type ImportedRow,
  knownAs,
  once,
  type RowResult,
} from './imported-row.ts';

/** A partner with the code that stands in their old links, in the state that they had. */
export const importPartner = (row: PartnerRow): ImportedRow => ({
  names: async () =>
    once([
      `email ${emailKey(row.email)}`,
      ...(row.code === undefined ? [] : [`code ${lookAlikeKey(row.code)}`]),
    ]),
  bringIn: async (context) => (await knownPartner(context, row)) ?? createdAs((await make(context, row)).id),
});

/** Whoever has the address is the same partner, but for a code that is another one: it would lead nowhere. */
const knownPartner = async (
  { work, program }: ImportContext,
  { email, code }: PartnerRow,
): Promise<RowResult | undefined> => {
  const known = await findPartnerByEmail(work.tx, program.id, email);
  if (!known) return undefined;
  if (code === undefined || lookAlikeKey(code) === lookAlikeKey(known.code)) return knownAs(known.id);
  throw differs('code', `is not that of the partner with this email address, which is ${known.code}`);
};

type State = PartnerRow['state'];

/** The state in which a partner begins, and the move that leads from there to theirs. */
const beginnings: Readonly<Record<State, readonly [NewPartner['state'], PartnerMove?]>> = {
  approved: ['approved'],
  pending: ['pending'],
  invited: ['invited'],
  rejected: ['pending', 'rejection'],
  declined: ['invited', 'declination'],
  suspended: ['approved', 'suspension'],
  terminated: ['approved', 'termination'],
};

const make = async (context: ImportContext, row: PartnerRow): Promise<Partner> => {
  const { work, program, links } = context;
  const [state, move] = beginnings[row.state];
  const groupId = row.group === undefined ? null : await groupNamed(context, row.group);
  const made = await createPartner(work, program.id, {
    ...{ email: row.email, name: row.name, country: row.country ?? null, code: row.code },
    ...{ groupId, state, source: state === 'invited' ? 'invite' : 'direct' },
    ...{ emailConfirmed: false, onboardingCompleted: false },
  });
  const joined = groupId === null ? made : await joinGroup(work, made);
  return move === undefined ? joined : await movePartner(work, links, joined, move, program.partnerApproval);
};

const groupNamed = async ({ work, program }: ImportContext, name: string): Promise<GroupId> => {
  const [group, another] = await listGroupsNamed(work.tx, program.id, name);
  if (!group) throw invalidField('group', 'names no group of the program');
  if (!another) return group.id;
  const message = 'names several groups of the program';
  throw new DomainError('conflict', `group ${message}.`, [{ path: 'group', message }]);
};
