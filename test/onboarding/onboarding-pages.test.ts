import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createReportTest, type ReportTest } from '../reports/report-test.ts';
import { type Person, signIn } from '../support/people.ts';

let it: ReportTest;
let owner: Person;
beforeAll(async () => {
  it = await createReportTest();
  owner = await signIn(it);
});
afterAll(() => it.close());

const overview = async (person: Person = owner): Promise<string> => (await person.get('/admin')).text();

const stepsDone = async (): Promise<string[]> => {
  const { body } = await it.call<{ steps: { name: string; is_done: boolean }[] }>(
    'GET',
    '/api/v1/onboarding',
  );
  return body.steps.flatMap(({ name, is_done: isDone }) => (isDone ? name : []));
};

test('steps are done when the thing is there, and what comes next is a command with one’s own address', async () => {
  const program = await it.build.program();
  expect(await stepsDone()).toEqual(['program']);
  const fresh = await overview();
  expect(fresh).toContain('Set up: 1 of 6 done');
  expect(fresh).toContain('TRIBUTARY_API_KEY');
  expect(fresh).toContain(`${it.app.config.baseUrl}/track/purchase`);
  expect(fresh).toContain(String(program.publishable_key));
  const ada = await it.build.partner({ code: 'ADA' });
  await it.click(ada);
  await it.buy({ order_id: 'a', partner: 'ADA', amount: 100, currency: 'USD' });
  expect(await stepsDone()).toEqual(['program', 'partner', 'click', 'purchase']);
  const later = await overview();
  expect(later).toContain('Done: <a href="/admin/programs">a program</a>, ');
  expect(later).not.toContain('TRIBUTARY_API_KEY');
  await it.count();
  expect(await stepsDone()).toEqual(['program', 'partner', 'click', 'purchase']);
});

test('never shows a secret: the key is a variable', async () => {
  const page = await overview();
  expect(page).not.toContain(it.key);
});

test('who may not change anything is not offered to dismiss it, and cannot', async () => {
  const viewer = await signIn(it, 'viewer');
  expect(await overview(viewer)).not.toContain('/admin/onboarding/dismissal');
  expect((await viewer.post('/admin/onboarding/dismissal')).status).toBe(403);
});

test('dismissed it is gone for everybody, until somebody takes that back', async () => {
  expect((await owner.post('/admin/onboarding/dismissal')).status).toBe(303);
  const gone = await overview();
  expect(gone).toContain('Show them again');
  expect(gone).not.toContain('Set up:');
  await owner.post('/admin/onboarding/restoration');
  expect(await overview()).toContain('Set up: 4 of 6 done');
});
