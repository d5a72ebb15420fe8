import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import type { ConversionId, ProgramId } from '../../src/core/ids.ts';
import { insertRefund } from '../../src/refunds/refund.store.ts';
import { maxRefundsOfSale } from '../../src/workflows/refunds/assert-room.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { openRefundShop, type RefundShop } from '../support/refunds.ts';
import { countRows } from '../support/stored-rows.ts';

/** How much can be told, and decided, about one sale. */
let it: TestApp;
let shop: RefundShop;
beforeAll(async () => {
  it = await createTestApp();
  shop = await openRefundShop(it);
});
afterAll(() => it.close());
afterEach(() => assertBooksBalance(it));

/** All but one of the refunds that a sale may have, of nothing each. */
const fill = (conversionId: ConversionId) =>
  it.app.transact(testOrigin, async (work) => {
    for (let index = 1; index < maxRefundsOfSale; index += 1) {
      const id = work.ids.mint('rfd');
      await insertRefund(work, {
        ...{ id, conversionId, refundId: id, programId: shop.programId as ProgramId, orderReference: 'FULL' },
        ...{
          kind: 'refund',
          state: 'applied',
          amountMinor: 0,
          currency: null,
          appliedMinor: 0,
          reason: null,
        },
        told: { operation: 'refund', order_ids: ['FULL'] },
        ...{ idempotencyKey: null, occurredAt: work.now, receivedAt: work.now, appliedAt: work.now },
      });
    }
  });

describe('a sale', () => {
  test('has 200 refunds at most; the next is refused and loses nothing, what undoes one is taken', async () => {
    const sale = await shop.buy('FULL');
    await fill(sale.id as ConversionId);
    const last = { refund_id: 'last', order_id: 'FULL', amount: 2_500 };
    expect((await shop.refund(last)).status).toBe(201);
    const rows = await countRows(it);
    const refused = await shop.refund(
      { refund_id: 'more', order_id: 'FULL', amount: 100 },
      { 'idempotency-key': 'k-1' },
    );
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(refused.body.detail).toContain('200 refunds');
    expect(await countRows(it)).toEqual(rows);
    expect((await shop.refund(last)).status).toBe(200);
    const undone = await shop.refund({ refund_id: 'last', order_id: 'FULL', kind: 'refund_canceled' });
    expect(undone).toMatchObject({ status: 201, body: { conversion: { refunded_amount: 0 } } });
    expect(await shop.balances()).toEqual({ pending: 2_000 });
  });

  test('that has not come yet is waited for by 200 refunds at most', async () => {
    const before = await it.call('POST', '/track/refund', {
      body: { refund_id: 'w-0', order_id: 'LATER', amount: 1 },
    });
    expect(before.status).toBe(201);
    for (let index = 1; index < maxRefundsOfSale; index += 1) {
      await shop.refund({ refund_id: `w-${index}`, order_id: 'LATER', amount: 1 });
    }
    expect(await shop.refund({ refund_id: 'w-last', order_id: 'LATER', amount: 1 })).toMatchObject({
      status: 409,
    });
    expect(await shop.buy('LATER')).toMatchObject({ conversion: { refunded_amount: 200 } });
  });

  test('changes hands 50 times at most; then it stays whose it is', async () => {
    const sale = await shop.buy('HANDS');
    const other = await it.build.partner({ program_id: shop.programId });
    const assign = (partner_id: string | null) =>
      it.call('POST', `/api/v1/conversions/${sale.id}/assignment`, { body: { partner_id } });
    for (let index = 0; index < 50; index += 1) {
      expect((await assign(index % 2 === 0 ? other.id : shop.partnerId)).status).toBe(200);
    }
    const refused = await assign(other.id);
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(refused.body.detail).toContain('stays whose it is');
    expect((await it.call('GET', `/api/v1/conversions/${sale.id}`)).body.partner_id).toBe(shop.partnerId);
    expect((await assign(shop.partnerId)).status).toBe(200);
  });
});
