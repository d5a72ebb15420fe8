import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { listCommissionsOf } from '../../src/commissions/commission.store.ts';
import { type Commission, presentAmountMinor } from '../../src/commissions/commission.ts';
import { findConversion } from '../../src/conversions/conversion.store.ts';
import type { Conversion } from '../../src/conversions/conversion.ts';
import type { ConversionId } from '../../src/core/ids.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { openRefundShop, type RefundShop } from '../support/refunds.ts';

/** Any sequence of refunds, chargebacks, what undoes them, and payouts between, held against a small model. */
let it: TestApp;
let shop: RefundShop;
let saleCount = 0;

beforeAll(async () => {
  it = await createTestApp();
  shop = await openRefundShop(it, { hold_days: 0 });
  await it.build.rule({ kind: 'flat', amount: 777, scope: { product_id: 'extra' } });
});
afterAll(() => it.close());

type Step =
  | { readonly what: 'refund' | 'chargeback'; readonly percent: number | null }
  | { readonly what: 'undo' | 'pay' | 'reserve' | 'finish' | 'cancel'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    what: fc.constantFrom('refund' as const, 'chargeback' as const),
    percent: fc.option(fc.integer({ min: 0, max: 120 }), { nil: null, freq: 3 }),
  }),
  fc.record({
    what: fc.constantFrom(...(['undo', 'undo', 'pay', 'reserve', 'finish', 'cancel'] as const)),
    which: fc.nat(9),
  }),
);

/** What is wanted of the charge: in the order of time, everything wanted sums up to the charge at most. */
class Model {
  readonly wanted: { refundId: string; kind: 'refund' | 'chargeback'; minor: number; isUndone: boolean }[] =
    [];

  constructor(readonly chargedMinor: number) {}

  get refundedMinor(): number {
    const live = this.wanted.filter(({ isUndone }) => !isUndone);
    return Math.min(
      this.chargedMinor,
      live.reduce((sum, { minor }) => sum + minor, 0),
    );
  }

  get status(): string {
    if (this.wanted.some(({ kind, isUndone }) => kind === 'chargeback' && !isUndone)) return 'charged_back';
    if (this.refundedMinor === 0) return 'none';
    return this.refundedMinor === this.chargedMinor ? 'full' : 'partial';
  }
}

const holds = async (saleId: string, model: Model): Promise<void> => {
  const conversion = (await findConversion(it.app.read, saleId as ConversionId)) as Conversion;
  expect(conversion.refundedMinor).toBe(model.refundedMinor);
  expect(conversion.refundStatus).toBe(model.status as never);
  const commissions = await listCommissionsOf(it.app.read, conversion.id);
  for (const original of commissions.filter(({ kind }) => kind === 'sale')) {
    const lines = commissions.filter(({ originalCommissionId }) => originalCommissionId === original.id);
    for (const line of [original, ...lines]) {
      expect(line.reversedMinor).toBeGreaterThanOrEqual(0);
      if (line.kind !== 'clawback') expect(presentAmountMinor(line)).toBeGreaterThanOrEqual(0);
    }
    const family = [original, ...lines];
    if (family.some(({ state }) => state === 'processing')) continue;
    const remaining = family.reduce((sum, line) => sum + presentAmountMinor(line), 0);
    const share = Math.round((original.original.minor * model.refundedMinor) / (model.chargedMinor || 1));
    expect(remaining).toBe(original.original.minor - share);
  }
  for (const line of commissions.filter(({ kind }) => kind !== 'sale')) {
    expect(commissions.map(({ id }) => id)).toContain(line.originalCommissionId as Commission['id']);
  }
};

const pick = <T>(list: readonly T[], which: number): T | undefined => list[which % (list.length || 1)];

const take = async (saleId: string, order: string, model: Model, taken: Step): Promise<void> => {
  it.clock.advance(1);
  if ('percent' in taken) {
    const { what: kind, percent } = taken;
    const minor = percent === null ? null : Math.floor((model.chargedMinor * percent) / 100);
    const refundId = `${order}-${model.wanted.length}`;
    const body = { refund_id: refundId, kind, order_id: order, ...(minor !== null && { amount: minor }) };
    expect((await shop.refund(body)).status).toBe(201);
    const rest = model.chargedMinor - model.refundedMinor;
    model.wanted.push({ refundId, kind, minor: minor ?? rest, isUndone: false });
    return;
  }
  if (taken.what === 'undo') {
    const undone = pick(
      model.wanted.filter(({ isUndone }) => !isUndone),
      taken.which,
    );
    if (!undone) return;
    const kind = undone.kind === 'refund' ? 'refund_canceled' : 'chargeback_won';
    expect((await shop.refund({ refund_id: undone.refundId, kind, order_id: order })).status).toBe(201);
    undone.isUndone = true;
    return;
  }
  await pay(saleId, taken.what, taken.which);
};

/** As a payout would: it takes what is due, and lets go of it or pays it. */
const pay = async (saleId: string, what: Step['what'], which: number): Promise<void> => {
  const state = what === 'reserve' || what === 'pay' ? 'due' : 'processing';
  const lines = await listCommissionsOf(it.app.read, saleId as ConversionId);
  const line = pick(
    lines.filter((commission) => commission.state === state),
    which,
  );
  if (!line) return;
  if (state === 'due') await shop.change(line.id, { payoutId: 'pay_0000000001' });
  if (what === 'pay' || what === 'finish') await shop.change(line.id, { paidAt: it.clock.now() });
  if (what === 'cancel') await shop.change(line.id, { payoutId: null });
};

test('any sequence of refunds and payouts leaves what a naive model says, line by line', async () => {
  const charges = fc.constantFrom(0, 1, 3, 7, 999, 10_000, 99_999);
  await fc.assert(
    fc.asyncProperty(charges, fc.array(step, { minLength: 1, maxLength: 14 }), async (amount, steps) => {
      saleCount += 1;
      const order = `S-${saleCount}`;
      const items = amount > 2 ? [item('book', amount - 2), item('extra', 2)] : [];
      const sale = await shop.buy(order, { amount, items });
      for (const { id } of sale.commissions) await shop.change(id, {});
      const model = new Model(amount);
      for (const taken of steps) {
        await take(sale.id, order, model, taken);
        await holds(sale.id, model);
      }
      await settleAll(sale.id);
      await holds(sale.id, model);
    }),
    { numRuns: 80 },
  );
  await assertBooksBalance(it);
}, 60_000);

const item = (product_id: string, amount: number) => ({ product_id, amount });

const settleAll = async (saleId: string): Promise<void> => {
  const lines = await listCommissionsOf(it.app.read, saleId as ConversionId);
  for (const { id, state } of lines) {
    if (state === 'processing') await shop.change(id, { paidAt: it.clock.now() });
  }
};
