import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createTierTest, type TierTest } from '../groups/tier-test.ts';
import { assertBooksBalance } from '../support/books.ts';
import type { AnswerBody } from '../support/call.ts';

let it: TierTest;
beforeEach(async () => {
  it = await createTierTest();
});
afterEach(async () => {
  await assertBooksBalance(it);
  await it.close();
});

const programWith = async (fields: object): Promise<AnswerBody> => {
  const program = await it.build.program({
    default_rule: { kind: 'percent', basis_points: 1_000 },
    ...fields,
  });
  return await it.build.partner({ program_id: program.id });
};

const rate = (fields: object) =>
  it.create('/api/v1/exchange-rates', { source: 'ECB', valid_from: '2026-05-01T00:00:00Z', ...fields });

const last = async (partner: AnswerBody): Promise<AnswerBody> => {
  const { body } = await it.call('GET', `/api/v1/commissions?partner_id=${partner.id}&limit=1`);
  return body.data[0] as AnswerBody;
};

describe('a sale in another currency', () => {
  test('is owed in the currency of the program where it converts, by a base that is rounded once', async () => {
    const partner = await programWith({ converts_currencies: true });
    const { id } = await rate({ from: 'JPY', to: 'USD', rate: '0.0064' });
    await it.buy(partner, { amount: 12_345, currency: 'JPY' });
    // 79.008 dollars are 79.01, of which 10 % are 7.901.
    expect(await last(partner)).toMatchObject({
      ...{ amount: 790, currency: 'USD', base_amount: 7_901, exchange_rate_id: id, reason: null },
    });
  });

  test('earns a visible nothing where it is to be converted and no rate is stored', async () => {
    const partner = await programWith({ converts_currencies: true });
    await rate({ from: 'USD', to: 'EUR', rate: '0.5' });
    await it.buy(partner, { amount: 1_000, currency: 'EUR' });
    expect(await last(partner)).toMatchObject({
      ...{ amount: 0, currency: 'EUR', base_amount: 1_000, exchange_rate_id: null, reason: 'no_rate' },
    });
  });

  test('is a share in its own currency where the program does not convert; flat amounts and caps take the rate', async () => {
    const partner = await programWith({ default_rule: { kind: 'flat', amount: 500 } });
    const { id } = await rate({ from: 'EUR', to: 'USD', rate: '1.25' });
    await it.buy(partner, { amount: 1_000, currency: 'EUR' });
    expect(await last(partner)).toMatchObject({ amount: 400, currency: 'EUR', exchange_rate_id: id });
    const scope = { partner_id: partner.id };
    const program_id = partner.program_id;
    await it.build.rule({ program_id, kind: 'percent', basis_points: 5_000, cap: 500, scope });
    await it.buy(partner, { amount: 1_000, currency: 'EUR' });
    expect(await last(partner)).toMatchObject({ amount: 400, currency: 'EUR', reason: 'cap_reached' });
    await it.buy(partner, { amount: 1_000, currency: 'GBP' });
    expect(await last(partner)).toMatchObject({ amount: 0, currency: 'GBP', reason: 'no_rate' });
  });

  test('counts for the caps of the program at the rate, and earns nothing without one', async () => {
    const partner = await programWith({ caps: { partner: { amount: 150, period: 'ever' } } });
    await it.buy(partner, { amount: 1_000, currency: 'EUR' });
    expect(await last(partner)).toMatchObject({ amount: 0, reason: 'no_rate' });
    await rate({ from: 'EUR', to: 'USD', rate: '1.25' });
    await it.buy(partner, { amount: 1_000, currency: 'EUR', order_id: 'e' });
    expect(await last(partner)).toMatchObject({ amount: 100, currency: 'EUR', reason: null });
    // 125 of 150 are used: 25 cents are 20 of the euro's.
    await it.buy(partner, { amount: 1_000, currency: 'EUR' });
    expect(await last(partner)).toMatchObject({ amount: 20, currency: 'EUR', reason: 'cap_reached' });
    const refund = { program: partner.program_id, order_id: 'e', refund_id: 'r', amount: 500 };
    expect((await it.call('POST', '/track/refund', { body: refund })).status).toBe(201);
    // 50 of the euro's cents were 62.5 of the dollar's, of which 63 stay used.
    await it.buy(partner, { amount: 10_000 });
    expect(await last(partner)).toMatchObject({ amount: 62, currency: 'USD', reason: 'cap_reached' });
  });

  test('takes the rate that held when it occurred: the program’s own first, of two the one stored later', async () => {
    const partner = await programWith({ converts_currencies: true });
    const pair = { from: 'EUR', to: 'USD' };
    await rate({ ...pair, rate: '1', valid_from: '2026-05-01T00:00:00Z' });
    await rate({ ...pair, rate: '2', valid_from: '2026-05-10T00:00:00Z' });
    await rate({ ...pair, rate: '3', valid_from: '2026-05-10T00:00:00Z' });
    const buyAt = (occurred_at: string) => it.buy(partner, { amount: 1_000, currency: 'EUR', occurred_at });
    expect(await buyAt('2026-04-30T23:59:59.999Z')).toBe(0);
    expect(await buyAt('2026-05-09T23:59:59.999Z')).toBe(100);
    expect(await buyAt('2026-05-10T00:00:00Z')).toBe(300);
    await rate({ ...pair, rate: '4', program_id: partner.program_id, valid_from: '2026-05-02T00:00:00Z' });
    expect(await buyAt('2026-05-10T00:00:00Z')).toBe(400);
    expect(await buyAt('2026-05-01T12:00:00Z')).toBe(100);
  });

  test('is volume of the partner only where the program converts', async () => {
    for (const converts_currencies of [false, true]) {
      const program = { converts_currencies };
      const { partner } = await it.ladder({ tiers: { Silver: 0, Gold: 10_000 }, program });
      await rate({ from: 'EUR', to: 'USD', rate: '1.25', program_id: partner.program_id });
      await it.buy(partner, { amount: 7_999, currency: 'EUR' });
      expect(await it.tierOf(partner)).toBe('Silver');
      await it.buy(partner, { amount: 1, currency: 'EUR' });
      expect(await it.tierOf(partner)).toBe(converts_currencies ? 'Gold' : 'Silver');
    }
  });
});

