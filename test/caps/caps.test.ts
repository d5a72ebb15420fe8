import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { capsAt } from '../../src/caps/cap.ts';
import { listCommissions } from '../../src/commissions/commission-list.store.ts';
import type { CustomerId, PartnerId } from '../../src/core/ids.ts';
import type { CapPeriod } from '../../src/programs/program.ts';
import { changeCommission } from '../../src/workflows/commissions/change-commission.ts';
import { createTierTest, type TierTest } from '../groups/tier-test.ts';
import { testOrigin } from '../support/app.ts';
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

const programWith = async (caps: object, fields: object = {}): Promise<AnswerBody> => {
  const rule = { kind: 'percent', basis_points: 1_000 };
  const program = await it.build.program({ caps, default_rule: rule, ...fields });
  return await it.build.partner({ program_id: program.id });
};

const earned = async (partner: AnswerBody): Promise<[number, unknown][]> => {
  const { body } = await it.call('GET', `/api/v1/commissions?partner_id=${partner.id}`);
  return body.data.map(({ amount, reason }): [number, unknown] => [amount as number, reason]).reverse();
};

const give = async (path: string, body: object) => {
  const answer = await it.call('POST', path, { body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
};

describe('a cap', () => {
  test('cuts to the remainder, then earns a visible nothing, until its period ends', async () => {
    const partner = await programWith({ partner: { amount: 1_500, period: 'month' } });
    for (const amount of [10_000, 10_000, 10_000]) await it.buy(partner, { amount });
    it.clock.set('2026-06-01T00:00:00Z');
    await it.buy(partner, { amount: 10_000, occurred_at: '2026-05-31T23:59:59.999Z' });
    await it.buy(partner, { amount: 10_000 });
    expect(await earned(partner)).toEqual([
      [1_000, null],
      [500, 'cap_reached'],
      [0, 'cap_reached'],
      [0, 'cap_reached'],
      [1_000, null],
    ]);
  });

  test('of a customer counts what all partners earn from them, of a partner only theirs', async () => {
    const first = await programWith(
      { customer: { amount: 1_200, period: 'ever' } },
      { attribution_policy: 'link_first' },
    );
    const second = await it.build.partner({ program_id: first.program_id });
    expect(await it.buy(first, { amount: 10_000, customer_id: 'sam' })).toBe(1_000);
    expect(await it.buy(second, { amount: 10_000, customer_id: 'kim' })).toBe(1_000);
    expect(await it.buy(first, { amount: 10_000, customer_id: 'sam' })).toBe(200);
    expect(await it.buy(first, { amount: 10_000 })).toBe(1_000);
  });

  test('that is the tightest of several decides, and each counts what was earned', async () => {
    const partner = await programWith({
      customer: { amount: 900, period: 'ever' },
      partner: { amount: 1_500, period: 'week' },
      program: { amount: 2_000, period: 'year' },
    });
    const buy = (customer_id: string) => it.buy(partner, { amount: 10_000, customer_id });
    expect([await buy('a'), await buy('b'), await buy('c')]).toEqual([900, 600, 0]);
    it.clock.set('2026-05-18T00:00:00Z');
    expect([await buy('d'), await buy('e')]).toEqual([500, 0]);
  });

  test('limits the lines of a sale one after the other', async () => {
    const partner = await programWith({ program: { amount: 1_000, period: 'day' } });
    for (const product_id of ['a', 'b']) {
      const scope = { product_id };
      await it.build.rule({ program_id: partner.program_id, kind: 'percent', basis_points: 1_000, scope });
    }
    const items = ['a', 'b', 'c'].map((product_id) => ({ product_id, quantity: 1, amount: 6_000 }));
    expect(await it.buy(partner, { amount: 18_000, items })).toBe(1_000);
    expect((await earned(partner)).map(([amount]) => amount).sort()).toEqual([0, 400, 600]);
  });

  test('applies after that of the rule', async () => {
    const partner = await programWith(
      { partner: { amount: 500, period: 'ever' } },
      { default_rule: undefined },
    );
    await it.build.rule({ program_id: partner.program_id, kind: 'flat', amount: 800, cap: 300 });
    expect([await it.buy(partner, { amount: 1 }), await it.buy(partner, { amount: 1 })]).toEqual([300, 200]);
  });
});

describe('what was earned under a cap and is taken back', () => {
  test('by a refund may be earned again', async () => {
    const partner = await programWith({ partner: { amount: 1_500, period: 'month' } });
    await it.buy(partner, { amount: 10_000, order_id: 'a' });
    await it.buy(partner, { amount: 10_000, order_id: 'b' });
    // Half of `a` gives back 500; the cut commission of `b` stays as it was.
    const body = { program: partner.program_id, order_id: 'a', refund_id: 'r', amount: 5_000 };
    await give('/track/refund', body);
    expect(await it.buy(partner, { amount: 10_000 })).toBe(500);
    expect(await it.buy(partner, { amount: 10_000 })).toBe(0);
  });

  test('by a refund after it was paid may be earned again, too', async () => {
    const partner = await programWith({ partner: { amount: 1_000, period: 'month' } }, { hold_days: 0 });
    await it.buy(partner, { amount: 10_000, order_id: 'a' });
    const [commission] = await listCommissions(it.app.read, {}, { limit: 1 });
    if (!commission) throw new Error('there is one');
    await it.app.transact(testOrigin, async (work) => {
      const due = await changeCommission(work, commission, {});
      const reserved = await changeCommission(work, due, { payoutId: 'pay_0000000000' });
      await changeCommission(work, reserved, { paidAt: work.now });
    });
    await give('/track/refund', {
      program: partner.program_id,
      order_id: 'a',
      refund_id: 'r',
      amount: 4_000,
    });
    expect(await it.buy(partner, { amount: 10_000 })).toBe(400);
  });
});

describe('the period of a cap', () => {
  const nameOf = (period: CapPeriod, at: string, timeZone: string) => {
    const cap = { amountMinor: 1, period };
    const caps = { customer: null, partner: cap, program: null };
    const subjects = { customerId: 'cus_1' as CustomerId, partnerId: 'prt_1' as PartnerId };
    return capsAt(caps, subjects, Date.parse(at), timeZone).map((found) => found.period);
  };

  test.each([
    ['day', '2026-05-31T22:00:00Z', 'Europe/Berlin', '2026-06-01'],
    ['day', '2026-03-29T21:59:59Z', 'Europe/Berlin', '2026-03-29'],
    ['week', '2026-05-17T23:59:59Z', 'UTC', 'week of 2026-05-11'],
    ['week', '2026-05-18T00:00:00Z', 'UTC', 'week of 2026-05-18'],
    ['week', '2027-01-01T12:00:00Z', 'UTC', 'week of 2026-12-28'],
    ['month', '2028-02-29T23:30:00Z', 'Europe/Berlin', '2028-03'],
    ['year', '2026-12-31T18:29:59Z', 'Asia/Kolkata', '2026'],
    ['year', '2026-12-31T18:30:00Z', 'Asia/Kolkata', '2027'],
    ['ever', '2026-05-15T12:00:00Z', 'UTC', 'ever'],
  ] as const)('%s at %s in %s is %s', (period, at, timeZone, name) => {
    expect(nameOf(period, at, timeZone)).toEqual([name]);
  });
});
