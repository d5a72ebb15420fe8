import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { z } from 'zod';
import { openReader } from '../../src/database/connection.ts';
import { reportDays } from '../../src/doctor/checks/reports.ts';
import type { OverviewView, PartnersReportView } from '../../src/reports/report.view.ts';
import { createReportTest, type ReportTest } from './report-test.ts';

/** Sales that are refunded, won back, rejected, qualified and handed around while they are counted piece by piece. */
let it: ReportTest;
let people: readonly { readonly id: string; readonly code: string }[];
beforeAll(async () => {
  it = await createReportTest();
  await it.build.program({ time_zone: 'America/New_York' });
  people = [
    { ...(await it.build.partner({ code: 'ADA' })), code: 'ADA' },
    { ...(await it.build.partner({ code: 'BOB' })), code: 'BOB' },
  ];
});
afterAll(() => it.close());

let orders = 0;
const sold: { order: string; id: string }[] = [];
const saleAt = (at: number) => sold[at % Math.max(1, sold.length)];

const steps = {
  click: async (at: number) =>
    it.click(people[at % 2] ?? { id: '' }, (['first', 'repeat', 'bot'] as const)[at % 3]),
  buy: async (at: number) => {
    orders += 1;
    const order = `o${orders}`;
    const currency = at % 3 === 0 ? 'EUR' : 'USD';
    const id = await it.buy({ order_id: order, partner: people[at % 2]?.code, amount: 1_000 + at, currency });
    sold.push({ order, id });
  },
  refund: (at: number) =>
    onSale(at, ({ order }) =>
      it.call('POST', '/track/refund', {
        body: { order_id: order, refund_id: `${order}-${at}`, amount: 100 + at },
      }),
    ),
  reject: (at: number) =>
    onSale(at, ({ id }) =>
      it.call('POST', `/api/v1/conversions/${id}/rejection`, { body: { reason: 'fraud' } }),
    ),
  qualify: (at: number) =>
    onSale(at, ({ id }) => it.call('POST', `/api/v1/conversions/${id}/qualification`, { body: {} })),
  assign: (at: number) =>
    onSale(at, ({ id }) =>
      it.call('POST', `/api/v1/conversions/${id}/assignment`, {
        body: { partner_id: at % 3 === 2 ? null : people[at % 3]?.id },
      }),
    ),
  pass: async (at: number) => it.clock.advance((at + 1) * 40 * 60_000),
  'count a piece': async () => it.countPiece(),
  crash: async () => it.countPiece(true),
} as const satisfies Record<string, (at: number) => Promise<void>>;

const onSale = async (at: number, action: (sale: { order: string; id: string }) => Promise<unknown>) => {
  const sale = saleAt(at);
  if (sale) await action(sale);
};

/** From the rows, by the words of the definition and none of the product's code. */
const fromRows = async () => {
  const [clicks, conversions, commissions] = await Promise.all([
    it.app.read.selectFrom('clicks').selectAll().execute(),
    it.app.read.selectFrom('conversions').selectAll().execute(),
    it.app.read.selectFrom('commissions').selectAll().execute(),
  ]);
  const qualified = conversions.filter(
    ({ state, partner_id }) => state === 'qualified' && partner_id !== null,
  );
  const moneyIn = (currency: string, partnerId?: string) => {
    const sales = qualified.filter(
      (sale) => sale.currency === currency && (!partnerId || sale.partner_id === partnerId),
    );
    const lines = commissions.filter(
      (line) => line.currency === currency && (!partnerId || line.partner_id === partnerId),
    );
    return {
      revenue: sum(sales.map((sale) => sale.amount_minor - sale.refunded_minor)),
      commission: sum(
        lines.map((line) => (line.state === 'voided' ? 0 : line.amount_minor - line.reversed_minor)),
      ),
    };
  };
  return {
    clicks: clicks.filter(({ is_bot, is_duplicate }) => is_bot === 0 && is_duplicate === 0).length,
    purchases: qualified.filter((sale) => sale.refunded_minor < sale.amount_minor).length,
    refunds: qualified.filter((sale) => sale.refunded_minor > 0).length,
    moneyIn,
  };
};

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** What the doctor has to say of what is counted, at any moment too. */
const faults = async (meanwhile?: () => Promise<void>): Promise<string[]> => {
  const found: string[] = [];
  const connection = openReader(`${it.app.config.dataDir}/tributary.db`);
  const all = <Row>(query: string, ...parameters: readonly (string | number)[]) =>
    connection.all(query, parameters) as Row[];
  const database = { all, db: it.app.read, now: it.clock.now() };
  for await (const _ of reportDays.examine(database, (id, what) => found.push(`${id}: ${what}`))) {
    await meanwhile?.();
  }
  connection.close();
  return found;
};

const check = async () => {
  expect(await faults()).toEqual([]);
  const rows = await fromRows();
  const { body: report } = await it.call<z.output<typeof OverviewView>>(
    'GET',
    '/api/v1/reports/overview?from=2026-05-01&to=2027-04-30',
  );
  expect(report.complete).toBe(true);
  expect({
    clicks: report.clicks.value,
    purchases: report.purchases.value,
    refunds: report.refunds.value,
  }).toEqual({
    ...{ clicks: rows.clicks, purchases: rows.purchases, refunds: rows.refunds },
  });
  for (const { currency, revenue, commission } of report.money) {
    expect({ revenue: revenue.value, commission: commission.value }).toEqual(rows.moneyIn(currency));
  }
  const { body } = await it.call<z.output<typeof PartnersReportView>>(
    'GET',
    '/api/v1/reports/partners?from=2026-05-01&to=2027-04-30',
  );
  for (const { partner_id, revenue, commission } of body.data) {
    expect({ revenue, commission }).toEqual(rows.moneyIn('USD', partner_id));
  }
};

test('a report is what the rows come to, whatever was counted by then and whatever crashed', async () => {
  const step = fc.tuple(
    fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])),
    fc.nat({ max: 40 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 14 }), async (sequence) => {
      for (const [name, at] of sequence) await steps[name](at);
      await check();
    }),
    { numRuns: 30 },
  );
  await it.count();
  await check();
}, 60_000);

test('the doctor finds nothing wrong while clicks, sales and refunds come in and are counted', async () => {
  let at = 0;
  const found = await faults(async () => {
    at += 1;
    for (const name of ['click', 'buy', 'refund', 'reject', 'count a piece', 'assign'] as const) {
      await steps[name](at);
    }
  });
  expect(at).toBeGreaterThan(3);
  expect(found).toEqual([]);
});
