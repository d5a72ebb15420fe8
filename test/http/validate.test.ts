import { describe, expect, test } from 'bun:test';
import { z } from 'zod';
import { DomainError } from '../../src/core/errors.ts';
import { code, email, instant } from '../../src/http/fields.ts';
import { assertPlain } from '../../src/http/json-body.ts';
import { validate } from '../../src/http/validate.ts';

const refusalOf = (action: () => unknown): DomainError => {
  try {
    action();
  } catch (failure) {
    if (failure instanceof DomainError) return failure;
    throw failure;
  }
  throw new Error('nothing was refused');
};

const unknownFields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, 1]));

describe('a refusal', () => {
  test('names every wrong field up to a hundred, and says how many more there are', () => {
    const refusal = refusalOf(() => validate(z.strictObject({}), unknownFields(250)));
    expect(refusal.errors).toHaveLength(100);
    expect(refusal.errors[99]).toEqual({ path: 'field99', message: 'is not a known field' });
    expect(refusal.detail).toBe('field0: is not a known field (and 249 more)');
  });

  test('repeats only the beginning of a name that somebody made up', () => {
    const name = 'n'.repeat(100_000);
    const unknown = refusalOf(() => validate(z.strictObject({}), { [name]: 1 }));
    const unstorable = refusalOf(() => assertPlain({ [name]: '\0' }));
    for (const refusal of [unknown, unstorable]) {
      expect(refusal.errors.map((error) => error.path)).toEqual([`${'n'.repeat(200)}...`]);
      expect(refusal.detail.length).toBeLessThan(300);
    }
  });

  test.each([
    ['an email address', email],
    ['a code', code],
  ])('of a text too long for %s says only that: no pattern is tried on it', (_what, schema) => {
    const refusal = refusalOf(() => validate(schema, `a@${'a.'.repeat(100)}${'\u2800'.repeat(300)}`));
    expect(refusal.errors).toHaveLength(1);
    expect(refusal.errors[0]?.message).toStartWith('may have at most');
  });

  test('says in plain words what a field may be, also where the schema has none of its own', () => {
    const name = z.string().regex(/^x-/, 'must begin with x-');
    const schema = z.strictObject({
      state: z.enum(['open', 'closed']),
      kind: z.literal('flat'),
      count: z.int().min(1),
      share: z.number().max(100),
      title: z.string().max(5),
      list: z.array(z.string()).min(1),
      headers: z.record(name, z.string()),
      whole: z.int(),
      given: z.string(),
    });
    const refusal = refusalOf(() =>
      validate(schema, {
        state: 'ajar',
        kind: 'percent',
        count: 0,
        share: 101,
        title: 'longer',
        list: [],
        headers: { host: 'example.com' },
        whole: '1',
      }),
    );
    expect(Object.fromEntries(refusal.errors.map(({ path, message }) => [path, message]))).toEqual({
      state: 'must be one of open, closed',
      kind: 'must be flat',
      count: 'must be at least 1',
      share: 'may be at most 100',
      title: 'may have at most 5 characters',
      list: 'must have at least 1 entry',
      'headers.host': 'must begin with x-',
      whole: 'must be of type number',
      given: 'is required',
    });
  });
});

describe('an instant', () => {
  test.each([
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2026-12-31T24:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['2026-03-01T00:30:00+01:00', '2026-02-28T23:30:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(validate(instant, text)).toISOString()).toBe(iso);
  });

  test.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T12:00:00+01:00',
    '2026-04-31T10:00Z',
    '2026-13-01T00:00:00Z',
  ])('on a day that is in no calendar, %s, is refused and not taken for another day', (text) => {
    expect(refusalOf(() => validate(instant, text)).code).toBe('invalid_request');
  });
});
