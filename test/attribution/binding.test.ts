import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { dayMs, toIso } from '../../src/core/clock.ts';
import type { PartnerId } from '../../src/core/ids.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';

/** How long a referral binds its customer, and who can be referred at all, through the API. */
let it: TestApp;
beforeAll(async () => {
  it = await createTestApp();
});
afterAll(() => it.close());
afterEach(() => assertBooksBalance(it));

let orders = 0;

interface Shop {
  readonly program: string;
  readonly ada: PartnerId;
  readonly bob: PartnerId;
  buy(fields: object): Promise<TrackAnswer>;
}

/** Ada has the code ADA, Bob the code BOB. */
const openShop = async (settings: Readonly<Record<string, unknown>>): Promise<Shop> => {
  const { id: program } = await it.build.program(settings);
  const ada = (await it.build.partner({ program_id: program })).id as PartnerId;
  const bob = (await it.build.partner({ program_id: program })).id as PartnerId;
  await it.build.promoCode(ada, 'ADA');
  await it.build.promoCode(bob, 'BOB');
  return {
    ...{ program, ada, bob },
    async buy(fields) {
      orders += 1;
      const body = { program, order_id: `b-${orders}`, amount: 1_000, currency: 'USD', ...fields };
      return (await it.call<TrackAnswer>('POST', '/track/purchase', { body })).body;
    },
  };
};

const verdicts = ({ attribution }: TrackAnswer) => attribution.candidates.map(({ verdict }) => verdict);

describe('referral_days', () => {
  test('bind from the decision to the last millisecond, and then whoever comes next refers anew', async () => {
    const shop = await openShop({ referral_days: 30 });
    const first = await shop.buy({ customer_id: 'c', promo_code: 'ADA' });
    const decidedAt = it.clock.now();
    const referral = await it.call('GET', `/api/v1/referrals/${first.referral_id}`);
    expect(referral.body).toMatchObject({
      expires_at: toIso(decidedAt + 30 * dayMs),
      policy: { referral_days: 30 },
    });
    it.clock.set(decidedAt + 30 * dayMs - 1);
    const renewal = await shop.buy({ customer_id: 'c', promo_code: 'BOB' });
    expect(renewal).toMatchObject({ attribution: { partner_id: shop.ada, method: 'referral' } });
    it.clock.advance(1);
    const unbound = await shop.buy({ customer_id: 'c' });
    expect(unbound).toMatchObject({ attributed: false, attribution: { reason: 'no_eligible_candidate' } });
    expect(verdicts(unbound)).toEqual(['referral_expired']);
    await it.events();
    const taken = await shop.buy({ customer_id: 'c', promo_code: 'BOB' });
    expect(taken.attribution.partner_id).toBe(shop.bob);
    expect(taken.referral_id).not.toBe(first.referral_id);
    expect(await it.events()).toEqual([
      'conversion.created',
      'referral.created',
      'conversion.qualified',
      'referral.converted',
      'commission.created',
    ]);
    expect((await it.call('GET', `/api/v1/referrals/${first.referral_id}`)).body.state).toBe('expired');
  });

  test('that are changed leave referrals that exist as they are', async () => {
    const shop = await openShop({ referral_days: 10 });
    const program = `/api/v1/programs/${shop.program}`;
    const short = await shop.buy({ customer_id: 'short', promo_code: 'ADA' });
    await it.call('PATCH', program, { body: { referral_days: null } });
    const endless = await shop.buy({ customer_id: 'endless', promo_code: 'ADA' });
    await it.call('PATCH', program, { body: { referral_days: 1 } });
    const expiry = async ({ referral_id }: TrackAnswer) =>
      (await it.call('GET', `/api/v1/referrals/${referral_id}`)).body.expires_at;
    expect(await expiry(short)).toBe(toIso(it.clock.now() + 10 * dayMs));
    expect(await expiry(endless)).toBeNull();
    it.clock.advance(400 * dayMs);
    expect((await shop.buy({ customer_id: 'short' })).attributed).toBe(false);
    expect((await shop.buy({ customer_id: 'endless' })).attribution.partner_id).toBe(shop.ada);
  });

  test('find the referral of the day of a sale that is told late, whoever has the customer by now', async () => {
    const shop = await openShop({ referral_days: 30 });
    const start = it.clock.now();
    await shop.buy({ customer_id: 'late', promo_code: 'ADA' });
    it.clock.advance(40 * dayMs);
    await shop.buy({ customer_id: 'late', promo_code: 'BOB' });
    const told = await shop.buy({ customer_id: 'late', occurred_at: toIso(start + 20 * dayMs) });
    expect(told.attribution).toMatchObject({ partner_id: shop.ada, method: 'referral' });
    const between = await shop.buy({ customer_id: 'late', occurred_at: toIso(start + 35 * dayMs) });
    expect(between.attribution).toMatchObject({ partner_id: shop.bob, method: 'referral' });
  });

  test.each([0, -1, 1.5, 3651, '30'])('are a whole number of days: %p is refused', async (referral_days) => {
    const shop = await openShop({});
    const answer = await it.call('PATCH', `/api/v1/programs/${shop.program}`, { body: { referral_days } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'referral_days' }] } });
  });
});

