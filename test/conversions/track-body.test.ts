import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { readPurchase, readSignup } from '../../src/conversions/track-body.ts';
import type { TrackRequest } from '../../src/conversions/track-request.ts';
import { DomainError } from '../../src/core/errors.ts';

const now = Date.parse('2026-05-15T12:00:00Z');
const sale = { order_id: 'o-1', amount: 12900, currency: 'USD' };

const purchase = (body: unknown, idempotencyKey: string | null = null): TrackRequest =>
  readPurchase({ body, idempotencyKey, now });
const signup = (body: unknown, idempotencyKey: string | null = null): TrackRequest =>
  readSignup({ body, idempotencyKey, now });

const refusal = (read: () => unknown): DomainError => {
  try {
    read();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('it was accepted');
};
const refusedFields = (read: () => unknown): string[] => refusal(read).errors.map((error) => error.path);

describe('a purchase', () => {
  test('comes out with every field in its place', () => {
    const full = purchase({
      idempotency_key: 'k-1',
      order_id: 'o-1',
      customer_id: 'c-1',
      customer_email: 'jane@example.com',
      customer_name: ' Jane ',
      is_new_customer: true,
      click_id: 'clk_1',
      click_cookie: 'clk_2',
      promo_code: 'SAVE20',
      partner: 'jane',
      amount: 12900,
      currency: 'USD',
      discount: 100,
      tax: 900,
      shipping: 500,
      items: [
        { product_id: 'a', quantity: 2, amount: 11000 },
        { product_id: 'b', amount: 500 },
      ],
      type: 'deposit',
      plan: 'pro',
      occurred_at: '2026-05-15T13:00:00+02:00',
      sub1: 's1',
      sub5: 's5',
      country: 'DE',
      metadata: { nested: { list: [1, null] } },
    });
    expect(full).toEqual({
      operation: 'purchase',
      programId: undefined,
      type: 'deposit',
      idempotencyKey: 'k-1',
      bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      orderId: 'o-1',
      orderAliases: [],
      customerId: 'c-1',
      customerEmail: 'jane@example.com',
      customerName: 'Jane',
      isNewCustomer: true,
      clickId: 'clk_1',
      clickCookie: 'clk_2',
      promoCode: 'SAVE20',
      partner: 'jane',
      money: {
        amountMinor: 12900,
        currency: 'USD' as never,
        discountMinor: 100,
        taxMinor: 900,
        shippingMinor: 500,
        items: [
          { productId: 'a', quantity: 2, amountMinor: 11000 },
          { productId: 'b', quantity: 1, amountMinor: 500 },
        ],
      },
      plan: 'pro',
      occurredAt: Date.parse('2026-05-15T11:00:00Z'),
      subs: { sub1: 's1', sub2: null, sub3: null, sub4: null, sub5: 's5' },
      country: 'DE',
      metadata: { nested: { list: [1, null] } },
      warnings: [],
    });
  });

  test('needs no more than an order id, an amount and a currency', () => {
    const { type, customerId, occurredAt, money } = purchase(sale);
    expect({ type, customerId, occurredAt }).toEqual({
      type: 'purchase',
      customerId: null,
      occurredAt: undefined,
    });
    expect(money).toMatchObject({ discountMinor: 0, taxMinor: 0, shippingMinor: 0, items: [] });
  });

  test('takes a field that is null as left out, and evidence that is empty as well', () => {
    const read = purchase({
      ...sale,
      tax: null,
      items: null,
      occurred_at: null,
      click_id: '',
      promo_code: '',
    });
    expect(read).toMatchObject({ clickId: null, promoCode: null, occurredAt: undefined, warnings: [] });
    expect(purchase({ ...sale, click_id: '', tid: 'clk_9' }).clickId).toBe('clk_9');
  });

  test('accepts what it does not know and says so', () => {
    const { warnings } = purchase({
      ...sale,
      utm: 1,
      constructor: 2,
      items: [{ product_id: 'a', amount: 12900, sku: 1 }],
    });
    expect(warnings).toEqual([
      'utm is not a field of a purchase; it was ignored',
      'constructor is not a field of a purchase; it was ignored',
      'items[].sku is not a field of a purchase; it was ignored',
    ]);
  });

  test('names at most twenty unknown fields, none at full length when that is long', () => {
    const many = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`${index}`.padEnd(5000, 'x'), 1]),
    );
    const { warnings } = purchase({ ...sale, ...many });
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toStartWith('480 more fields');
    expect(Math.max(...warnings.map((warning) => warning.length))).toBeLessThan(200);
  });

  test('is not changed by a body that names __proto__', () => {
    const read = purchase(
      JSON.parse('{"order_id":"o","amount":1,"currency":"USD","__proto__":{"plan":"x"}}'),
    );
    expect(read.plan).toBeNull();
    expect(read.warnings).toEqual(['__proto__ is not a field of a purchase; it was ignored']);
    expect(({} as Record<string, unknown>).plan).toBeUndefined();
  });
});

