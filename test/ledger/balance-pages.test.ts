import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn, stranger } from '../support/people.ts';

/** Ada is owed in two currencies, <b>Bob</b> owes 3.00 USD. */
let it: TestApp;
let viewer: Person;
let ada: string;

const sell = async (partner: string, amount: number, currency = 'USD'): Promise<string> => {
  const body = { order_id: `o-${partner}-${amount}`, partner, amount, currency };
  const answer = await it.call<{ commissions: [{ id: string }] }>('POST', '/track/purchase', { body });
  return answer.body.commissions[0].id;
};

beforeAll(async () => {
  it = await createTestApp();
  viewer = await signIn(it, 'viewer');
  await it.build.program({ hold_days: 0, default_rule: { kind: 'percent', basis_points: 1_000 } });
  ada = (await it.build.partner({ code: 'ADA', name: 'Ada' })).id;
  await it.build.partner({ code: 'BOB', name: '<b>Bob</b>' });
});
afterAll(() => it.close());

const page = async (path: string): Promise<string> => {
  const answer = await viewer.get(path);
  expect(answer.status).toBe(200);
  return (await answer.text()).replaceAll('\u00a0', ' ');
};

test('without any money the list says what will be there', async () => {
  expect(await page('/admin/balances')).toContain('Nobody has earned anything yet');
  expect(await page(`/admin/statements?partner_id=${ada}`)).toContain('Nothing to state yet');
});

describe('with money', () => {
  beforeAll(async () => {
    await sell('ADA', 10_000);
    await sell('ADA', 20_000, 'EUR');
    const earned = await sell('BOB', 5_000);
    await releaseDueCommissions(it.app.transact, 'req_release');
    const body = { amount: -800, note: 'Overpaid last year' };
    await it.call('POST', `/api/v1/commissions/${earned}/adjustment`, { body });
  });

  test('the list begins with what is owed in each currency, and names everybody', async () => {
    const html = await page('/admin/balances');
    expect(html).toContain('1 partner has EUR 20.00 due.');
    expect(html).toContain('1 partner has USD 10.00 due; 1 partner owes USD 3.00 back.');
    expect(html).toContain('>Ada<');
    expect(html).toContain('owed back');
    expect(html).not.toContain('<b>Bob</b>');
  });

  test('views show who has something due, and who owes', async () => {
    expect(await page('/admin/balances?due_above=0')).not.toContain('Bob');
    expect(await page('/admin/balances?negative=true')).not.toContain('>Ada<');
    expect(await page('/admin/balances?negative=true&currency=EUR')).toContain('No balance is like that');
  });

  test('the file has what the view has, in decimal numbers', async () => {
    const answer = await viewer.get('/admin/balances.csv?negative=true');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const [names, bob, ...rest] = (await answer.text()).split('\r\n');
    expect(names).toBe('partner_id,partner_name,currency,pending,held,due,processing,paid,balance');
    expect(bob).toEndWith(',<b>Bob</b>,USD,0.00,0.00,-3.00,0.00,0.00,-3.00');
    expect(rest).toEqual(['']);
  });

  test('a statement goes from what was to what is, with every line between', async () => {
    const html = await page(`/admin/statements?partner_id=${ada}&currency=USD`);
    expect(html).toContain('Statement of Ada');
    expect(html).toContain('the balance went from USD 0.00 to USD 10.00');
    expect(html).toContain('Opening balance');
    expect(html).toContain('o-ADA-10000');
    expect(html).toMatch(/href="\/admin\/statements\.csv\?partner_id=[^"]*currency=USD/);
  });

  test('a statement of a partner who owes says so', async () => {
    const { data } = (await it.call('GET', '/api/v1/balances?negative=true')).body;
    const html = await page(`/admin/statements?partner_id=${data[0]?.partner_id}`);
    expect(html).toContain('at the end the partner owes USD 3.00 back');
  });

  test('a statement is to be had as a file', async () => {
    const answer = await viewer.get(`/admin/statements.csv?partner_id=${ada}&currency=EUR`);
    expect(answer.headers.get('content-disposition')).toContain(`statement-${ada}-EUR-`);
    expect(await answer.text()).toContain('closing');
  });

  test('a period that is none comes back with the reason, and what was written', async () => {
    const answer = await viewer.get(`/admin/statements?partner_id=${ada}&from=2026-05-02&to=2026-05-01`);
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain('must not be before from');
    expect(html).toContain('value="2026-05-02"');
  });
});

test('nobody sees money without signing in, and nobody finds a partner that is none', async () => {
  expect((await stranger(it).get('/admin/balances')).status).toBe(303);
  expect((await viewer.get('/admin/statements?partner_id=prt_0000000000')).status).toBe(404);
});
