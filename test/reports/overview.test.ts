import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { z } from 'zod';
import type { OverviewView, PartnersReportView } from '../../src/reports/report.view.ts';
import { createReportTest, type ReportTest } from './report-test.ts';

type Overview = z.output<typeof OverviewView>;

let it: ReportTest;
let programId: string;
let ada: { readonly id: string };
let bob: { readonly id: string };
beforeAll(async () => {
  it = await createReportTest();
  ({ id: programId } = await it.build.program({ time_zone: 'Europe/Berlin' }));
  ada = await it.build.partner({ code: 'ADA', name: 'Ada' });
  bob = await it.build.partner({ code: 'BOB', name: 'Bob' });
  await fill();
});
afterAll(() => it.close());

/** The clocks went forward in Berlin on 29 March 2026: that day begins at 23:00 UTC and ends at 22:00 UTC. */
const fill = async () => {
  it.clock.set('2026-03-28T22:59:59.999Z');
  await it.click(ada, 'first', 3);
  it.clock.set('2026-03-28T23:00:00.000Z');
  await it.click(ada, 'first', 2);
  await it.click(ada, 'repeat');
  await it.click(bob, 'bot');
  it.clock.set('2026-03-29T21:59:59.999Z');
  await it.click(bob);
  await it.buy({ order_id: 'a1', partner: 'ADA', amount: 10_000, currency: 'USD', customer_id: 'c1' });
  await it.buy({ order_id: 'b1', partner: 'BOB', amount: 4_000, currency: 'EUR', customer_id: 'c2' });
  await it.call('POST', '/track/signup', { body: { customer_id: 'c3', partner: 'BOB' } });
  await it.buy({ order_id: 'n1', amount: 9_900, currency: 'USD', customer_id: 'c4' });
  it.clock.set('2026-03-29T22:00:00.000Z');
  await it.click(bob, 'first', 4);
  await it.buy({ order_id: 'a2', partner: 'ADA', amount: 5_000, currency: 'USD', customer_id: 'c5' });
  await it.call('POST', '/track/refund', { body: { order_id: 'a1', refund_id: 'r1', amount: 2_500 } });
};

const ask = async (query = 'from=2026-03-29&to=2026-03-29'): Promise<Overview> => {
  const { status, body } = await it.call<Overview>('GET', `/api/v1/reports/overview?${query}`);
  expect(status).toBe(200);
  return body;
};

/** The refund of the day after counts on the day of the sale: 7,500 of 10,000, and 20 % of it. */
const expectShortDay = (report: Overview) => {
  expect(report.before).toEqual({ from: '2026-03-28', to: '2026-03-28' });
  expect(report.clicks).toEqual({ value: 3, before: 3 });
  expect(report.signups).toEqual({ value: 1, before: 0 });
  expect(report.purchases).toEqual({ value: 2, before: 0 });
  expect(report.refunds).toEqual({ value: 1, before: 0 });
  expect(report.conversion_rate).toEqual({ value: '0.6666', before: '0.0000' });
  expect(report.money as unknown).toEqual([
    {
      currency: 'USD',
      revenue: { value: 7_500, before: 0 },
      refunded: { value: 2_500, before: 0 },
      commission: { value: 1_500, before: 0 },
    },
    {
      currency: 'EUR',
      revenue: { value: 4_000, before: 0 },
      refunded: { value: 0, before: 0 },
      commission: { value: 800, before: 0 },
    },
  ]);
  expect(report.complete).toBe(true);
};

describe('a report over a day that is 23 hours long', () => {
  test('is right before anything is counted', async () => expectShortDay(await ask()));

  test('and after everything is', async () => {
    await it.count();
    expectShortDay(await ask());
  });

  test('has each day of a longer period in its series, and none twice', async () => {
    const report = await ask('from=2026-03-27&to=2026-03-30');
    expect(report.series.map(({ day, clicks, purchases }) => [day, clicks, purchases])).toEqual([
      ['2026-03-27', 0, 0],
      ['2026-03-28', 3, 0],
      ['2026-03-29', 3, 2],
      ['2026-03-30', 4, 1],
    ]);
    expect(report.series_before).toHaveLength(4);
    expect(report.clicks.value).toBe(10);
    expect(report.money[0]?.revenue.value).toBe(12_500);
  });

  test('names the partners with the most, by the money of the program', async () => {
    const { top_partners } = await ask('from=2026-03-27&to=2026-03-30');
    const line = {
      partner_name: 'Ada',
      clicks: 5,
      signups: 0,
      purchases: 2,
      revenue: 12_500,
      commission: 2_500,
    };
    expect(top_partners.by_revenue).toEqual([{ partner_id: ada.id, ...line }]);
    expect(top_partners.by_commission).toEqual(top_partners.by_revenue);
  });
});

