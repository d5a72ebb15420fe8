import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let app: TestApp;
let admin: Person;
let partnerId: string;
beforeAll(async () => {
  app = await createTestApp();
  await app.build.program();
  partnerId = (await app.build.partner({ code: 'ADA', name: 'Ada' })).id;
  admin = await signIn(app, 'admin');
});
afterAll(() => app.close());

const read = async (path: string, person = admin) => (await person.get(path)).text();
const newRule = { kind: 'percent', basis_points: '30', max_months: '12', cap: '50' };

test('a rule is made in the words of people and stands where it is chosen', async () => {
  const made = await admin.post('/admin/rules/new', { ...newRule, partner: 'ada' });
  expect(made.status).toBe(303);
  const html = await read('/admin/rules');
  expect(html).toContain('2. A partner');
  expect(html).toContain('8. The whole program');
  expect(html).toContain(
    '30\u00a0% of every purchase, for “Ada” alone, for 12 months of a customer, at most USD\u00a050.00 each time',
  );
});

test('a rule that says nothing comes back with what was written', async () => {
  const refused = await admin.post('/admin/rules/new', { kind: 'percent', max_months: '12' });
  expect(refused.status).toBe(422);
  const html = await refused.text();
  expect(html).toContain('value="12"');
  expect(html).toContain('Share');
});

test('a change makes the next version, and says what stays', async () => {
  const made = await admin.post('/admin/rules/new', { ...newRule, 'scope.product_id': 'pro' });
  const path = (made.headers.get('location') ?? '').split('?')[0] ?? '';
  const asked = await read(`${path}/change`);
  expect(asked).toContain('This makes version 2');
  expect(asked).toContain('value="30"');
  const next = { kind: 'flat', basis_points: '30', amount: '5', row_version: '1' };
  expect((await admin.post(`${path}/change`, next)).status).toBe(303);
  expect((await admin.post(`${path}/change`, next)).status).toBe(412);
  const html = await read(path);
  expect(html).toContain('USD\u00a05.00 for every purchase');
  expect(html).toContain('30\u00a0% of every purchase');
});

test('a rule is retired, and listed as such', async () => {
  const made = await admin.post('/admin/rules/new', { ...newRule, 'scope.product_id': 'old' });
  const path = (made.headers.get('location') ?? '').split('?')[0] ?? '';
  await admin.post(`${path}/retirement`, { row_version: '1' });
  expect(await read('/admin/rules?state=retired')).toContain('with the product “old”');
  expect(await read(path)).not.toContain('Retire this rule');
});

test('who only looks sees rules and simulates, and changes nothing', async () => {
  const viewer = await signIn(app, 'viewer');
  expect(await read('/admin/rules', viewer)).not.toContain('/admin/rules/new');
  expect((await viewer.post('/admin/rules/new', newRule)).status).toBe(403);
  expect((await viewer.get('/admin/rules/simulator')).status).toBe(200);
});

test('a simulated sale says who would earn what and why, and what would be told, and leaves nothing', async () => {
  await app.events();
  const fields = {
    ...{ operation: 'purchase', amount: '100.00', currency: 'USD', partner: 'ADA', tax: '20' },
    ...{ items: 'basic 50.00\nextra seats 30.00', format: 'tributary' },
  };
  const tried = await admin.post('/admin/rules/simulator', fields);
  const html = await tried.text();
  expect(tried.status).toBe(200);
  expect(html).toContain('“Ada” earned 24.00 USD with this purchase of 100.00 USD.');
  expect(html).toContain(`/admin/partners/${partnerId}`);
  expect(html).toContain('commission.created');
  expect(html).toContain('value="100.00"');
  expect(await app.events()).toEqual([]);
});

test('what would be refused is refused with what was written', async () => {
  const refused = await admin.post('/admin/rules/simulator', {
    ...{ operation: 'purchase', amount: '100', currency: 'USD', items: 'basic' },
  });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('line 1 must have a product and an amount');
  const signup = await admin.post('/admin/rules/simulator', {
    ...{ operation: 'signup', currency: 'USD', customer_id: 'c1', partner: 'ADA' },
  });
  expect(await signup.text()).toContain('with this signup');
});