describe('new_customers_only', () => {
  test('credits nobody new for a customer who bought before; the sale is stored with its candidates', async () => {
    const shop = await openShop({ new_customers_only: true });
    expect((await shop.buy({ customer_id: 'old' })).attributed).toBe(false);
    it.clock.advance(1_000);
    await it.events();
    const second = await shop.buy({ customer_id: 'old', promo_code: 'ADA' });
    expect(second).toMatchObject({
      attributed: false,
      referral_id: null,
      commissions: [],
      conversion: { state: 'qualified' },
      attribution: { partner_id: null, method: 'none', reason: 'not_a_new_customer' },
    });
    expect(verdicts(second)).toEqual(['not_a_new_customer']);
    expect(await it.events()).toEqual(['conversion.created', 'conversion.qualified']);
  });

  test('goes by what the merchant says before what was tracked, either way', async () => {
    const shop = await openShop({ new_customers_only: true });
    await shop.buy({ customer_id: 'told' });
    it.clock.advance(1_000);
    const isNew = await shop.buy({ customer_id: 'told', promo_code: 'ADA', is_new_customer: true });
    expect(isNew.attribution.partner_id).toBe(shop.ada);
    const isOld = await shop.buy({ customer_id: 'unseen', promo_code: 'ADA', is_new_customer: false });
    expect(isOld.attribution.reason).toBe('not_a_new_customer');
    const nobody = await shop.buy({ promo_code: 'ADA', is_new_customer: false });
    expect(nobody.attribution.reason).toBe('not_a_new_customer');
  });

  test('leaves a referred customer with their partner, who earns the renewals', async () => {
    const shop = await openShop({ new_customers_only: true, coupon_overrides_referral: true });
    await shop.buy({ customer_id: 'mine', promo_code: 'ADA' });
    it.clock.advance(dayMs);
    const renewal = await shop.buy({ customer_id: 'mine', promo_code: 'BOB', is_new_customer: false });
    expect(renewal).toMatchObject({ attribution: { partner_id: shop.ada, method: 'referral' } });
    expect(renewal.commissions).toMatchObject([{ partner_id: shop.ada, amount: 200 }]);
  });

  test('lets no signup of an old customer in by the back door', async () => {
    const shop = await openShop({ new_customers_only: true });
    await shop.buy({ customer_id: 'door' });
    it.clock.advance(1_000);
    const body = { program: shop.program, customer_id: 'door', promo_code: 'ADA' };
    const signup = await it.call<TrackAnswer>('POST', '/track/signup', { body });
    expect(signup.body).toMatchObject({ attributed: false, referral_id: null });
    expect((await shop.buy({ customer_id: 'door' })).attributed).toBe(false);
  });

  test('takes a sale that is told late for the first one that it was', async () => {
    const shop = await openShop({ new_customers_only: true });
    const earlier = toIso(it.clock.now() - dayMs);
    await shop.buy({ customer_id: 'mixed' });
    const first = await shop.buy({ customer_id: 'mixed', promo_code: 'ADA', occurred_at: earlier });
    expect(first.attribution.partner_id).toBe(shop.ada);
  });
});

test('both settings have a value that changes nothing until somebody sets them', async () => {
  const { body } = await it.call('POST', '/api/v1/programs', { body: { name: 'Plain', currency: 'USD' } });
  expect(body).toMatchObject({ referral_days: null, new_customers_only: false });
});
