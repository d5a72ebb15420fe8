import { afterAll, describe, expect, test } from 'bun:test';
import { DomainError } from '../../src/core/errors.ts';
import type { Caller } from '../../src/http/caller.ts';
import type { Route } from '../../src/http/route.ts';
import { scopes } from '../../src/http/scopes.ts';
import type { JsonSchema } from '../../src/openapi/json-schema.ts';
import { apiRoutes } from '../../src/routes.ts';
import { createTestApp, testOrigin } from '../support/app.ts';
import { type Explained, explained } from '../support/explained.ts';
import { queryFieldsOf, requiredQueryOf } from '../support/route-samples.ts';

/** Every list with each of its filters, alone and beside a program: none looks through a large table in one go. */
const it = await createTestApp();
afterAll(() => it.close());

/** What is summed up of one thing or of counted days, and read page by page only as it is shown. */
const summed = ['/api/v1/statements', '/api/v1/webhooks/statistics', '/api/v1/reports/partners'];

const asked: Explained[] = [];
const read = explained(it.app.read, (query) => asked.push(query));
const lists = apiRoutes({ ...it.app, read }).filter(
  (route) =>
    route.method === 'GET' &&
    !route.path.includes(':') &&
    'cursor' in queryFieldsOf(route) &&
    !summed.includes(route.path),
);
const caller: Caller = { actor: testOrigin.actor, scopes, programId: null };

/** Of these there are few, whatever happens: people make them one by one. */
const few = [
  ...['programs', 'api_keys', 'groups', 'tiers', 'commission_rules', 'exchange_rates', 'rate', 'later'],
  ...['webhook_endpoints', 'inspectors', 'alerts', 'alert', 'invitations', 'admins'],
];

const texts = [
  'EUR',
  'lead',
  '2026-05-01T00:00:00.000Z',
  'click.tracked',
  'instance',
  'ada@example.com',
  '2026-05',
];

/** Something that the route takes for a filter. */
const sampleOf = (route: Route, name: string, field: JsonSchema): string => {
  if (name === 'archived') return 'true';
  const prefix = /^\^(\w+_)/.exec(String(field.pattern ?? ''))?.[1];
  const samples = [...((field.enum ?? []) as string[]), `${prefix}0000000000`, ...texts];
  const isTaken = (sample: string) => {
    const result = route.query?.safeParse({ [name]: sample });
    return result?.error?.issues.every(({ path }) => path[0] !== name) ?? true;
  };
  return samples.find(isTaken) ?? '';
};

/** Reads a page far from the beginning, so that stretches show. */
const plansOf = async (route: Route, names: readonly string[]): Promise<Explained[]> => {
  const fields = queryFieldsOf(route);
  const filters = [...new Set([...names, ...requiredQueryOf(route)])].map((name) => [
    name,
    sampleOf(route, name, fields[name] ?? {}),
  ]);
  const query = route.query?.parse({ ...Object.fromEntries(filters), cursor: 'c9001' });
  asked.length = 0;
  const request = new Request(`http://localhost${route.path}`);
  const given = {
    request,
    requestId: 'req_test',
    caller,
    origin: testOrigin,
    params: {},
    query,
    body: undefined,
  };
  // The list of something that is not there is not there either; what was asked until then counts.
  await (async () => route.handle(given as never))().catch(refused);
  return [...asked];
};

const refused = (error: unknown): void => {
  if (!(error instanceof DomainError) || error.code !== 'not_found') throw error;
};

const isFew = (detail: string): boolean => few.some((table) => new RegExp(`\\b${table}\\b`).test(detail));

/** No more rows than one turn of the event loop has time for. */
const isStretch = ({ parameters }: Explained): boolean => {
  const seqs = parameters.filter((value): value is number => typeof value === 'number');
  return seqs.some((from) => seqs.some((below) => below > from && below <= 9001 && below - from <= 2_000));
};

/** What is sorted then is of one thing: of one order, of one event, of one conversion. */
const isHandful = ({ sql, plan }: Explained): boolean =>
  plan.some(isFew) || /"reference" = |"event_id" = |"conversion_id" = /.test(sql);

/** The newest row before a cursor, whatever it is. */
const isOneStep = ({ sql }: Explained): boolean => /where "seq" <= \? order by "seq" desc limit 1$/.test(sql);

const complaintsOf = (query: Explained): string[] =>
  query.plan.filter((detail) => {
    if (isFew(detail)) return false;
    if (/^SCAN (?!CONSTANT|\()/.test(detail)) return !/^select max\("seq"\)/.test(query.sql);
    if (/INTEGER PRIMARY KEY \(rowid[<>]/.test(detail)) return !isStretch(query) && !isOneStep(query);
    return detail.startsWith('USE TEMP B-TREE') && !isHandful(query);
  });

describe.each(lists.map((route) => ({ path: route.path, route })))('$path', ({ route }) => {
  const filters = Object.keys(queryFieldsOf(route)).filter((name) => name !== 'cursor' && name !== 'limit');
  const pairs = filters.includes('program_id') ? filters.map((name) => ['program_id', name]) : [];

  test('is found by an index or looked through in stretches, whatever it is filtered by', async () => {
    for (const names of [...filters.map((name) => [name]), ...pairs]) {
      for (const query of await plansOf(route, names)) {
        expect([names, query.sql, complaintsOf(query)]).toEqual([names, query.sql, []]);
      }
    }
  });
});

test('there are lists to look at, and a scan would be noticed', async () => {
  expect(lists.length).toBeGreaterThan(15);
  const partner = explained(it.app.read, (query) =>
    expect(complaintsOf(query)).toEqual(['SCAN conversions']),
  );
  await partner
    .selectFrom('conversions')
    .selectAll()
    .where('program_id', '=', 'prg_0' as never)
    .orderBy('seq', 'desc')
    .execute();
});
