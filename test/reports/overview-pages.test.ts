import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Person, signIn, stranger } from '../support/people.ts';
import { createReportTest, type ReportTest } from './report-test.ts';

let it: ReportTest;
let owner: Person;
beforeAll(async () => {
  it = await createReportTest();
  owner = await signIn(it);
});
afterAll(() => it.close());

const html = async (path: string, person: Person = owner): Promise<string> => {
  const answer = await person.get(path);
  expect(answer.status).toBe(200);
  return answer.text();
};

test('without a program the first page says how to begin, to who may', async () => {
  expect(await html('/admin')).toContain('Make your first program');
  const viewer = await signIn(it, 'viewer');
  const theirs = await html('/admin', viewer);
  expect(theirs).toContain('An owner or an admin makes the first one.');
  expect(theirs).not.toContain('href="/admin/programs/new"');
});

test('opens with what partners brought and what waits', async () => {
  await it.build.program({ name: 'Shop', partner_approval: 'manual', approval: 'manual' });
  const ada = await it.build.partner({ code: 'ADA', name: 'Ada <b>& Co' });
  await it.click(ada, 'first', 4);
  await it.buy({ order_id: 'a', partner: 'ADA', amount: 12_345, currency: 'USD' });
  await it.buy({ order_id: 'b', partner: 'ADA', amount: 500, currency: 'JPY' });
  const page = await html('/admin');
  expect(page).toContain(
    'Partners brought USD\u00a0123.45 and JPY\u00a0500 by 2 purchases in these 30 days.',
  );
  expect(page).toContain('Waiting for you: 2 commissions.');
  expect(page).toContain('2 commissions to approve, USD\u00a024.69 and JPY\u00a0100');
  expect(page).toContain('50.00 %');
  expect(page).toContain(`href="/admin/partners/${ada.id}"`);
  expect(page).toContain('Ada &lt;b&gt;&amp; Co');
  expect(page).toContain('Nothing was sent in the last 24 hours.');
});

test('the period is in the address, by a number of days or by days of one’s own', async () => {
  expect(await html('/admin?days=7')).toContain('2026-05-09 to 2026-05-15');
  expect(await html('/admin?from=2026-05-01&to=2026-05-02')).toContain(
    'compared with 2026-04-29 to 2026-04-30',
  );
});

test('days in the wrong order are refused in words', async () => {
  const answer = await owner.get('/admin?from=2026-05-02&to=2026-05-01');
  expect(answer.status).toBe(422);
});

test('nobody sees it without signing in', async () => {
  expect((await stranger(it).get('/admin')).status).toBe(303);
});
