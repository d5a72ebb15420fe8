import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { dayMs } from '../../src/core/clock.ts';
import { type CommissionWorld, createCommissionWorld } from '../commissions/support/commission-world.ts';
import { assertBooksBalance } from '../support/books.ts';
import type { AnswerBody } from '../support/call.ts';

/** Sales of 10.00 USD that earn 2.00, due after ten days; every step of a payout is made as the payout makes it. */
let world: CommissionWorld;

beforeEach(async () => {
  world = await createCommissionWorld({ approval: 'auto' });
});
afterEach(async () => {
  await assertBooksBalance(world.app);
  await world.app.close();
});

const reject = (id: string) =>
  world.app.call('POST', `/api/v1/conversions/${id}/rejection`, { body: { reason: 'fraud' } });
const qualify = (id: string) => world.app.call('POST', `/api/v1/conversions/${id}/qualification`);
const linesOf = async (id: string): Promise<readonly AnswerBody[]> =>
  (await world.app.call('GET', `/api/v1/commissions?conversion_id=${id}&limit=200`)).body.data;
const totalOf = async (id: string) => (await linesOf(id)).reduce((sum, line) => sum + Number(line.amount), 0);
const linesIn = async (id: string, state: string) =>
  (await linesOf(id)).filter((line) => line.state === state).map((line) => line.id);

const reserve = async (id: string) => {
  for (const due of await linesIn(id, 'due')) await world.change(due, () => ({ payoutId: 'pay_0000000000' }));
};
const pay = async (id: string) => {
  await reserve(id);
  for (const it of await linesIn(id, 'processing')) await world.change(it, (now) => ({ paidAt: now }));
};
const cancelPayout = async (id: string) => {
  for (const it of await linesIn(id, 'processing')) await world.change(it, () => ({ payoutId: null }));
};
const pass = async () => {
  world.app.clock.advance(11 * dayMs);
  await world.tick();
};
const sale = async () => {
  const commission = await world.earn();
  return { commission, conversion: String((await world.get(commission)).conversion_id) };
};

describe('rejecting what was paid', () => {
  test('claws it back by a line that is due at once; qualifying again voids that line', async () => {
    const { commission, conversion } = await sale();
    await pass();
    await pay(conversion);
    await world.app.events();
    await reject(conversion);
    expect(await world.app.events()).toEqual(['conversion.rejected', 'commission.adjusted']);
    expect(await linesOf(conversion)).toMatchObject([
      {
        kind: 'clawback',
        state: 'due',
        amount: -200,
        reason: 'conversion_rejected',
        original_commission_id: commission,
      },
      { kind: 'sale', state: 'paid', amount: 200 },
    ]);
    expect(await world.balance()).toMatchObject({ due: -200, paid: 200, balance: -200 });
    await qualify(conversion);
    expect(await world.app.events()).toEqual(['conversion.qualified', 'commission.voided']);
    expect(await world.balance()).toMatchObject({ due: 0, paid: 200, balance: 0 });
  });

  test('and was netted since, is given back by a line of its own when it is qualified again', async () => {
    const { conversion } = await sale();
    await pass();
    await pay(conversion);
    await reject(conversion);
    await pay(conversion);
    await qualify(conversion);
    expect(await linesOf(conversion)).toMatchObject([
      { kind: 'restore', state: 'due', amount: 200, reason: 'conversion_qualified' },
      { kind: 'clawback', state: 'paid', amount: -200 },
      { kind: 'sale', state: 'paid', amount: 200 },
    ]);
  });

  test('while a payout is under way claws back beside it, whether the payout is made or not', async () => {
    const { conversion } = await sale();
    await pass();
    await reserve(conversion);
    await reject(conversion);
    expect(await totalOf(conversion)).toBe(0);
    await cancelPayout(conversion);
    expect(await world.balance()).toMatchObject({ due: 0, processing: 0, balance: 0 });
  });

  test('takes adjustments along, the paid and the unpaid ones, and brings them back', async () => {
    const { commission, conversion } = await sale();
    await pass();
    await world.adjust(commission, 30);
    await pay(conversion);
    await world.adjust(commission, -50);
    expect(await totalOf(conversion)).toBe(180);
    await reject(conversion);
    expect(await totalOf(conversion)).toBe(0);
    await qualify(conversion);
    expect(await totalOf(conversion)).toBe(180);
  });

  test('with a refund told meanwhile, what comes back is what the refund leaves', async () => {
    const { commission, conversion } = await sale();
    const order = (await world.app.call('GET', `/api/v1/conversions/${conversion}`)).body.order_id;
    const refund = (amount: number, id: string) =>
      world.app.call('POST', '/track/refund', { body: { refund_id: id, order_id: order, amount } });
    await refund(100, 'before');
    expect((await world.get(commission)).amount).toBe(180);
    await reject(conversion);
    await refund(300, 'while rejected');
    expect(await totalOf(conversion)).toBe(0);
    await qualify(conversion);
    expect(await totalOf(conversion)).toBe(120);
    await refund(600, 'the rest');
    expect(await totalOf(conversion)).toBe(0);
  });

  test('and qualified again, a refund still claws back its part', async () => {
    const { conversion } = await sale();
    const order = (await world.app.call('GET', `/api/v1/conversions/${conversion}`)).body.order_id;
    await pass();
    await pay(conversion);
    await reject(conversion);
    await qualify(conversion);
    await world.app.call('POST', '/track/refund', { body: { refund_id: 'r', order_id: order, amount: 500 } });
    expect(await totalOf(conversion)).toBe(100);
  });
});

