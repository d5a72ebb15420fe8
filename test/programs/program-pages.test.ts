import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn, stranger } from '../support/people.ts';

let app: TestApp;
let owner: Person;

beforeAll(async () => {
  app = await createTestApp();
  owner = await signIn(app);
});
afterAll(() => app.close());

test('without a program the list says what one is for and how to make it', async () => {
  const html = await (await owner.get('/admin/programs')).text();
  expect(html).toContain('No program yet');
  expect(html).toContain('href="/admin/programs/new"');
});

test('the first program leads to what comes next', async () => {
  const made = await owner.post('/admin/programs/new', { name: 'First', currency: 'EUR' });
  expect(made.headers.get('location')).toStartWith('/admin?program_id=prg_');
  const html = await (await owner.get(made.headers.get('location') ?? '')).text();
  expect(html).toContain('First is ready.');
  expect(html).toContain('Set up: 1 of 6 done');
});

test('a program is made from what was written, and said so once', async () => {
  const made = await owner.post('/admin/programs/new', { name: 'Spring', currency: 'EUR', hold_days: '14' });
  expect(made.status).toBe(303);
  const html = await (await owner.get(made.headers.get('location') ?? '')).text();
  expect(html).toContain('Spring is ready.');
  expect(html).toContain('14 days');
  expect(await (await owner.get('/admin/programs')).text()).not.toContain('Spring is ready.');
});

test('a program pays from its first sale on what was written of a purchase, and nothing where nothing was', async () => {
  const share = { 'default_rule.basis_points': '12.5' };
  await owner.post('/admin/programs/new', { name: 'Pays', currency: 'EUR', ...share });
  await owner.post('/admin/programs/new', { name: 'Pays nothing', currency: 'EUR' });
  const { body } = await app.call('GET', '/api/v1/programs');
  const ruleOf = (name: string) => body.data.find((program) => program.name === name)?.default_rule;
  expect(ruleOf('Pays')).toMatchObject({ kind: 'percent', basis_points: 1_250 });
  expect(ruleOf('Pays nothing')).toBeNull();
});

test('a share that cannot be paid is refused beside the field', async () => {
  const share = { 'default_rule.basis_points': '120' };
  const refused = await owner.post('/admin/programs/new', { name: 'Too much', currency: 'EUR', ...share });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('id="field-default_rule-basis_points-error"');
});

test('a form comes back with the errors beside the fields and everything that was written', async () => {
  const refused = await owner.post('/admin/programs/new', {
    name: 'Autumn',
    currency: 'EUR',
    hold_days: 'many',
  });
  expect(refused.status).toBe(422);
  const html = await refused.text();
  expect(html).toContain('Days that commissions wait must be a whole number');
  expect(html).toContain('value="Autumn"');
});

test('who only looks cannot make a program', async () => {
  const viewer = await signIn(app, 'viewer');
  expect((await viewer.post('/admin/programs/new', { name: 'X', currency: 'EUR' })).status).toBe(403);
});

test('nobody is let in without signing in, and comes back to where they wanted to go', async () => {
  const asked = await stranger(app).get('/admin/programs?cursor=x');
  expect(asked.status).toBe(303);
  expect(asked.headers.get('location')).toBe('/login?next=%2Fadmin%2Fprograms%3Fcursor%3Dx');
});

test('what was done is not said to a live part that asks for itself again', async () => {
  const made = await owner.post('/admin/programs/new', { name: 'Winter', currency: 'EUR' });
  const there = made.headers.get('location') ?? '';
  expect(await (await owner.get(there, { 'hx-request': 'true' })).text()).not.toContain('Winter is ready.');
  expect(await (await owner.get(there)).text()).toContain('Winter is ready.');
});
