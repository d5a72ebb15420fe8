import { describe, expect, test } from 'bun:test';
import { acceptedSpellings } from '../../src/conversions/track-aliases.ts';
import { readPurchase } from '../../src/conversions/track-body.ts';
import type { TrackRequest } from '../../src/conversions/track-request.ts';
import { DomainError } from '../../src/core/errors.ts';

const now = Date.parse('2026-05-15T12:00:00Z');
const sale = { order_id: 'o-1', amount: 12900, currency: 'USD' };

const purchase = (body: unknown, idempotencyKey: string | null = null): TrackRequest =>
  readPurchase({ body, idempotencyKey, now });

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

describe('the spellings of other platforms', () => {
  const sampleOf: Record<string, [unknown, (read: TrackRequest) => unknown]> = {
    customer_id: ['c-1', (read) => read.customerId],
    click_id: ['clk_1', (read) => read.clickId],
    promo_code: ['SAVE', (read) => read.promoCode],
    order_id: ['o-9', (read) => read.orderId],
    amount: [500, (read) => read.money?.amountMinor],
    partner: ['jane', (read) => read.partner],
    occurred_at: ['2026-05-15T11:00:00Z', (read) => read.occurredAt],
  };
  const cases = Object.entries(acceptedSpellings).flatMap(([field, others]) =>
    others.map((other) => [field, other] as const),
  );
  const base = (field: string): Record<string, unknown> => {
    const { [field as 'amount']: _, ...rest } = { ...sale, idempotency_key: 'k' };
    return rest;
  };

  test('cover the seven fields of the contract', () => {
    expect(cases).toHaveLength(17);
    expect(Object.keys(acceptedSpellings)).toEqual(Object.keys(sampleOf));
  });

  for (const [field, other] of cases) {
    test(`${other} is ${field}`, () => {
      const [value, pick] = sampleOf[field] ?? [];
      expect(pick?.(purchase({ ...base(field), [other]: value }))).toEqual(
        pick?.(purchase({ ...base(field), [field]: value })) as unknown,
      );
      expect(pick?.(purchase({ ...base(field), [other]: value }))).toBeTruthy();
    });

    test(`${other} beside an equal ${field} is fine, and with a bad value is named as it was sent`, () => {
      const [value] = sampleOf[field] ?? [];
      expect(purchase({ ...base(field), [field]: value, [other]: value }).orderAliases).toEqual([]);
      expect(refusedFields(() => purchase({ ...base(field), [other]: [] }))).toEqual([other]);
    });
  }

  for (const [field, other] of cases.filter(([name]) => name !== 'order_id')) {
    test(`${other} that contradicts ${field} is refused, naming both`, () => {
      const [value] = sampleOf[field] ?? [];
      const { errors } = refusal(() => purchase({ ...base(field), [field]: value, [other]: 'another' }));
      expect(errors[0]?.path).toBe(other);
      expect(errors[0]?.message).toContain(field);
    });
  }

  test('name one order by the first of the list, and the rest are its aliases, whatever their order in the body', () => {
    const read = purchase({
      charge_id: 'ch',
      transaction_id: 'tx',
      event_id: 'in',
      invoice_id: 'in',
      purchase_code: 'pc',
      amount: 1,
      currency: 'USD',
    });
    expect(read.orderId).toBe('in');
    expect(read.orderAliases).toEqual(['ch', 'pc', 'tx']);
  });

  test('name an alias that is no reference as it was sent', () => {
    expect(refusedFields(() => purchase({ ...sale, charge_id: 7 }))).toEqual(['charge_id']);
    expect(refusedFields(() => purchase({ ...sale, charge_id: 'x'.repeat(256) }))).toEqual(['charge_id']);
  });
});