describe('a refund after a rejection that was clawed back, netted and taken back', () => {
  test('claws back its part', async () => {
    const { conversion } = await sale();
    const order = (await world.app.call('GET', `/api/v1/conversions/${conversion}`)).body.order_id;
    await pass();
    await pay(conversion);
    await reject(conversion);
    await pay(conversion);
    await qualify(conversion);
    await pay(conversion);
    await world.app.call('POST', '/track/refund', { body: { refund_id: 'r', order_id: order, amount: 500 } });
    expect(await totalOf(conversion)).toBe(100);
    await reject(conversion);
    expect(await totalOf(conversion)).toBe(0);
    await qualify(conversion);
    expect(await totalOf(conversion)).toBe(100);
  });
});

describe('in any order', () => {
  const steps = {
    pass: () => pass(),
    reserve,
    pay,
    cancelPayout,
    adjustUp: async (id: string) => adjustFirst(id, 17),
    adjustDown: async (id: string) => adjustFirst(id, -33),
    hold: (id: string) => onFirst(id, world.hold),
    release: (id: string) => onFirst(id, world.release),
    reject: (id: string) => reject(id),
    qualify: (id: string) => qualify(id),
  };
  const onFirst = async (id: string, act: (commission: string) => Promise<unknown>) => {
    const first = (await linesOf(id)).find(({ kind, state }) => kind === 'sale' && state !== 'voided');
    if (first) await act(first.id);
  };
  const adjustFirst = (id: string, amount: number) => onFirst(id, (it) => world.adjust(it, amount));
  const changesTotal = ['adjustUp', 'adjustDown'];

  test('a rejected conversion is worth nothing, and qualified again it is worth what it was', async () => {
    const step = fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[]));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (names) => {
        const { conversion } = await sale();
        let worth = 200;
        for (const name of names) {
          await steps[name](conversion);
          const { state } = (await world.app.call('GET', `/api/v1/conversions/${conversion}`)).body;
          const total = await totalOf(conversion);
          if (state === 'rejected') expect(total).toBe(0);
          else if (changesTotal.includes(name)) worth = total;
          else expect(total).toBe(worth);
        }
        await assertBooksBalance(world.app);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
