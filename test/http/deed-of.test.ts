import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Deed } from '../../src/core/deed.ts';
import { deedOf, deedOfPage } from '../../src/http/deed-of.ts';
import type { Route } from '../../src/http/route.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

/** Holds for every route there is, so that one that is added tomorrow is in the audit log, under a name people can read. */
let it: TestApp;
beforeAll(async () => {
  it = await createTestApp();
});
afterAll(() => it.close());

const deed = (route: Route): Deed | undefined => deedOf(route, { id: 'x_1' }, { asked: 1 });

const described = ({ method, path }: Route): string => `${method} ${path}`;

const deeds = (): { route: string; deed: Deed }[] =>
  it.routes.flatMap((route) => {
    const found = deed(route);
    return found ? [{ route: described(route), deed: found }] : [];
  });

test('whatever changes something under /api/v1 is a deed, and nothing else', () => {
  for (const route of it.routes) {
    const isDeed =
      route.method !== 'GET' && route.changesNothing !== true && route.path.startsWith('/api/v1/');
    expect([described(route), deed(route) !== undefined]).toEqual([described(route), isDeed]);
  }
  expect(deeds().length).toBeGreaterThan(80);
});

test('tracking is none: its conversions are their own record', () => {
  const tracking = it.routes.filter(({ path }) => path.startsWith('/track/'));
  expect(tracking.length).toBeGreaterThan(3);
  expect(tracking.filter((route) => deed(route))).toEqual([]);
});

test('what only asks with a body is none, and says so', () => {
  const asking = it.routes.filter(({ changesNothing }) => changesNothing).map(described);
  expect(asking.length).toBeGreaterThan(3);
  for (const route of asking)
    expect(route).toMatch(/\/(preview|simulate|simulation|test|sample|check|checks)\b/);
});

test('each has a name of its own that says which thing and what was done', () => {
  const names = deeds().map(({ deed: { action } }) => action);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*){1,3}$/);
  const nouns = new Set(names.map((name) => name.split('.')[0] ?? ''));
  for (const noun of nouns) {
    if (!noPlural.has(noun)) expect(noun).not.toEndWith('s');
  }
});

const noPlural: ReadonlySet<string> = new Set(['settings']);

test.each([
  ['POST', '/api/v1/programs', 'program.created'],
  ['PATCH', '/api/v1/programs/:id', 'program.changed'],
  ['DELETE', '/api/v1/promo-codes/:id', 'promo_code.deleted'],
  ['POST', '/api/v1/commissions/:id/approval', 'commission.approval'],
  ['POST', '/api/v1/commissions/approvals', 'commission.approvals'],
  ['POST', '/api/v1/payout-batches/:id/completion', 'payout_batch.completion'],
  ['DELETE', '/api/v1/inspectors/:id/requests', 'inspector.requests.deleted'],
  ['PATCH', '/api/v1/settings/alerts', 'settings.alerts.changed'],
  ['POST', '/api/v1/integrity/examination', 'integrity.examination'],
] as const)('%s %s is called %s', (method, path, action) => {
  expect(deedOf({ method, path }, {}, null)?.action).toBe(action);
});

test('knows what it was asked of, and by whom of a person themselves', () => {
  const changed = { method: 'PATCH', path: '/api/v1/programs/:id' } as const;
  expect(deedOf(changed, { id: 'prg_1' }, { name: 'A' })).toEqual({
    action: 'program.changed',
    subjectId: 'prg_1',
    asked: { name: 'A' },
    isStored: false,
  });
  expect(deedOf({ method: 'POST', path: '/api/v1/programs' }, {}, null)?.subjectId).toBe('');
  expect(deedOfPage('/admin/account/two-factor/:id', 'adm_1')).toEqual({
    action: 'account.two_factor',
    subjectId: 'adm_1',
    asked: null,
    isStored: false,
  });
});
