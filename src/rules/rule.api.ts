import { z } from 'zod';
import type { App } from '../app.ts';
import { readCursor, toPage } from '../core/page.ts';
import { visibleProgram } from '../http/caller.ts';
import { id, pageQuery, reference } from '../http/fields.ts';
import { created, noContent, ok, type Route, route } from '../http/route.ts';
import { etagOf, readIfMatch } from '../http/row-version.ts';
import { pageOf } from '../http/views.ts';
import { resolveProgram } from '../programs/asked-program.ts';
import { changeOf, conversionType, NewRuleBody, newRuleOf, RuleChangeBody } from './rule.body.ts';
import { changeRule, createRule, getRule, retireRule } from './rule.service.ts';
import { listRules } from './rule.store.ts';
import { RuleView, toRuleView } from './rule.view.ts';

const tag = 'Commission rules';
const params = z.strictObject({ id: id('rul') });
const precedence =
  'Precedence: partner and product, partner, tier and product, tier, group and product, group, product, program; then the higher priority, then the newest version.';

export const ruleRoutes = (app: Pick<App, 'read' | 'transact'>): Route[] => [
  listRoute(app),
  createRoute(app),
  readRoute(app),
  changeRoute(app),
  retireRoute(app),
];

const listRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/commission-rules',
    scope: 'read',
    tag,
    summary: 'List commission rules',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      partner_id: id('prt').optional(),
      group_id: id('grp').optional(),
      tier_id: id('tir').optional(),
      product_id: reference(255).optional(),
      on: conversionType.optional(),
      state: z
        .enum(['in_force', 'retired', 'all'])
        .default('in_force')
        .meta({ description: '`all` lists every version of every rule.' }),
    }),
    answers: { 200: { description: 'Rules, newest version first.', schema: pageOf(RuleView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const rules = await listRules(app.read, page, {
        programId: visibleProgram(caller, query.program_id),
        partnerId: query.partner_id,
        groupId: query.group_id,
        tierId: query.tier_id,
        productId: query.product_id,
        appliesTo: query.on,
        state: query.state,
      });
      return ok(toPage(rules, page.limit, toRuleView));
    },
  });

const createRoute = (app: Pick<App, 'transact'>): Route =>
  route({
    method: 'POST',
    path: '/api/v1/commission-rules',
    scope: 'write',
    tag,
    summary: 'Create a commission rule',
    description: `One rule pays each line of a conversion. ${precedence}`,
    body: NewRuleBody,
    answers: { 201: { description: 'The rule, at version 1.', schema: RuleView } },
    handle: async ({ caller, body, origin }) => {
      const rule = await app.transact(origin, async (work) => {
        const program = await resolveProgram(work.tx, caller, body.program_id);
        return createRule(work, newRuleOf(program, body));
      });
      return { ...created(toRuleView(rule)), headers: etagOf(rule.version) };
    },
  });

const readRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/commission-rules/:id',
    scope: 'read',
    tag,
    summary: 'Read a commission rule',
    params,
    query: z.strictObject({
      version: z.coerce
        .number('must be a whole number')
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .optional()
        .meta({ description: 'A version; the latest one when left out.' }),
    }),
    answers: { 200: { description: 'The rule; its version is in `ETag` too.', schema: RuleView } },
    handle: async ({ caller, params, query }) => {
      const rule = await getRule(app.read, caller, params.id, query.version);
      return ok(toRuleView(rule), etagOf(rule.version));
    },
  });

const changeRoute = (app: Pick<App, 'transact'>): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/commission-rules/:id',
    scope: 'write',
    tag,
    summary: 'Change a commission rule',
    description:
      'Makes the next version; commissions that exist keep the version they were made by. Whom and what the rule is for cannot be changed: retire it and make another one.',
    params,
    body: RuleChangeBody,
    answers: { 200: { description: 'The new version.', schema: RuleView } },
    handle: async ({ caller, params, body, origin, request }) => {
      const expectedVersion = readIfMatch(request);
      const rule = await app.transact(origin, (work) =>
        changeRule(work, caller, params.id, (present) => changeOf(present, body), expectedVersion),
      );
      return ok(toRuleView(rule), etagOf(rule.version));
    },
  });

const retireRoute = (app: Pick<App, 'transact'>): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/commission-rules/:id',
    scope: 'write',
    tag,
    summary: 'Retire a commission rule',
    description: 'Conversions from now on earn by the rules that remain; commissions that exist stay.',
    params,
    answers: { 204: { description: 'It is retired.' } },
    handle: async ({ caller, params, origin, request }) => {
      const expectedVersion = readIfMatch(request);
      await app.transact(origin, (work) => retireRule(work, caller, params.id, expectedVersion));
      return noContent;
    },
  });
