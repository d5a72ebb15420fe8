import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { difference } from '../../src/audit/difference.ts';

type Facts = Readonly<Record<string, unknown>>;

const changed = (before: Facts | null, after: Facts | null) => difference({ before, after });

const secretNames = [
  'secret',
  'signing_secret',
  'secretPreviousSealed',
  'password',
  'passwordHash',
  'keyHash',
  'token',
  'accessToken',
  'recovery_codes',
  'email',
  'customerEmail',
  'personName',
  'headers',
  'credentials',
  'apiCredentials',
  'authorization',
  'cookie',
  'totp',
  'private_key',
];

const json = fc.jsonValue({ maxDepth: 3 });
const facts = fc.dictionary(fc.string({ maxLength: 8 }), json, { maxKeys: 6 });

/** The same value with the names of every object in another order. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, turned(inner)]),
  );
};

describe('what is kept of a change', () => {
  test('is what is different, of both sides', () => {
    const before = { name: 'A', holdDays: 30, hosts: ['a'], rule: { kind: 'flat', amount: 1 } };
    const after = { name: 'A', holdDays: 7, hosts: ['a', 'b'], rule: { kind: 'flat', amount: 1 } };
    expect(changed(before, after)).toEqual({
      before: { holdDays: 30, hosts: ['a'] },
      after: { holdDays: 7, hosts: ['a', 'b'] },
    });
  });

  test('is everything of what is new or gone, but for what says nothing', () => {
    const thing = { id: 'x_1', seq: 7, rowVersion: 1, createdAt: 1, updatedAt: 1, name: 'A', cap: null };
    expect(changed(null, thing)).toEqual({ before: null, after: { name: 'A' } });
    expect(changed(thing, null)).toEqual({ before: { name: 'A' }, after: null });
  });

  test('is nothing of two that are equal, whatever the order of their names', () => {
    fc.assert(
      fc.property(facts, (thing) => {
        const { before, after } = changed(thing, turned(thing) as Facts);
        expect([Object.keys(before ?? {}), Object.keys(after ?? {})]).toEqual([[], []]);
      }),
    );
  });

  test('has only names that are different, with the values they have', () => {
    fc.assert(
      fc.property(facts, facts, (one, other) => {
        const { before, after } = changed(one, other);
        for (const [kept, whole] of [
          [before, one],
          [after, other],
        ] as const) {
          for (const name of Object.keys(kept ?? {})) {
            expect(Object.hasOwn(whole, name)).toBe(true);
            expect(JSON.stringify(turned(one[name]))).not.toBe(
              JSON.stringify(turned(other[name])) ?? 'absent',
            );
          }
        }
      }),
      { examples: [[{ toString: 1, constructor: 2 }, {}]] },
    );
  });

  test('is no file and no long list', () => {
    const { after } = changed(null, { csv: 'x'.repeat(4_001), short: 'x' });
    expect(after).toEqual({ csv: '(long)', short: 'x' });
  });
});

describe('what is secret or names a person', () => {
  test.each(secretNames)('is not kept under the name %s, however deep', (name) => {
    const canary = 'canary-4711';
    const deep = fc.constantFrom<(facts: Facts) => Facts>(
      (inner) => inner,
      (inner) => ({ settings: inner }),
      (inner) => ({ list: [{ of: [inner] }] }),
    );
    const value = fc.constantFrom<unknown>(canary, [canary], { any: canary }, { any: [{ thing: canary }] });
    fc.assert(
      fc.property(deep, value, facts, (within, secret, rest) => {
        const { before, after } = changed({ ...rest }, { ...rest, ...within({ [name]: secret }) });
        expect(JSON.stringify([before, after])).not.toContain(canary);
      }),
    );
  });

  test.each([
    [{ secret: 'a' }, { secret: 'b' }],
    [{ settings: { token: 'a' } }, { settings: { token: 'b' } }],
    [{ settings: [{ headers: { x: 1 } }] }, { settings: [{ headers: { x: 2 } }] }],
  ])('is said to have changed when it has: %p', (one, other) => {
    const { before, after } = changed(one, other);
    expect(Object.keys(before ?? {})).toEqual(Object.keys(one));
    expect(JSON.stringify(after)).toContain('(not kept)');
  });

  test('is not said to be there when it is not', () => {
    expect(changed(null, { secret: null, settings: { token: null } })).toEqual({
      before: null,
      after: { settings: { token: null } },
    });
  });
});
