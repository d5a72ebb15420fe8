import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { hashBody } from '../../src/conversions/body-hash.ts';

const shuffled = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shuffled);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, child]) => [key, shuffled(child)]),
  );
};

const parsed = (text: string): Record<string, unknown> => JSON.parse(text);

describe('the hash of a body', () => {
  test('is the same whatever the order of the keys, at every depth', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
        expect(hashBody(shuffled(body) as Record<string, unknown>)).toBe(hashBody(body));
      }),
    );
  });

  test('differs when any value differs', () => {
    const bodies = ['{}', '{"a":1}', '{"a":"1"}', '{"a":2}', '{"a":[1,2]}', '{"a":[2,1]}', '{"a":{"b":1}}']
      .concat(['{"b":1}', '{"a":null}', '{"a":{"b":{}}}', '{"__proto__":1}', '{"__proto__":{"a":1}}'])
      .map((text) => hashBody(parsed(text)));
    expect(new Set(bodies).size).toBe(bodies.length);
  });

  test('does not cover the key of the request, and covers that name further down', () => {
    expect(hashBody({ a: 1, idempotency_key: 'k' })).toBe(hashBody({ a: 1 }));
    expect(hashBody({ a: { idempotency_key: 'k' } })).not.toBe(hashBody({ a: {} }));
  });

  test('is SHA-256 in hexadecimal of the sorted JSON', () => {
    const expected = new Bun.CryptoHasher('sha256').update('{"a":{"c":3,"d":[4]},"b":"x"}').digest('hex');
    expect(hashBody({ b: 'x', a: { d: [4], c: 3 } })).toBe(expected);
  });
});