describe('a signup', () => {
  test('carries no money: such fields are ignored with a warning', () => {
    const read = signup({
      customer_id: 'c',
      amount: 'many',
      currency: 'usd',
      items: 1,
      tax: -1,
      order_id: 'o',
    });
    expect(read).toMatchObject({ operation: 'signup', type: 'signup', money: null, orderId: 'o' });
    expect(read.warnings.map((warning) => warning.split(' ')[0])).toEqual([
      'amount',
      'currency',
      'items',
      'tax',
    ]);
  });

  test('needs a customer_id or a customer_email, and no key', () => {
    expect(refusedFields(() => signup({ customer_name: 'Jane' }))).toEqual(['customer_id']);
    expect(signup({ customer_email: 'jane@example.com' }).idempotencyKey).toBeNull();
    expect(signup({ uid: 'u' }).customerId).toBe('u');
  });

  test('is of type signup and no other', () => {
    expect(signup({ customer_id: 'c', type: 'signup' }).type).toBe('signup');
    expect(refusedFields(() => signup({ customer_id: 'c', type: 'lead' }))).toEqual(['type']);
  });
});

describe('the idempotency key', () => {
  test('comes from the header or the body', () => {
    expect(purchase({ ...sale, idempotency_key: 'b' }).idempotencyKey).toBe('b');
    expect(purchase(sale, 'h').idempotencyKey).toBe('h');
    expect(purchase({ ...sale, idempotency_key: 'k' }, 'k').idempotencyKey).toBe('k');
  });

  test('is the same request wherever it stands', () => {
    expect(purchase({ ...sale, idempotency_key: 'k' }).bodyHash).toBe(purchase(sale, 'k').bodyHash);
  });

  test('must be the same in both places', () => {
    expect(refusedFields(() => purchase({ ...sale, idempotency_key: 'k' }, 'other'))).toEqual([
      'idempotency_key',
    ]);
  });

  test('may be left out of a purchase only when an order is named', () => {
    const { order_id: _, ...unnamed } = sale;
    expect(refusedFields(() => purchase(unnamed))).toEqual(['idempotency_key']);
    expect(purchase(unnamed, 'k').orderId).toBeNull();
    expect(purchase({ ...unnamed, charge_id: 'ch' }).idempotencyKey).toBeNull();
  });

  for (const bad of ['', 'x'.repeat(256), 'a\u0007b']) {
    test(`is refused as ${JSON.stringify(bad.slice(0, 5))} of ${bad.length} characters`, () => {
      expect(refusedFields(() => purchase(sale, bad))).toEqual(['Idempotency-Key']);
      expect(refusedFields(() => purchase({ ...sale, idempotency_key: bad }))).toEqual(['idempotency_key']);
    });
  }

  test('of 255 characters is taken', () => {
    expect(purchase(sale, 'x'.repeat(255)).idempotencyKey).toHaveLength(255);
  });
});

describe('anything', () => {
  test('is either read or refused as an invalid request', () => {
    const names = [
      'items',
      'metadata',
      'type',
      'occurred_at',
      'currency',
      'amount',
      'uid',
      'tid',
      'order_id',
    ];
    const key = fc.oneof(fc.string(), fc.constantFrom(...names));
    const body = fc.oneof(fc.jsonValue(), fc.dictionary(key, fc.jsonValue()));
    const readers = [signup, purchase];
    fc.assert(
      fc.property(body, fc.option(fc.string()), fc.constantFrom(...readers), (value, header, read) => {
        try {
          read(value, header);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
          expect((error as DomainError).code).toBe('invalid_request');
          expect((error as DomainError).errors.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
