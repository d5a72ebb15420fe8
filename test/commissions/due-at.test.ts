import { afterEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import type { TestApp } from '../support/app.ts';
import { createTestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { createTestClock } from '../support/clock.ts';

let app: TestApp;
afterEach(async () => {
  await assertBooksBalance(app);
  await app.close();
});

const begin = async (start: string, program: Record<string, unknown>) => {
  app = await createTestApp({ clock: createTestClock(start) });
  await app.build.program(program);
  await app.build.partner({ code: 'ADA' });
};
const buy = async (fields: object = {}) => {
  const { body } = await app.call<TrackAnswer>('POST', '/track/purchase', {
    body: { order_id: `o-${app.clock.now()}`, partner: 'ADA', amount: 1_000, currency: 'USD', ...fields },
  });
  return body.commissions[0];
};
const tick = () => releaseDueCommissions(app.app.transact, 'req_tick');

describe('the end of a hold', () => {
  // A day is 24 hours, in every time zone and on every day; worked out by hand.
  test.each([
    ['over a month end', 'UTC', '2026-01-31T23:30:00.000Z', 1, '2026-02-01T23:30:00.000Z'],
    ['over the end of February', 'UTC', '2026-02-27T12:00:00.000Z', 2, '2026-03-01T12:00:00.000Z'],
    ['over a leap day', 'UTC', '2028-02-27T12:00:00.000Z', 2, '2028-02-29T12:00:00.000Z'],
    [
      'from a leap day, a year of 365 days',
      'UTC',
      '2028-02-29T12:00:00.000Z',
      365,
      '2029-02-28T12:00:00.000Z',
    ],
    ['over the end of a year', 'UTC', '2026-12-31T23:59:59.999Z', 30, '2027-01-30T23:59:59.999Z'],
    [
      'over the hour that Berlin skips',
      'Europe/Berlin',
      '2026-03-28T11:00:00.000Z',
      1,
      '2026-03-29T11:00:00.000Z',
    ],
    [
      'over the hour that Berlin has twice',
      'Europe/Berlin',
      '2026-10-24T10:00:00.000Z',
      1,
      '2026-10-25T10:00:00.000Z',
    ],
    [
      'over the hour that New York skips',
      'America/New_York',
      '2026-03-07T17:00:00.000Z',
      2,
      '2026-03-09T17:00:00.000Z',
    ],
    [
      'in Kolkata, half an hour off',
      'Asia/Kolkata',
      '2026-06-30T18:45:00.000Z',
      1,
      '2026-07-01T18:45:00.000Z',
    ],
    ['without a hold', 'UTC', '2026-02-28T00:00:00.000Z', 0, '2026-02-28T00:00:00.000Z'],
  ])('%s', async (_, time_zone, start, hold_days, due) => {
    await begin(start, { time_zone, hold_days });
    expect((await buy())?.due_at).toBe(due);
    app.clock.set(Date.parse(due) - 1);
    if (hold_days > 0) expect(await tick()).toBe(0);
    app.clock.set(due);
    expect(await tick()).toBe(1);
  });
});

describe('amounts', () => {
  // 20 %, rounded once, half away from zero.
  test.each([
    ['JPY', 1, 0],
    ['JPY', 2, 0],
    ['JPY', 3, 1],
    ['JPY', 1_234, 247],
    ['KWD', 12, 2],
    ['KWD', 13, 3],
    ['KWD', 12_345, 2_469],
    ['USD', 2, 0],
    ['USD', 3, 1],
  ])(
    'in %s, of %p minor units, are %p from the sale to the due balance',
    async (currency, amount, earned) => {
      await begin('2026-05-15T12:00:00.000Z', { hold_days: 1 });
      const commission = await buy({ currency, amount });
      expect(commission?.amount ?? 0).toBe(earned);
      app.clock.advance(dayMs);
      expect(await tick()).toBe(earned === 0 ? 0 : 1);
    },
  );
});

describe('a clock that jumps', () => {
  const begun = () => begin('2026-05-15T12:00:00.000Z', { hold_days: 10 });

  test('a year forwards makes due what waited only for its day, once', async () => {
    await begun();
    const waiting = await buy();
    app.clock.advance(1);
    const held = await buy();
    await app.call('POST', `/api/v1/commissions/${held?.id}/hold`, { body: { note: 'n' } });
    await app.events();
    app.clock.advance(365 * dayMs);
    expect(await tick()).toBe(1);
    expect(await tick()).toBe(0);
    expect(await app.events()).toEqual(['commission.due']);
    const states = [waiting, held].map(
      async (each) => (await app.call('GET', `/api/v1/commissions/${each?.id}`)).body.state,
    );
    expect(await Promise.all(states)).toEqual(['due', 'held']);
  });

  test('an hour back neither takes back what is due nor makes anything due early', async () => {
    await begun();
    await buy();
    app.clock.advance(10 * dayMs);
    await tick();
    const late = await buy();
    await app.events();
    app.clock.set(app.clock.now() - 3_600_000);
    expect(await tick()).toBe(0);
    expect(await app.events()).toEqual([]);
    app.clock.set(Date.parse(late?.due_at ?? '') - 1);
    expect(await tick()).toBe(0);
    app.clock.advance(1);
    expect(await tick()).toBe(1);
    expect(await app.events()).toEqual(['commission.due']);
  });
});
