import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { dayMs, toIso } from '../../src/core/clock.ts';
import { type AssignmentWorld, createAssignmentWorld } from '../conversions/support/assignment-world.ts';
import { assertBooksBalance } from '../support/books.ts';

/** A person says whose a customer is: it stands above all that their purchases bring along. */
let world: AssignmentWorld;
beforeAll(async () => {
  world = await createAssignmentWorld({ coupon_overrides_referral: true, referral_days: 100 });
  await world.it.build.promoCode(world.ada, 'ADA10');
});
afterAll(() => world.it.close());
beforeEach(async () => {
  await world.it.events();
});
afterEach(() => assertBooksBalance(world.it));

const assign = (id: unknown, partner_id: string | null, key?: string) =>
  world.it.call<{ referral: { id: string } | null; code: string; errors: { path: string }[] }>(
    'POST',
    `/api/v1/customers/${id}/assignment`,
    { body: { partner_id, reason: 'agreement' }, ...(key !== undefined && { key }) },
  );

const customerOf = async (name: string, fields = {}) =>
  (await world.buy({ customer_id: name, ...fields })).conversion.customer_id;

test('it binds above a promo code that overrides referrals, until referrals of the program end', async () => {
  const customer = await customerOf('bound');
  await world.it.events();
  const { status, body } = await assign(customer, world.bob);
  expect(status).toBe(200);
  expect(body.referral).toMatchObject({
    ...{ method: 'manual', partner_id: world.bob, state: 'lead' },
    expires_at: toIso(world.it.clock.now() + 100 * dayMs),
    candidates: [{ method: 'manual', partner_id: world.bob, verdict: 'assigned' }],
  });
  expect(await world.it.events()).toEqual(['referral.created']);
  const sale = await world.buy({ customer_id: 'bound', promo_code: 'ADA10' });
  expect(sale.attribution).toMatchObject({ method: 'manual', partner_id: world.bob });
  expect(sale.referral_id).toBe(body.referral?.id as never);
  world.it.clock.advance(100 * dayMs);
  const later = await world.buy({ customer_id: 'bound', promo_code: 'ADA10' });
  expect(later.attribution).toMatchObject({ method: 'promo_code', partner_id: world.ada });
});

test('it takes the customer from whoever had them, and leaves what was sold before', async () => {
  const first = await world.buy({ customer_id: 'taken', promo_code: 'ADA10' });
  await assign(first.conversion.customer_id, world.bob);
  const old = await world.it.call('GET', `/api/v1/referrals/${first.referral_id}`);
  expect(old.body.state).toBe('void');
  expect(await world.totals(first.id)).toEqual({ ada: 200, bob: 0 });
  expect((await world.buy({ customer_id: 'taken' })).attribution.partner_id).toBe(world.bob);
});

test('to nobody it frees the customer, for whoever comes next', async () => {
  const customer = await customerOf('freed', { promo_code: 'ADA10' });
  expect((await assign(customer, null)).body.referral).toBeNull();
  expect((await world.buy({ customer_id: 'freed' })).attributed).toBe(false);
  expect((await world.buy({ customer_id: 'freed', partner: 'BOB' })).attribution.partner_id).toBe(world.bob);
});

test('for the partner who has the customer already nothing happens', async () => {
  const customer = await customerOf('same', { promo_code: 'ADA10' });
  await world.it.events();
  const [first, second] = [await assign(customer, world.ada), await assign(customer, world.ada)];
  expect(second.body).toEqual(first.body);
  expect(await world.it.events()).toEqual([]);
});

test('a partner who may not earn, or is of another program, is refused by name', async () => {
  const customer = await customerOf('refused');
  const carl = await world.it.build.partner({ program_id: world.programId });
  await world.it.call('POST', `/api/v1/partners/${carl.id}/suspension`, { body: { reason: 'other' } });
  expect(await assign(customer, carl.id)).toMatchObject({ status: 409, body: { code: 'conflict' } });
  const other = await world.it.build.program({ name: 'Other' });
  const stranger = await world.it.build.partner({ program_id: other.id });
  expect(await assign(customer, stranger.id)).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'partner_id' }] },
  });
  const key = await world.it.build.key({ scopes: ['write'], programId: other.id });
  expect((await assign(customer, stranger.id, key)).status).toBe(404);
});
