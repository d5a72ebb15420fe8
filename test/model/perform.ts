import { expect } from 'bun:test';
import { hourMs, toIso } from '../../src/core/clock.ts';
import { type Books, changePurchaseRule, dayMs, tick } from './books.ts';
import * as moving from './moving.ts';
import { draft } from './payouts.ts';
import * as people from './people.ts';
import { post, type Shop, tickShop } from './shop.ts';
import type { Step, StepOf } from './steps.ts';
import * as tracking from './tracking.ts';

/** Does one step to the product and to the books, and what the clock does after it; both must agree whether it may be. */
export const perform = async (books: Books, shop: Shop, step: Step): Promise<void> => {
  const { clock } = shop.it;
  clock.advance(step.what === 'time' ? step.hours * hourMs : 1);
  books.now = clock.now();
  await act(books, shop, step);
  await tickShop(shop);
  tick(books);
};

const act = async (books: Books, shop: Shop, step: Step): Promise<void> => {
  switch (step.what) {
    case 'purchase':
      return await tracking.purchase(books, shop, step);
    case 'signup':
      return await tracking.signup(books, shop, step);
    case 'refund':
      return await tracking.refund(books, shop, step);
    case 'order_cancellation':
      return await tracking.cancelOrder(books, shop, step.order);
    case 'customer_cancellation':
      return await tracking.stopCustomer(books, shop, step.customer);
    case 'click':
      return await tracking.click(books, shop, step.partner);
    case 'repeat':
      return await tracking.repeat(shop, step.which);
    case 'rule':
      return await changeRule(books, shop, step.points);
    case 'approvals':
      return await approveAll(books, shop);
    case 'bonus':
      return await award(books, shop, step);
    case 'draft':
      return await draftBatch(books, shop, step.minimum);
    case 'pay':
      await draftBatch(books, shop, step.minimum);
      return await moving.onBatch(books, shop, { what: 'batch_approval', which: books.batches.length - 1 });
    case 'batch_approval':
    case 'batch_cancellation':
    case 'batch_completion':
      return await moving.onBatch(books, shop, step);
    case 'payout':
      return await moving.onPayout(books, shop, step);
    case 'qualification':
    case 'rejection':
      return await moving.onSale(books, shop, step);
    case 'assignment':
      return await moving.onAssignment(books, shop, step);
    case 'suspension':
    case 'reinstatement':
    case 'termination':
      return await moving.onPartner(books, shop, step);
    case 'approval':
    case 'hold':
    case 'release':
    case 'void':
    case 'adjustment':
      return await moving.onLine(books, shop, step);
    case 'time':
      return;
  }
};

const changeRule = async (books: Books, shop: Shop, points: number): Promise<void> => {
  const path = `/api/v1/commission-rules/${shop.ruleId}`;
  const { status } = await shop.call('PATCH', path, { body: { kind: 'percent', basis_points: points } });
  expect(status).toBe(200);
  changePurchaseRule(books, { points });
};

const approveAll = async (books: Books, shop: Shop): Promise<void> => {
  const { status } = await post(shop, 'commissions/approvals', { filter: { program_id: shop.programId } });
  expect(status).toBe(200);
  people.approveAll(books);
};

const award = async (books: Books, shop: Shop, step: StepOf<'bonus'>): Promise<void> => {
  const amount = 1_234;
  const dueAt = books.now + step.days * dayMs;
  const sale = step.sale === null || books.sales.length === 0 ? null : step.sale % books.sales.length;
  const { status } = await post(shop, 'commissions', {
    ...{ partner_id: shop.partnerIds[step.partner], amount, note: 'well done', due_at: toIso(dueAt) },
    ...(sale !== null && { conversion_id: shop.saleIds[sale] }),
  });
  expect(status).toBe(201);
  people.award(books, step.partner, { amount, dueAt, sale });
};

const draftBatch = async (books: Books, shop: Shop, minimum: number | null): Promise<void> => {
  const minimums = minimum === null ? {} : { minimums: { USD: minimum } };
  const { status, body } = await post(shop, 'payout-batches', { program_id: shop.programId, ...minimums });
  expect(status).toBe(201);
  shop.batchIds.push(body.id);
  draft(books, minimum);
};
