import { expect } from 'bun:test';
import { hourMs, toIso } from '../../src/core/clock.ts';
import type { Books, Customer, Refund } from './books.ts';
import { applyRefund } from './refunds.ts';
import { type NewSale, type Pointer, sell } from './sales.ts';
import { codes, type Shop, track } from './shop.ts';
import type { StepOf } from './steps.ts';

/** What merchants and visitors tell, done to the product and to the books. */

const customerName = (no: number): string => `customer-${no}`;
const orderName = (no: number): string => `order-${no}`;

const pointerFields = (shop: Shop, pointer: Pointer) => {
  if (pointer === null) return {};
  if ('code' in pointer) return { partner: codes[pointer.code] };
  const clickId = shop.clickIds[pointer.click];
  return clickId === undefined ? {} : { click_id: clickId };
};

/** A click counts from the ones there are. */
const presentPointer = ({ clicks }: Books, pointer: Pointer): Pointer => {
  if (pointer === null || 'code' in pointer) return pointer;
  return clicks.length === 0 ? null : { click: pointer.click % clicks.length };
};

export const purchase = async (books: Books, shop: Shop, step: StepOf<'purchase'>): Promise<void> => {
  const { order, customer, currency, charge: charged, extraPercent } = step;
  if (books.sales.some((sale) => sale.order === order)) return await tellAgain(shop, orderName(order));
  const tax = Math.floor((charged * step.taxPercent) / 100);
  const base = charged - tax;
  const extra = extraPercent === null ? 0 : Math.floor((base * extraPercent) / 100);
  const items =
    extraPercent === null
      ? []
      : [
          { product: 'book', amount: base - extra },
          { product: 'extra', amount: extra },
        ];
  const pointer = presentPointer(books, step.pointer);
  const at = books.now - step.hoursAgo * hourMs;
  const sale: NewSale = { order, customer, isSignup: false, charged, base, currency, items, pointer, at };
  const { status, body } = await track(shop, 'purchase', {
    ...{ order_id: orderName(order), amount: charged, tax, currency, ...pointerFields(shop, pointer) },
    ...(step.hoursAgo > 0 && { occurred_at: toIso(at) }),
    ...(customer !== null && { customer_id: customerName(customer) }),
    ...(items.length > 0 && { items: items.map(({ product, amount }) => ({ product_id: product, amount })) }),
  });
  expect(status).toBe(201);
  shop.saleIds.push(body.id);
  sell(books, sale);
};

/** The same order again is no other one, with whatever key. */
const tellAgain = async (shop: Shop, orderId: string): Promise<void> => {
  const first = shop.told.find(({ path, body }) => path === '/track/purchase' && body.order_id === orderId);
  const body = { ...first?.body, idempotency_key: shop.freshKey() };
  expect(await shop.call('POST', '/track/purchase', { body })).toMatchObject({ status: 200 });
};

export const signup = async (books: Books, shop: Shop, step: StepOf<'signup'>): Promise<void> => {
  const customer = books.customers[step.customer] as Customer;
  const isKnown = customer.hasSignedUp;
  const pointer = presentPointer(books, step.pointer);
  const fields = { customer_id: customerName(step.customer), ...pointerFields(shop, pointer) };
  const { status, body } = await track(shop, 'signup', fields);
  expect(status).toBe(isKnown ? 200 : 201);
  if (isKnown) return;
  shop.saleIds.push(body.id);
  const nothing = { order: null, charged: 0, base: 0, currency: 'USD', items: [] };
  sell(books, { ...nothing, customer: step.customer, isSignup: true, pointer, at: books.now });
};

export const refund = async (books: Books, shop: Shop, step: StepOf<'refund'>): Promise<void> => {
  const { order, kind } = step;
  const sale = books.sales.find((one) => one.order === order);
  const refundId = `refund-${order}-${step.refundNo}`;
  const earlier = shop.told.find(({ body }) => body.refund_id === refundId && body.kind === kind);
  if (earlier) return await tellRefundAgain(shop, earlier.body);
  const isUndoing = kind === 'refund_canceled' || kind === 'chargeback_won';
  const charged = sale?.charged ?? 10_000;
  const amount = step.percent === null || isUndoing ? null : Math.floor((charged * step.percent) / 100);
  const { status } = await track(shop, 'refund', {
    ...{ order_id: orderName(order), refund_id: refundId, kind },
    ...(amount !== null && { amount }),
  });
  expect(status).toBe(201);
  receive(books, order, { refundId, kind, amount });
};

const tellRefundAgain = async (shop: Shop, first: object): Promise<void> => {
  const body = { ...first, idempotency_key: shop.freshKey() };
  expect(await shop.call('POST', '/track/refund', { body })).toMatchObject({ status: 200 });
};

/** Applied to its sale, or kept until the sale comes. */
const receive = (books: Books, order: number, told: Pick<Refund, 'refundId' | 'kind' | 'amount'>): void => {
  books.refundCount += 1;
  const received: Refund = { ...told, at: books.now, no: books.refundCount };
  const sale = books.sales.find((one) => one.order === order);
  if (sale) applyRefund(books, sale, received);
  else books.parked.set(order, [...(books.parked.get(order) ?? []), received]);
};

/** The whole order is canceled: its rest is refunded, once. */
export const cancelOrder = async (books: Books, shop: Shop, order: number): Promise<void> => {
  const isFirst = !shop.told.some(
    ({ path, body }) => path === '/track/cancellation' && body.order_id === orderName(order),
  );
  const { status } = await track(shop, 'cancellation', { order_id: orderName(order) });
  expect(status).toBe(isFirst ? 201 : 200);
  if (isFirst) receive(books, order, { refundId: `all of ${order}`, kind: 'refund', amount: null });
};

/** The customer cancels: renewals earn nothing from now on. */
export const stopCustomer = async (books: Books, shop: Shop, no: number): Promise<void> => {
  const customer = books.customers[no] as Customer;
  const fields = { customer_id: customerName(no), idempotency_key: shop.freshKey() };
  expect((await track(shop, 'cancellation', fields)).status).toBeLessThan(300);
  if (customer.partner !== null) customer.stoppedAt ??= books.now;
};

const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0';

export const click = async (books: Books, shop: Shop, no: number): Promise<void> => {
  const state = books.partners[no]?.state;
  const headers = { 'user-agent': `${agent} Visit/${books.clicks.length}` };
  const answer = await shop.call('GET', `/r/${shop.slugs[no]}`, { key: null, headers });
  expect(answer.status).toBe(302);
  const id = new URL(answer.headers.get('location') ?? '').searchParams.get('click_id');
  expect(id === null).toBe(state === 'terminated');
  if (id === null) return;
  shop.clickIds.push(id);
  books.clicks.push({ partner: no, at: books.now, isCreditable: state === 'approved' });
};

/** Whatever was told once more, to the letter, changes nothing. */
export const repeat = async (shop: Shop, which: number): Promise<void> => {
  const told = shop.told[which % shop.told.length];
  if (told) expect(await shop.call('POST', told.path, { body: told.body })).toMatchObject({ status: 200 });
};
