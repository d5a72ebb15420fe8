import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
let partnerId: string;

beforeAll(async () => {
  app = await createTestApp();
  await app.build.program({ hold_days: 10 });
  partnerId = (await app.build.partner({ code: 'ADA' })).id;
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.events();
});

const buy = (orderId: string, fields: object = {}) =>
  app.call('POST', '/track/purchase', {
    body: { order_id: orderId, partner: 'ADA', amount: 1_000, currency: 'USD', ...fields },
  });

const release = () => releaseDueCommissions(app.app.transact, 'req_release');

const balance = async () => {
  const answer = await app.call<{ data: Record<string, unknown>[] }>(
    'GET',
    `/api/v1/balances?partner_id=${partnerId}`,
  );
  return answer.body.data[0];
};

describe('a commission', () => {
  test('becomes due when its hold ends, not a millisecond before', async () => {
    await buy('one');
    await app.events();
    app.clock.advance(10 * dayMs - 1);
    expect(await release()).toBe(0);
    app.clock.advance(1);
    expect(await release()).toBe(1);
    expect(await app.events()).toEqual(['commission.due']);
    expect(await balance()).toMatchObject({ pending: 0, due: 200, balance: 200 });
  });

  test('becomes due once, however often the job runs', async () => {
    expect(await release()).toBe(0);
    expect(await app.events()).toEqual([]);
  });

  test('of a sale told late is due ten days after the sale, and never before it was created', async () => {
    const soldAt = new Date(app.clock.now() - 4 * dayMs).toISOString();
    const longAgo = new Date(app.clock.now() - 40 * dayMs).toISOString();
    const recent = await buy('late', { occurred_at: soldAt });
    const old = await buy('later', { occurred_at: longAgo });
    const dueAt = (answer: typeof recent) => (answer.body.commissions as { due_at: string }[])[0]?.due_at;
    expect(Date.parse(dueAt(recent) ?? '')).toBe(app.clock.now() + 6 * dayMs);
    expect(Date.parse(dueAt(old) ?? '')).toBe(app.clock.now());
  });
});

describe('after downtime', () => {
  test('everything that became due meanwhile is caught up, in chunks, and the ledger agrees', async () => {
    await release();
    const before = await balance();
    await Promise.all(Array.from({ length: 450 }, (_, index) => buy(`many-${index}`)));
    app.clock.advance(30 * dayMs);
    await app.events();
    expect(await release()).toBe(451);
    const events = await app.events();
    expect(events.length).toBe(451);
    expect(new Set(events)).toEqual(new Set(['commission.due']));
    expect(await balance()).toMatchObject({ pending: 0, due: (before?.due as number) + 451 * 200 });
  });
});
