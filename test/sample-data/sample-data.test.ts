import { Database } from 'bun:sqlite';
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { z } from 'zod';
import { examine } from '../../src/doctor/examination.ts';
import { countForReports } from '../../src/reports/counting/counter.ts';
import type { OverviewView } from '../../src/reports/report.view.ts';
import type { SampleDataView } from '../../src/sample-data/sample-data.view.ts';
import { databasePathIn } from '../../src/settings/data-folder.ts';
import { continueSampleShop } from '../../src/workflows/sample-shop/make-sample-shop.ts';
import { samplePlan } from '../../src/workflows/sample-shop/plan.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { type Person, signIn } from '../support/people.ts';

let it: TestApp;
let owner: Person;
beforeAll(async () => {
  it = await createTestApp();
  owner = await signIn(it);
});
afterAll(() => it.close());

type Sample = z.output<typeof SampleDataView>;
const state = async (): Promise<Sample> => (await it.call<Sample>('GET', '/api/v1/sample-data')).body;

test('finance and viewers cannot make it', async () => {
  for (const role of ['finance', 'viewer'] as const) {
    expect((await (await signIn(it, role)).post('/admin/sample-data')).status).toBe(403);
  }
  expect((await state()).state).toBe('none');
});

test('it is made in the background, goes on after a crash, and is made once however often it is asked for', async () => {
  expect((await owner.post('/admin/sample-data')).status).toBe(303);
  expect((await owner.post('/admin/sample-data')).status).toBe(303);
  await crashAt(40);
  expect(await state()).toMatchObject({ state: 'making', steps_done: 40 });
  await continueSampleShop(it.app);
  const made = await state();
  expect(made).toMatchObject({ state: 'ready', steps_done: made.step_count });
  const { body } = await it.call('GET', '/api/v1/programs');
  expect(body.data.map(({ name, mode }) => [name, mode])).toEqual([['Sample shop', 'test']]);
});

/** Each step is a unit: the process dies before one of them. */
const crashAt = async (step: number): Promise<void> => {
  let units = 0;
  const transact: TestApp['app']['transact'] = (origin, unit) => {
    units += 1;
    if (units > step) throw new Error('crashed');
    return it.app.transact(origin, unit);
  };
  await continueSampleShop({ ...it.app, transact }).catch(() => undefined);
};

test('it has what a shop has: visits, sales, refunds, commissions in every stage, somebody who applied', async () => {
  await countForReports(it.app);
  const from = new Date(it.clock.now() - 61 * 86_400_000).toISOString().slice(0, 10);
  const { body } = await it.call<z.output<typeof OverviewView>>(
    'GET',
    `/api/v1/reports/overview?from=${from}`,
  );
  const plan = samplePlan(it.clock.now());
  expect(body.purchases.value).toBe(plan.filter(({ kind }) => kind === 'purchase').length);
  expect(body.refunds.value).toBe(plan.filter(({ kind }) => kind === 'refund').length);
  expect(body.series.filter(({ clicks }) => clicks > 0).length).toBeGreaterThan(55);
  expect(body.top_partners.by_revenue).toHaveLength(5);
  expect(body.waiting.partners_pending).toBe(1);
  expect(body.waiting.commissions_to_approve[0]?.count).toBeGreaterThan(5);
  const states = await it.app.read.selectFrom('commissions').select('state').distinct().execute();
  expect(states.map((row) => row.state).sort()).toEqual(['due', 'pending']);
});

test('nothing of its past is told to any endpoint, and the books and the doctor agree with it', async () => {
  const events = await it.app.read.selectFrom('events').select('is_imported').distinct().execute();
  expect(events).toEqual([{ is_imported: 1 }]);
  await assertBooksBalance(it);
  const path = databasePathIn(it.app.config.dataDir);
  const { results } = await examine(path, { clock: it.clock, looksAtFile: false });
  expect(results.filter(({ violations }) => violations > 0)).toEqual([]);
  {
    using database = new Database(path);
    database.run(`update report_partner_days set clicks = clicks + 1 where clicks = 2`);
  }
  const broken = await examine(path, { clock: it.clock, looksAtFile: false });
  expect(broken.results.filter(({ violations }) => violations > 0).map(({ name }) => name)).toEqual([
    'report_days',
  ]);
});

test('who looks at it is told that it is made up, and can remove it', async () => {
  const page = await (await owner.get('/admin')).text();
  expect(page).toContain('All of it is made up');
  expect(page).toContain('action="/admin/sample-data/removal"');
  const viewer = await (await (await signIn(it, 'viewer')).get('/admin')).text();
  expect(viewer).not.toContain('action="/admin/sample-data/removal"');
});

test('removed, its program is in no list, and another can be made', async () => {
  expect((await owner.post('/admin/sample-data/removal')).status).toBe(303);
  expect((await it.call('GET', '/api/v1/programs')).body.data).toEqual([]);
  expect((await state()).state).toBe('removed');
  expect((await it.call('DELETE', '/api/v1/sample-data')).status).toBe(204);
  await it.call('POST', '/api/v1/sample-data');
  expect((await state()).state).toBe('making');
});