describe('exchange rates', () => {
  test('are listed with those that count at an instant', async () => {
    const pair = { from: 'EUR', to: 'USD' };
    const program = await it.build.program();
    await rate({ ...pair, rate: '1' });
    const second = await rate({ ...pair, rate: '1.5', valid_from: '2026-05-10T00:00:00Z' });
    const own = await rate({ ...pair, rate: '2.25', program_id: program.id });
    const list = await it.call('GET', '/api/v1/exchange-rates?from=EUR&at=2026-05-11T00:00:00Z');
    expect(list.body.data.map(({ id }) => id)).toEqual([own.id, second.id]);
    expect((await it.call('GET', '/api/v1/exchange-rates?to=EUR')).body.data).toEqual([]);
    expect(own).toMatchObject({ rate: '2.25', source: 'ECB', program_id: program.id });
    expect(second.program_id).toBeNull();
  });

  test('of a key for one program are its own, and it sees none of another', async () => {
    const here = await it.build.program();
    const there = await it.build.program();
    const key = await it.build.key({ scopes: ['read', 'write'], programId: here.id });
    const body = { from: 'EUR', to: 'USD', rate: '1', source: 'me' };
    const made = await it.call('POST', '/api/v1/exchange-rates', { body, key });
    expect(made.body.program_id).toBe(here.id);
    await rate({ from: 'EUR', to: 'USD', rate: '2', program_id: there.id });
    const list = await it.call('GET', '/api/v1/exchange-rates', { key });
    expect(list.body.data.map(({ program_id }) => program_id)).toEqual([here.id]);
    const refused = await it.call('POST', '/api/v1/exchange-rates', {
      body: { ...body, program_id: there.id },
      key,
    });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'program_id' }] } });
  });

  test.each([
    [{ to: 'EUR' }, 'to'],
    [{ rate: '0' }, 'rate'],
    [{ rate: '1.00000000001' }, 'rate'],
    [{ rate: 1.5 }, 'rate'],
    [{ source: undefined }, 'source'],
  ])('refuse %j', async (fields, path) => {
    const body = { from: 'EUR', to: 'USD', rate: '1', source: 'ECB', ...fields };
    const refused = await it.call('POST', '/api/v1/exchange-rates', { body });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });
});
