import { z } from 'zod';
import type { App } from '../app.ts';
import { invalidField, invariant } from '../core/errors.ts';
import { given } from '../core/given.ts';
import type { GroupId } from '../core/ids.ts';
import { readCursor, toPage } from '../core/page.ts';
import type { Db } from '../database/work.ts';
import { type Reach, visibleProgram } from '../http/caller.ts';
import { amount, archived, id, pageQuery, text } from '../http/fields.ts';
import { type Answer, created, noContent, ok, type Route, route } from '../http/route.ts';
import { etagOf, readIfMatch } from '../http/row-version.ts';
import { pageOf } from '../http/views.ts';
import { reviewChangedGroup } from '../workflows/tiers/review-group.ts';
import { findGroup } from './group.store.ts';
import type { Group, Tier } from './group.ts';
import { TierView, toTierView } from './group.view.ts';
import { archiveTier, changeTierFacts, createTier, getTier } from './tier.service.ts';
import { listTiers } from './tier.store.ts';

type TierApp = Pick<App, 'read' | 'transact'>;

const tag = 'Tiers';

const facts = {
  name: text(120),
  threshold: amount.meta({
    description:
      'From here on a partner is in it: minor units of the program currency, or a number of conversions. No two tiers of a group have the same; 0 is where everybody begins.',
  }),
};

const NewTierBody = z.strictObject({ group_id: id('grp'), ...facts }).meta({ id: 'NewTier' });
const TierChangeBody = z.strictObject(facts).partial().meta({ id: 'TierChange' });

const params = z.strictObject({ id: id('tir') });
const oneTier = { description: 'The tier.', schema: TierView };

export const tierRoutes = (app: TierApp): Route[] => [
  list(app),
  create(app),
  read(app),
  change(app),
  archive(app),
];

const list = (app: TierApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/tiers',
    scope: 'read',
    tag,
    summary: 'Lists tiers, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      group_id: id('grp').optional(),
      archived,
    }),
    answers: { 200: { description: 'One page of tiers.', schema: pageOf(TierView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const tiers = await listTiers(app.read, page, {
        programId: visibleProgram(caller, query.program_id),
        groupId: query.group_id,
        archived: query.archived,
      });
      return ok(toPage(tiers, page.limit, toTierView));
    },
  });

const create = (app: TierApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/tiers',
    scope: 'write',
    tag,
    summary: 'Adds a tier to a group',
    description:
      'A partner is promoted at once, in the commit that brings their volume to the threshold: conversions that occur at or after `effective_at` of `commission.tier_changed`, one millisecond after that commit, earn by the new tier; the one that crosses it earns by the tier before. Demotion waits for the end of the period and holds from that very instant on. Existing commissions never change.',
    body: NewTierBody,
    answers: { 201: oneTier },
    handle: async ({ caller, origin, body }) => {
      const tier = await app.transact(origin, async (work) => {
        const group = await getReferencedGroup(work.tx, caller, body.group_id);
        const made = await createTier(work, group, { name: body.name, threshold: body.threshold });
        await reviewChangedGroup(work, group.id);
        return made;
      });
      return { ...created(toTierView(tier)), headers: etagOf(tier.rowVersion) };
    },
  });

const read = (app: TierApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/tiers/:id',
    scope: 'read',
    tag,
    summary: 'Reads a tier',
    params,
    answers: { 200: oneTier },
    handle: async ({ caller, params }) => answer(await getTier(app.read, caller, params.id)),
  });

const change = (app: TierApp): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/tiers/:id',
    scope: 'write',
    tag,
    summary: 'Changes a tier',
    description:
      'With another threshold, who has reached it by now rises at once; nobody is demoted before the end of the period.',
    params,
    body: TierChangeBody,
    answers: { 200: oneTier },
    handle: async ({ request, caller, origin, params, body }) => {
      const changed = await app.transact(origin, async (work) => {
        const tier = await getTier(work.tx, caller, params.id, readIfMatch(request));
        const group = await groupOf(work.tx, tier);
        const after = await changeTierFacts(work, group, tier, given(body));
        await reviewChangedGroup(work, group.id);
        return after;
      });
      return answer(changed);
    },
  });

const archive = (app: TierApp): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/tiers/:id',
    scope: 'write',
    tag,
    summary: 'Retires a tier',
    description:
      'Refused with 409 while partners are in it or commission rules pay by it; the answer names them.',
    params,
    answers: { 204: { description: 'Done.' } },
    handle: async ({ request, caller, origin, params }) => {
      await app.transact(origin, async (work) => {
        const tier = await getTier(work.tx, caller, params.id, readIfMatch(request));
        await archiveTier(work, tier);
        await reviewChangedGroup(work, tier.groupId);
      });
      return noContent;
    },
  });

/** The group that a body refers to. */
const getReferencedGroup = async (db: Db, reach: Reach, groupId: GroupId): Promise<Group> => {
  const group = await findGroup(db, groupId);
  if (!group || (reach.programId !== null && reach.programId !== group.programId)) {
    throw invalidField('group_id', 'names no group that this key can reach');
  }
  return group;
};

const groupOf = async (db: Db, tier: Tier): Promise<Group> => {
  const group = await findGroup(db, tier.groupId);
  invariant(group, `the group of ${tier.id} is there`);
  return group;
};

const answer = (tier: Tier): Answer => ok(toTierView(tier), etagOf(tier.rowVersion));
