import { describe, expect, test } from 'bun:test';
import { z } from 'zod';
import { readPurchase } from '../../src/conversions/track-body.ts';
import { PurchaseBody, SignupBody } from '../../src/conversions/track-body-fields.ts';
import { DomainError } from '../../src/core/errors.ts';

const now = Date.parse('2026-05-15T12:00:00Z');
const sale = { order_id: 'o-1', amount: 12900, currency: 'USD' };
const accepts = (fields: object) => readPurchase({ body: { ...sale, ...fields }, idempotencyKey: null, now });

const refusedFields = (body: unknown): string[] => {
  try {
    readPurchase({ body, idempotencyKey: null, now });
  } catch (error) {
    if (error instanceof DomainError) return error.errors.map(({ path }) => path);
    throw error;
  }
  return [];
};

/** As a number comes over the wire, where `1e400` is Infinity and 2^53 + 1 loses its last bit. */
const wire = (text: string): unknown => JSON.parse(text);

const noAmounts = ['-1', '0.1', '1.005', '1e21', '1e400', '1000000000000001', '9007199254740993']
  .concat(['9223372036854775808', '"5"', '" 5 "', '"5,00"', '"0x10"', '"٥"', 'true', '[]', '{}'])
  .map(wire);
const noTexts = [7, true, [], {}, '', 'x'.repeat(256), 'a\u0000b', 'a\u2028b', 'a\nb'];
const noNames = [7, true, [], {}, '   ', 'x'.repeat(201), 'a\u0000b', 'a\nb'];
const noEvidence = [7, false, [], {}, '  ', 'x'.repeat(256), 'a\u0007b'];

const bad: Record<string, readonly unknown[]> = {
  amount: [...noAmounts, null],
  discount: noAmounts,
  tax: noAmounts,
  shipping: noAmounts,
  currency: ['usd', 'USD\0', 'ＵＳＤ', 'XXX', 'BTC', 'XAU', '', 'US', 840, null, ['USD']],
  order_id: noTexts,
  customer_id: noTexts,
  idempotency_key: noTexts,
  customer_name: noNames,
  plan: noNames,
  click_id: noEvidence,
  click_cookie: noEvidence,
  promo_code: noEvidence,
  partner: noEvidence,
  sub1: [7, [], 'x'.repeat(256), 'a\tb'],
  sub2: [7, [], 'x'.repeat(256), 'a\tb'],
  sub3: [7, [], 'x'.repeat(256), 'a\tb'],
  sub4: [7, [], 'x'.repeat(256), 'a\tb'],
  sub5: [7, [], 'x'.repeat(256), 'a\tb'],
  customer_email: ['', 'jane', 'jane@', '@example.com', 'a b@example.com', 'a@b', 'a@b.c\r\nBcc: x@y.z', 7],
  is_new_customer: ['true', 1, 0, []],
  program: ['', 'prt_0123456789', 'prg_', 'prg_../x', 7],
  country: ['de', 'DEU', 'D', '', 49, 'D1'],
  type: ['', 'Purchase', '1st', 'a-b', 'x'.repeat(41), 'signup', 7, 'a b'],
  occurred_at: [
    'yesterday',
    '2026-05-15',
    '2026-05-15T12:00:00',
    '2026-13-01T00:00:00Z',
    1778842800,
    '',
  ].concat(['1999-12-31T23:59:59Z', '2026-05-16T12:00:00.001Z', '2099-01-01T00:00:00Z'] as never),
  metadata: [
    [],
    'text',
    7,
    Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 1])),
    { text: 'x'.repeat(10 * 1024) },
    { text: 'ü'.repeat(5 * 1024) },
  ],
};

