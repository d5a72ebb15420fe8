import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let it: TestApp;
let admin: Person;
let programId: string;
beforeAll(async () => {
  it = await createTestApp();
  admin = await signIn(it, 'admin');
  programId = (await it.build.program()).id;
});
afterAll(() => it.close());

const show = async (path: string): Promise<string> => {
  const answer = await admin.get(path);
  expect(answer.status).toBe(200);
  return answer.text();
};

const rate = { from: 'EUR', to: 'USD', rate: '1.0825', source: 'ECB' };
const stored = async () => (await it.call('GET', '/api/v1/exchange-rates')).body.data;

test('without a rate the list says when one is needed', async () => {
  expect(await show('/admin/exchange-rates')).toContain('Sales in USD need none.');
});

test('a rate comes back with the errors beside the fields and everything that was written', async () => {
  const refused = await admin.post('/admin/exchange-rates/new', { ...rate, rate: '1,08' });
  expect(refused.status).toBe(422);
  const html = await refused.text();
  expect(html).toContain('Rate must be a decimal number above 0');
  expect(html).toContain('value="1,08"');
});

test('a rate is stored once, however often the button is pressed', async () => {
  const send = () => admin.post('/admin/exchange-rates/new', { ...rate, program_id: programId });
  expect((await send()).status).toBe(303);
  expect((await send()).status).toBe(303);
  expect(await stored()).toMatchObject([{ rate: '1.0825', program_id: programId }]);
  expect(await show('/admin/exchange-rates')).toContain('1 EUR is 1.0825 USD');
});

test('the list says which rate counts now, which did before and which will later', async () => {
  it.clock.advance(60_000);
  await admin.post('/admin/exchange-rates/new', { ...rate, rate: '1.1', program_id: programId });
  await admin.post('/admin/exchange-rates/new', { ...rate, rate: '1.2', valid_from: '2099-01-01T00:00' });
  const html = await show('/admin/exchange-rates');
  const states = [...html.matchAll(/1 EUR = ([\d.]+) USD.*?class="badge"[^>]*>(\w+)</gs)];
  expect(states.map(([, value, state]) => [value, state])).toEqual([
    ['1.2', 'later'],
    ['1.1', 'now'],
    ['1.0825', 'before'],
  ]);
  expect(await show('/admin/exchange-rates?from=GBP')).toContain('No rate is like that');
  expect(await show('/admin/exchange-rates?on=2099-01-02')).toContain('1.2 USD');
});

test('who only looks or pays stores none', async () => {
  for (const role of ['viewer', 'finance'] as const) {
    const person = await signIn(it, role);
    expect((await person.get('/admin/exchange-rates')).status).toBe(200);
    expect((await person.post('/admin/exchange-rates/new', rate)).status).toBe(403);
  }
});