test('the report of partners has their commission for each click, in the currency that is asked for', async () => {
  type Report = z.output<typeof PartnersReportView>;
  const path = '/api/v1/reports/partners?from=2026-03-28&to=2026-03-30&currency=EUR&order=commission';
  const { body } = await it.call<Report>('GET', path);
  expect(body.partner_count).toBe(2);
  expect(
    body.data.map(({ partner_id, clicks, revenue, commission }) => [partner_id, clicks, revenue, commission]),
  ).toEqual([
    [bob.id, 5, 4_000, 800],
    [ada.id, 5, 0, 0],
  ]);
  expect(body.data.map(({ earnings_per_click }) => earnings_per_click)).toEqual(['1.6000', '0.0000']);
});

test('the report of partners goes on where its last page ended', async () => {
  const path = '/api/v1/reports/partners?from=2026-03-28&to=2026-03-30&limit=1';
  const { body: first } = await it.call('GET', path);
  const { body: second } = await it.call('GET', `${path}&cursor=${first.next_cursor}`);
  expect([...first.data, ...second.data].map((line) => line.partner_id)).toEqual([ada.id, bob.id]);
  expect(second.next_cursor).toBeNull();
});

test('without a period it is the last 30 days', async () => {
  const report = await ask('');
  expect([report.from, report.to]).toEqual(['2026-03-01', '2026-03-30']);
  expect(report.series).toHaveLength(30);
});

test.each([
  ['from=2026-03-30&to=2026-03-29', 'to'],
  ['from=2024-01-01&to=2026-03-29', 'from'],
  ['from=2026-02-30', 'from'],
  ['period=month', 'period'],
])('refuses %s, naming %s', async (query, path) => {
  const { status, body } = await it.call('GET', `/api/v1/reports/overview?${query}`);
  expect(status).toBe(422);
  expect(body.errors[0]?.path).toBe(path);
});

test('after a change of the time zone everything is counted again by its days', async () => {
  await it.count();
  await it.call('PATCH', `/api/v1/programs/${programId}`, { body: { time_zone: 'Asia/Kolkata' } });
  expect((await ask('from=2026-03-29&to=2026-03-29')).complete).toBe(false);
  await it.count();
  const report = await ask('from=2026-03-29&to=2026-03-30');
  expect(report.series.map(({ clicks, purchases }) => [clicks, purchases])).toEqual([
    [5, 0],
    [5, 3],
  ]);
  expect(report.complete).toBe(true);
  const generations = await it.app.read
    .selectFrom('report_partner_days')
    .select('generation')
    .distinct()
    .execute();
  expect(generations).toEqual([{ generation: 1 }]);
});

test('what waits for a decision is counted, and a key of one program sees that one only', async () => {
  const review = await it.build.program({ name: 'Review', conversion_review: 'all', approval: 'manual' });
  const eve = await it.build.partner({ program_id: review.id, code: 'EVE' });
  await it.click(eve);
  await it.buy({ program: review.id, order_id: 'e1', partner: 'EVE', amount: 100, currency: 'USD' });
  const report = await ask(`program_id=${review.id}`);
  expect(report.waiting).toMatchObject({ conversions_in_review: 1, partners_pending: 0 });
  expect(report.clicks.value).toBe(1);
  expect(report.purchases.value).toBe(0);
  const key = await it.build.key({ scopes: ['read'], programId: review.id });
  const { status } = await it.call('GET', `/api/v1/reports/overview?program_id=${programId}`, { key });
  expect(status).toBe(422);
});
