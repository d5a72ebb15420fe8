import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { dayMs, toIso } from '../../src/core/clock.ts';
import type { ProgramId } from '../../src/core/ids.ts';
import { jobs } from '../../src/jobs.ts';
import { isAnyReferralOver } from '../../src/referrals/referral.store.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { queryPlansOf } from '../support/query-plans.ts';

/** Referrals whose time is over: what they bind follows from instants, whoever has noticed. */
let [noticed, unnoticed]: TestApp[] = [];
beforeAll(async () => {
  [noticed, unnoticed] = [await createTestApp(), await createTestApp()];
});
afterAll(() => Promise.all(apps().map((it) => it.close())));
afterEach(async () => {
  for (const it of apps()) await assertBooksBalance(it);
});

const apps = (): [TestApp, TestApp] => {
  if (!noticed || !unnoticed) throw new Error('both are open');
  return [noticed, unnoticed];
};

const job = jobs.find(({ name }) => name === 'referrals_that_are_over');
const look = (it: TestApp) => job?.run(it.app);

let orders = 0;

interface Shop {
  readonly program: ProgramId;
  readonly partners: readonly string[];
  buy(fields: object): Promise<TrackAnswer>;
}

const openShop = async (it: TestApp, settings: object = { referral_days: 30 }): Promise<Shop> => {
  const program = (await it.build.program({ ...settings })).id as ProgramId;
  const partners: string[] = [];
  for (const code of ['ADA', 'BOB']) {
    const { id } = await it.build.partner({ program_id: program });
    await it.build.promoCode(id, code);
    partners.push(id);
  }
  return {
    ...{ program, partners },
    async buy(fields) {
      orders += 1;
      const body = { program, order_id: `x-${orders}`, amount: 1_000, currency: 'USD', ...fields };
      return (await it.call<TrackAnswer>('POST', '/track/purchase', { body })).body;
    },
  };
};

const referralOf = async (it: TestApp, { referral_id }: TrackAnswer) =>
  (await it.call('GET', `/api/v1/referrals/${referral_id}`)).body;

describe('the days of a referral', () => {
  test('count from the sale that made it, however late it is told', async () => {
    const [it] = apps();
    const { buy } = await openShop(it);
    const occurredAt = it.clock.now() - 10 * dayMs;
    const late = await buy({ customer_id: 'late', promo_code: 'ADA', occurred_at: toIso(occurredAt) });
    expect(await referralOf(it, late)).toMatchObject({
      decided_at: toIso(occurredAt),
      expires_at: toIso(occurredAt + 30 * dayMs),
    });
    it.clock.advance(20 * dayMs);
    expect(await buy({ customer_id: 'late' })).toMatchObject({ attributed: false });
  });

  test('count from a sale that a person gives to somebody, too', async () => {
    const [it] = apps();
    const { buy, partners } = await openShop(it);
    const occurredAt = it.clock.now() - 29 * dayMs;
    const sale = await buy({ customer_id: 'given', occurred_at: toIso(occurredAt) });
    const path = `/api/v1/conversions/${sale.id}/assignment`;
    const given = await it.call<TrackAnswer>('POST', path, {
      body: { partner_id: partners[0], reason: 'missing_sale' },
    });
    expect(given.status).toBe(200);
    expect((await buy({ customer_id: 'given' })).attribution).toMatchObject({ partner_id: partners[0] });
    it.clock.advance(dayMs);
    expect(await buy({ customer_id: 'given' })).toMatchObject({ attributed: false });
  });
});

describe('the job that ends referrals', () => {
  test('moves those whose time is over, tells nobody, and opens no unit when there are none', async () => {
    const [it] = apps();
    const { buy } = await openShop(it);
    const first = await buy({ customer_id: 'over', promo_code: 'ADA' });
    it.clock.advance(30 * dayMs - 1);
    await look(it);
    expect((await referralOf(it, first)).state).toBe('converted');
    it.clock.advance(1);
    await it.events();
    await look(it);
    expect((await referralOf(it, first)).state).toBe('expired');
    expect(await it.events()).toEqual([]);
    expect(await isAnyReferralOver(it.app.read, it.clock.now())).toBe(false);
  });

  test('looks at nothing but what is over', async () => {
    const it = await createTestApp();
    const plans = await queryPlansOf(it.app.read, (db) => isAnyReferralOver(db, 1));
    await it.close();
    expect(plans).toEqual([
      'SEARCH referrals USING INDEX referrals_expiring (expires_at>? AND expires_at<?)',
    ]);
  });
});

const step = fc.record({
  days: fc.nat(20),
  daysAgo: fc.nat(45),
  code: fc.constantFrom(undefined, 'ADA', 'BOB'),
});

test('whether it has run or not, whoever earns is the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
      const shops = [];
      for (const it of apps()) shops.push({ it, shop: await openShop(it) });
      for (const { days, daysAgo, code } of steps) {
        const outcomes: unknown[] = [];
        for (const [index, { it, shop }] of shops.entries()) {
          it.clock.advance(days * dayMs);
          if (index === 0) await look(it);
          const occurred_at = toIso(it.clock.now() - daysAgo * dayMs);
          const { attribution, commissions } = await shop.buy({
            customer_id: 'c',
            occurred_at,
            promo_code: code,
          });
          outcomes.push({
            who: shop.partners.indexOf(attribution.partner_id ?? ''),
            ...{ method: attribution.method, reason: attribution.reason },
            verdicts: attribution.candidates.map(({ verdict }) => verdict),
            amounts: commissions.map(({ amount }) => amount),
          });
        }
        expect(outcomes[0]).toEqual(outcomes[1]);
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
