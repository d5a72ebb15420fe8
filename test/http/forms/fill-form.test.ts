import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { assertConfirmed } from '../../../src/http/forms/confirmation.ts';
import type { Field, FieldKind } from '../../../src/http/forms/field.ts';
import { presentValues, writtenValues } from '../../../src/http/forms/fill-form.ts';
import { readForm } from '../../../src/http/forms/read-form.ts';
import { versionIn } from '../../../src/http/forms/sent-version.ts';
import { sentAsFilled, sentForm } from '../../support/forms.ts';

const word = fc.stringMatching(/^[a-zA-Z0-9_.@/-]([ -~é✓]{0,20}[a-zA-Z0-9_.@/-])?$/);
const amount = fc.integer({ min: -1e15, max: 1e15 });

/** What the API can say of a field of each kind. */
const values: Readonly<Record<FieldKind, fc.Arbitrary<unknown>>> = {
  text: word,
  email: word,
  url: word,
  password: word,
  choice: word,
  radio: word,
  'long-text': fc.array(word, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
  number: fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
  money: amount,
  percent: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  lines: fc.array(word, { maxLength: 5 }),
  choices: fc.array(word, { maxLength: 5 }),
  switch: fc.boolean(),
  date: fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10)),
  instant: fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((day) => day.toISOString()),
};

describe('a form that is filled and sent as it is', () => {
  test.each(Object.keys(values) as FieldKind[])('says the same again of a %s', (kind) => {
    const currencies = fc.constantFrom('USD', 'JPY', 'KWD');
    fc.assert(
      fc.property(values[kind], currencies, (value, currency) => {
        const fields: Field[] = [{ name: 'in.side', label: 'Inside', kind, currency }];
        const thing = { in: { side: value } };
        expect(readForm(fields, sentAsFilled(presentValues(fields, thing)))).toEqual(thing);
      }),
    );
  });

  test('leaves empty what the thing does not have', () => {
    const fields: Field[] = [
      { name: 'cap', label: 'Cap', kind: 'money' },
      { name: 'rule.kind', label: 'Kind', kind: 'choice' },
    ];
    for (const thing of [{ cap: null, rule: null }, {}, null, 'text', { rule: 'text' }]) {
      expect(presentValues(fields, thing)).toEqual({});
    }
  });
});

describe('a form that comes back', () => {
  const fields: Field[] = [
    { name: 'name', label: 'Name', kind: 'text' },
    { name: 'cap', label: 'Cap', kind: 'money' },
    { name: 'secret', label: 'Password', kind: 'password' },
    { name: 'hosts', label: 'Hosts', kind: 'lines' },
    { name: 'types', label: 'Types', kind: 'choices' },
    { name: 'live', label: 'Live', kind: 'switch' },
    { name: 'key', label: '', kind: 'text', hidden: true },
  ];

  test('has everything as it was written, but passwords', () => {
    const sent = {
      name: ' <A> ',
      cap: '1,5',
      secret: 'p',
      hosts: 'a\r\nb',
      types: ['x', 'y'],
      live: 'on',
      key: 'k',
    };
    const { secret: _secret, ...kept } = sent;
    expect(writtenValues(fields, sentForm(sent))).toEqual(kept);
  });

  test('has nothing of what it does not ask for, and boxes that were not ticked are not', () => {
    expect(writtenValues(fields, sentForm({ name: '', other: 'x' }))).toEqual({ name: '', types: [] });
  });
});

describe('a word that confirms', () => {
  test('must be exactly the word, but for the space around it', () => {
    expect(() => assertConfirmed(sentForm({ confirmation: ' Acme ' }), 'Acme')).not.toThrow();
    for (const typed of ['acme', 'Acm', 'Acme Inc', '']) {
      expect(() => assertConfirmed(sentForm({ confirmation: typed }), 'Acme')).toThrow(
        'must be exactly: Acme',
      );
    }
  });

  test('is never nothing', () => {
    expect(() => assertConfirmed(sentForm({}), ' ')).toThrow();
  });
});

test('a version is a whole number or none', () => {
  expect(versionIn(sentForm({ row_version: '12' }))).toBe(12);
  for (const sent of ['', '-1', '1.5', 'x', '9'.repeat(20)]) {
    expect(versionIn(sentForm({ row_version: sent }))).toBeUndefined();
  }
});
