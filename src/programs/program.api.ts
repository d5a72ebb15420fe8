import { z } from 'zod';
import type { App } from '../app.ts';
import { DomainError } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import type { Db } from '../database/work.ts';
import { assertScope, type Caller, visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { type Answer, created, noContent, ok, type Route, route } from '../http/route.ts';
import { etagOf, readIfMatch } from '../http/row-version.ts';
import { pageOf } from '../http/views.ts';
import { RuleTermsBody, toTerms } from '../rules/rule.body.ts';
import { listDefaultRules } from '../rules/rule.store.ts';
import { chooseDefaultRule, type Rule } from '../rules/rule.ts';
import { createProgramWithRule } from '../workflows/programs/create-program.ts';
import { NewProgramBody, ProgramChangeBody, settingsOf } from './program.body.ts';
import { archiveProgram, changeProgram, getProgram } from './program.service.ts';
import { listPrograms } from './program.store.ts';
import type { Program, ProgramSettings } from './program.ts';
import { ProgramView, toProgramView } from './program.view.ts';

const tag = 'Programs';
const params = z.strictObject({ id: id('prg') });

export const programRoutes = (app: Pick<App, 'read' | 'transact' | 'links'>): Route[] => [
  listRoute(app),
  createRoute(app),
  readRoute(app),
  changeRoute(app),
  archiveRoute(app),
];

const listRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/programs',
    scope: 'read',
    tag,
    summary: 'List programs',
    query: pageQuery.extend({
      archived: z
        .enum(['true', 'false'])
        .default('false')
        .meta({ description: 'Whether to list archived programs instead.' }),
    }),
    answers: { 200: { description: 'Programs, newest first.', schema: pageOf(ProgramView) } },
    handle: async ({ caller, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const filter = { id: visibleProgram(caller), archived: query.archived === 'true' };
      const programs = await listPrograms(app.read, page, filter);
      const rules = await listDefaultRules(
        app.read,
        programs.map((program) => program.id),
      );
      return ok(
        toPage(programs, page.limit, (program) => toProgramView(program, defaultRuleOf(program, rules))),
      );
    },
  });

const createRoute = (app: Pick<App, 'transact'>): Route =>
  route({
    method: 'POST',
    path: '/api/v1/programs',
    scope: 'write',
    tag,
    summary: 'Create a program',
    description: 'The default rule becomes a commission rule for purchases, for the whole program.',
    body: NewProgramBody.extend({ default_rule: RuleTermsBody.optional() }),
    answers: { 201: { description: 'The program.', schema: ProgramView } },
    handle: async ({ caller, body, origin }) => {
      if (caller.programId !== null) {
        throw new DomainError('forbidden', 'This key belongs to one program, so it cannot create another.');
      }
      const { currency, mode, default_rule: terms, ...settings } = body;
      const { program, defaultRule } = await app.transact(origin, (work) =>
        createProgramWithRule(work, {
          currency,
          mode,
          settings: { ...settingsOf(settings), name: settings.name },
          defaultTerms: terms && toTerms(terms, currency),
        }),
      );
      return { ...created(toProgramView(program, defaultRule)), headers: etagOf(program.rowVersion) };
    },
  });

const readRoute = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/programs/:id',
    scope: 'read',
    tag,
    summary: 'Read a program',
    params,
    answers: { 200: { description: 'The program; its version is in `ETag`.', schema: ProgramView } },
    handle: async ({ caller, params }) => answer(app.read, await getProgram(app.read, caller, params.id)),
  });

const changeRoute = (app: Pick<App, 'read' | 'transact' | 'links'>): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/programs/:id',
    scope: 'write',
    tag,
    summary: 'Change a program',
    description:
      'Changes hold for what happens from now on. With `If-Match` only if nobody has changed it meanwhile. The default rule is changed under `/api/v1/commission-rules`. To let payouts pass with fewer approvals than now takes the scope `admin`.',
    params,
    body: ProgramChangeBody,
    answers: { 200: { description: 'The program as it is now.', schema: ProgramView } },
    handle: async ({ caller, params, body, origin, request }) => {
      const { currency, mode, ...settings } = body;
      const expectedRowVersion = readIfMatch(request);
      const change = { settings: settingsOf(settings), currency, mode, expectedRowVersion };
      const program = await app.transact(origin, async (work) => {
        assertMayApproveLess(caller, await getProgram(work.tx, caller, params.id), change.settings);
        return await changeProgram(work, app.links, caller, params.id, change);
      });
      return answer(app.read, program);
    },
  });

/** Who may change a program and pay must not be able to do without the second pair of eyes. */
const assertMayApproveLess = (
  caller: Caller,
  { payoutApprovals: present }: Program,
  { payoutApprovals: next = present }: Partial<ProgramSettings>,
): void => {
  if (next < present) assertScope(caller, 'admin');
};

const archiveRoute = (app: Pick<App, 'transact' | 'links'>): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/programs/:id',
    scope: 'write',
    tag,
    summary: 'Archive a program',
    description:
      'It takes no new clicks, conversions, partners or rules any more. Nothing is deleted, and what it owes is still paid.',
    params,
    answers: { 204: { description: 'It is archived.' } },
    handle: async ({ caller, params, origin, request }) => {
      const expected = readIfMatch(request);
      await app.transact(origin, (work) => archiveProgram(work, app.links, caller, params.id, expected));
      return noContent;
    },
  });

const answer = async (db: Db, program: Program): Promise<Answer> => {
  const defaultRule = defaultRuleOf(program, await listDefaultRules(db, [program.id]));
  return ok(toProgramView(program, defaultRule), etagOf(program.rowVersion));
};

const defaultRuleOf = (program: Program, rules: readonly Rule[]): Rule | undefined =>
  chooseDefaultRule(rules.filter((rule) => rule.programId === program.id));
