import { afterAll, beforeAll, expect, test } from 'bun:test';
import { adminPages } from '../../src/admin-pages.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn, stranger } from '../support/people.ts';

let app: TestApp;
let viewer: Person;
beforeAll(async () => {
  app = await createTestApp();
  await app.build.program();
  viewer = await signIn(app, 'viewer');
});
afterAll(() => app.close());

const leadsTo = async (person: Person, path: string): Promise<unknown> => {
  const answer = await person.get(path);
  return [answer.status, answer.headers.get('location')];
};

test('a form that came back and is refreshed leads to the page above it', async () => {
  expect(await leadsTo(viewer, '/admin/commissions/bulk')).toEqual([303, '/admin/commissions']);
  expect(await leadsTo(viewer, '/admin/programs/prg_1/money')).toEqual([303, '/admin/programs/prg_1']);
  expect(await leadsTo(viewer, '/admin/payouts/batches/bat_1/approval')).toEqual([
    303,
    '/admin/payouts/batches/bat_1',
  ]);
  expect(await leadsTo(viewer, '/admin/onboarding/dismissal')).toEqual([303, '/admin']);
});

test('no address that takes a form leads nowhere', async () => {
  const pages = adminPages(app.app);
  const shown = new Set(pages.filter(({ method }) => method === 'GET').map(({ path }) => path));
  const silent = pages.map(({ path }) => path).filter((path) => !shown.has(path));
  expect(silent.length).toBeGreaterThan(10);
  for (const path of silent) {
    const answer = await viewer.get(path.replace(/:\w+/g, 'prg_0000000000'));
    expect([path, answer.status]).toEqual([path, 303]);
  }
});

test('what stands in the address goes no further than the administration', async () => {
  expect(await leadsTo(viewer, '/admin/programs/%2F%2Fevil.example/money')).toEqual([
    303,
    '/admin/programs/%2F%2Fevil.example',
  ]);
});

test('who is not signed in signs in first', async () => {
  expect(await leadsTo(stranger(app), '/admin/commissions/bulk')).toEqual([
    303,
    '/login?next=%2Fadmin%2Fcommissions%2Fbulk',
  ]);
});
