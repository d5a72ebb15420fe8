import { z } from 'zod';
import type { App } from '../app.ts';
import { given } from '../core/given.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { archived, id, pageQuery, text } from '../http/fields.ts';
import { type Answer, created, noContent, ok, type Route, route } from '../http/route.ts';
import { etagOf, readIfMatch } from '../http/row-version.ts';
import { pageOf } from '../http/views.ts';
import { resolveProgram } from '../programs/asked-program.ts';
import { reviewChangedGroup } from '../workflows/tiers/review-group.ts';
import { archiveGroup, changeGroup, createGroup, getGroup } from './group.service.ts';
import { listGroups } from './group.store.ts';
import { type Group, tierMetrics, tierWindows } from './group.ts';
import { GroupView, ListedGroupView, toGroupView, toListedGroupView } from './group.view.ts';
import { countMembers } from './member-count.store.ts';

type GroupApp = Pick<App, 'read' | 'transact'>;

const tag = 'Groups';

const facts = {
  name: text(120),
  tier_metric: z.enum(tierMetrics).meta({
    description:
      'What thresholds are compared with: `revenue` is the amount charged net of refunds, `conversions` their number. Only what is qualified counts, on the day it occurred in the program time zone. Sales in another currency are revenue only where the program converts currencies, each day by the rate that held at its end.',
  }),
  tier_window: z.enum(tierWindows).meta({
    description:
      '`rolling` counts the last `tier_days` days, today included, and evaluates at each midnight; `month` counts the calendar month and evaluates at its end.',
  }),
  tier_days: z
    .int('must be a whole number of days')
    .min(1, 'must be at least 1')
    .max(366, 'may be at most 366')
    .nullable()
    .meta({ description: 'Days of a rolling window; null for a month.' }),
};

const NewGroupBody = z
  .strictObject({
    program_id: id('prg').optional(),
    ...facts,
    tier_metric: facts.tier_metric.default('revenue'),
    tier_window: facts.tier_window.default('month'),
    tier_days: facts.tier_days.default(null),
  })
  .meta({ id: 'NewGroup' });

const GroupChangeBody = z.strictObject(facts).partial().meta({ id: 'GroupChange' });

const params = z.strictObject({ id: id('grp') });
const oneGroup = { description: 'The group.', schema: GroupView };

export const groupRoutes = (app: GroupApp): Route[] => [
  list(app),
  create(app),
  read(app),
  change(app),
  archive(app),
];

const list = (app: GroupApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/groups',
    scope: 'read',
    tag,
    summary: 'Lists groups, newest first',
    query: pageQuery.extend({ program_id: id('prg').optional(), archived }),
    answers: { 200: { description: 'One page of groups.', schema: pageOf(ListedGroupView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const programId = visibleProgram(caller, query.program_id);
      const groups = await listGroups(app.read, page, { programId, archived: query.archived });
      const counts = await countMembers(
        app.read,
        groups.map((group) => group.id),
      );
      return ok(toPage(groups, page.limit, (group) => toListedGroupView(group, counts.get(group.id) ?? 0)));
    },
  });

const create = (app: GroupApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/groups',
    scope: 'write',
    tag,
    summary: 'Makes a group',
    description: 'How its tiers are climbed matters only once it has some.',
    body: NewGroupBody,
    answers: { 201: oneGroup },
    handle: async ({ caller, origin, body }) => {
      const group = await app.transact(origin, async (work) => {
        const program = await resolveProgram(work.tx, caller, body.program_id);
        return await createGroup(work, program.id, {
          name: body.name,
          tierMetric: body.tier_metric,
          tierWindow: body.tier_window,
          tierDays: body.tier_days,
        });
      });
      return { ...created(toGroupView(group)), headers: etagOf(group.rowVersion) };
    },
  });

const read = (app: GroupApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/groups/:id',
    scope: 'read',
    tag,
    summary: 'Reads a group',
    params,
    answers: { 200: oneGroup },
    handle: async ({ caller, params }) => answer(await getGroup(app.read, caller, params.id)),
  });

const change = (app: GroupApp): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/groups/:id',
    scope: 'write',
    tag,
    summary: 'Changes a group',
    description:
      'A field that is left out stays. Where its tiers are climbed otherwise, who has reached a higher tier by now rises at once; nobody is demoted before the end of the period.',
    params,
    body: GroupChangeBody,
    answers: { 200: oneGroup },
    handle: async ({ request, caller, origin, params, body }) => {
      const changed = await app.transact(origin, async (work) => {
        const group = await getGroup(work.tx, caller, params.id, readIfMatch(request));
        const after = await changeGroup(
          work,
          group,
          given({
            name: body.name,
            tierMetric: body.tier_metric,
            tierWindow: body.tier_window,
            tierDays: body.tier_days,
          }),
        );
        await reviewChangedGroup(work, group.id);
        return after;
      });
      return answer(changed);
    },
  });

const archive = (app: GroupApp): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/groups/:id',
    scope: 'write',
    tag,
    summary: 'Retires a group',
    description:
      'With its tiers. Refused with 409 while partners are in it or commission rules pay by it or one of its tiers; the answer names them.',
    params,
    answers: { 204: { description: 'Done.' } },
    handle: async ({ request, caller, origin, params }) => {
      await app.transact(origin, async (work) =>
        archiveGroup(work, await getGroup(work.tx, caller, params.id, readIfMatch(request))),
      );
      return noContent;
    },
  });

const answer = (group: Group): Answer => ok(toGroupView(group), etagOf(group.rowVersion));