describe('a purchase refuses, naming the field,', () => {
  for (const [field, values] of Object.entries(bad)) {
    test(`every bad ${field}`, () => {
      for (const value of values)
        expect([value, refusedFields({ ...sale, [field]: value })]).toEqual([value, [field]]);
    });
  }

  test('a body that is no object', () => {
    for (const body of [null, undefined, [], [sale], 'text', 7, true])
      expect(refusedFields(body)).toEqual(['']);
  });

  test('an amount or a currency that is missing', () => {
    expect(refusedFields({ order_id: 'o' })).toEqual(['amount', 'currency']);
  });

  test('every field that is wrong, not only the first', () => {
    const body = { ...sale, amount: -1, country: 'x', tid: 'a', click_id: 'b', metadata: [] };
    expect(refusedFields(body).sort()).toEqual(['amount', 'click_id', 'country', 'metadata']);
  });

  test('tax and shipping above the amount', () => {
    expect(refusedFields({ ...sale, tax: 12901 })).toEqual(['tax']);
    expect(refusedFields({ ...sale, shipping: 12901 })).toEqual(['shipping']);
    expect(refusedFields({ ...sale, tax: 12000, shipping: 901 })).toEqual(['tax']);
  });

  test('items that do not sum to amount - tax - shipping', () => {
    const items = [{ product_id: 'a', amount: 12000 }];
    expect(accepts({ tax: 600, shipping: 300, items }).money?.items).toHaveLength(1);
    expect(refusedFields({ ...sale, items })).toEqual(['items']);
    expect(refusedFields({ ...sale, tax: 900, items: [...items, { product_id: 'b', amount: 1 }] })).toEqual([
      'items',
    ]);
    const huge = Array.from({ length: 500 }, () => ({ product_id: 'a', amount: 1e15 }));
    expect(refusedFields({ ...sale, items: huge })).toEqual(['items']);
  });

  test('items that are none, by their place', () => {
    const line = { product_id: 'a', quantity: 1, amount: 12900 };
    expect(refusedFields({ ...sale, items: 'a' })).toEqual(['items']);
    expect(refusedFields({ ...sale, items: [line, 7] })).toEqual(['items[1]']);
    expect(refusedFields({ ...sale, items: [{ ...line, quantity: 0 }] })).toEqual(['items[0].quantity']);
    expect(refusedFields({ ...sale, items: [{ ...line, quantity: 1.5 }] })).toEqual(['items[0].quantity']);
    expect(refusedFields({ ...sale, items: [{ ...line, amount: -1 }] })).toEqual(['items[0].amount']);
    expect(refusedFields({ ...sale, items: [{ amount: 12900 }] })).toEqual(['items[0].product_id']);
    expect(refusedFields({ ...sale, items: Array.from({ length: 501 }, () => line) })).toEqual(['items']);
  });
});

describe('a purchase takes', () => {
  test('the largest and the smallest amount', () => {
    expect(accepts({ amount: 1e15 }).money?.amountMinor).toBe(1e15);
    expect(Object.is(accepts({ amount: -0 }).money?.amountMinor, 0)).toBe(true);
  });

  test('a time up to a day ahead of ours', () => {
    expect(accepts({ occurred_at: '2026-05-16T12:00:00Z' }).occurredAt).toBe(now + 24 * 3_600_000);
  });

  test('texts up to their limit and currencies of any exponent', () => {
    expect(accepts({ order_id: 'x'.repeat(255) }).orderId).toHaveLength(255);
    expect(accepts({ type: `a${'_'.repeat(39)}` }).type).toHaveLength(40);
    for (const currency of ['JPY', 'KWD'])
      expect(accepts({ currency }).money?.currency).toBe(currency as never);
  });
});

describe('the description of the bodies', () => {
  test('names our fields with the other spellings, lets further fields in and requires the money', () => {
    const purchase = z.toJSONSchema(PurchaseBody, { io: 'input' });
    expect(purchase.required).toEqual(['amount', 'currency']);
    expect(purchase.additionalProperties).toEqual({});
    expect(JSON.stringify(purchase.properties?.order_id)).toContain('charge_id');
    expect(Object.keys(purchase.properties ?? {})).not.toContain('order_aliases');
    const signup = z.toJSONSchema(SignupBody, { io: 'input' });
    expect(Object.keys(signup.properties ?? {})).not.toContain('amount');
    expect(Object.keys(signup.properties ?? {})).toContain('customer_id');
  });

  test('lets a body through as it was sent', () => {
    const body = { amount_cents: 1, foo: null };
    expect(PurchaseBody.parse(body)).toBe(body);
  });
});
