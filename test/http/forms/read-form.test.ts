import { describe, expect, test } from 'bun:test';
import { DomainError } from '../../../src/core/errors.ts';
import type { Field, FieldKind } from '../../../src/http/forms/field.ts';
import { readForm } from '../../../src/http/forms/read-form.ts';
import { type Sent, sentForm } from '../../support/forms.ts';

const fieldOf = (kind: FieldKind, more: Partial<Field> = {}): Field => ({
  name: 'value',
  label: 'Value',
  kind,
  ...more,
});

/** What a field of this kind makes of what was sent. */
const read = (kind: FieldKind, sent: Sent, more: Partial<Field> = {}): unknown =>
  readForm([fieldOf(kind, more)], sentForm({ value: sent })).value;

/** Why a field of this kind refuses it. */
const refusalOf = (kind: FieldKind, sent: Sent, more: Partial<Field> = {}): string | undefined => {
  try {
    read(kind, sent, more);
  } catch (failure) {
    if (failure instanceof DomainError) return failure.errors.find(({ path }) => path === 'value')?.message;
    throw failure;
  }
  return undefined;
};

const notANumber = 'must be a number with a point, such as 1250.50';

describe('an amount', () => {
  test.each([
    ['USD', '12.50', 1_250],
    ['USD', '12.5', 1_250],
    ['USD', '12', 1_200],
    ['USD', ' 0.07 ', 7],
    ['USD', '0.29', 29],
    ['USD', '1.1', 110],
    ['USD', '1.10000', 110],
    ['USD', '-3.99', -399],
    ['USD', '0012', 1_200],
    ['JPY', '1200', 1_200],
    ['JPY', '1200.00', 1_200],
    ['JPY', '1000000000000000', 1e15],
    ['KWD', '1.005', 1_005],
    ['KWD', '1', 1_000],
    ['USD', '9999999999999.99', 999_999_999_999_999],
    [undefined, '1.23', 123],
  ] as const)('in %s of %p is %p, exactly', (currency, text, minor) => {
    expect(read('money', text, currency && { currency })).toBe(minor);
  });

  test.each([
    ['USD', '1.005', 'may have at most 2 decimals'],
    ['JPY', '1.5', 'has no decimals'],
    ['KWD', '1.0001', 'may have at most 3 decimals'],
    ['USD', '1,250.50', notANumber],
    ['USD', '1.250,50', notANumber],
    ['USD', '12,50', notANumber],
    ['USD', '1 250', notANumber],
    ['USD', '1e3', notANumber],
    ['USD', '0x10', notANumber],
    ['USD', '١٢', notANumber],
    ['USD', '１２', notANumber],
    ['USD', '−5', notANumber],
    ['USD', '$5', notANumber],
    ['USD', '--5', notANumber],
    ['USD', '.', notANumber],
    ['USD', 'Infinity', notANumber],
    ['USD', '9'.repeat(400), notANumber],
  ])('in %s of %p is refused', (currency, text, message) => {
    expect(refusalOf('money', text, { currency })).toBe(message);
  });

  test('that is huge never becomes one that is allowed', () => {
    for (const text of ['1000000000000000.1', '9007199254740993', '9999999999999999']) {
      expect(read('money', text.split('.')[0] ?? '', { currency: 'KWD' })).toBeGreaterThanOrEqual(1e15);
    }
  });

  test('of nothing has no sign', () => {
    for (const text of ['-0', '-0.00', '0.00']) expect(Object.is(read('money', text), 0)).toBe(true);
    expect(Object.is(read('number', '-0'), 0)).toBe(true);
  });
});

describe('a share', () => {
  test.each([
    ['12.5', 1_250],
    ['12.5%', 1_250],
    ['12.5 %', 1_250],
    ['0.07', 7],
    ['100', 10_000],
    ['-1', -100],
  ])('of %p is %p basis points', (text, basisPoints) => {
    expect(read('percent', text)).toBe(basisPoints);
  });

  test.each(['12,5', '12.555', '%', '12%%', '% 12', '٪12'])('of %p is refused', (text) => {
    expect(refusalOf('percent', text)).toBeString();
  });
});

describe('a whole number', () => {
  test.each([
    ['30', 30],
    ['-1', -1],
    [' 7 ', 7],
    ['999999999999999', 999_999_999_999_999],
  ])('of %p is %p', (text, number) => {
    expect(read('number', text)).toBe(number);
  });

  test.each(['1.5', '1,000', '1e3', '0x10', '٣', 'NaN', '9'.repeat(16), '3 days'])(
    'of %p is refused',
    (text) => {
      expect(refusalOf('number', text)).toBe('must be a whole number');
    },
  );
});

describe('an instant', () => {
  test.each([
    ['2026-05-29T13:30', '2026-05-29T13:30:00.000Z'],
    ['2026-05-29T13:30:45', '2026-05-29T13:30:45.000Z'],
    ['2026-05-29T13:30:45.5', '2026-05-29T13:30:45.500Z'],
    ['2026-05-29 13:30', '2026-05-29T13:30:00.000Z'],
    ['2026-05-29T13:30Z', '2026-05-29T13:30:00.000Z'],
    ['2026-05-29T13:30+02:00', '2026-05-29T11:30:00.000Z'],
    ['2026-03-29T02:30', '2026-03-29T02:30:00.000Z'],
    ['2026-10-25T02:30', '2026-10-25T02:30:00.000Z'],
    ['2028-02-29T00:00', '2028-02-29T00:00:00.000Z'],
  ])('of %p is %p, whatever the clocks of anybody do', (text, iso) => {
    expect(read('instant', text)).toBe(iso);
  });

  test.each([
    'tomorrow',
    '5',
    '2026',
    'May 5 2026',
    '12/31/2026 10:00',
    '2026-02-31T00:00',
    '2027-02-29T00:00',
    '2026-13-01T00:00',
    '2026-05-29T25:00',
    '+010000-01-01T00:00',
    '275761-01-01T00:00',
  ])('of %p is refused', (text) => {
    expect(refusalOf('instant', text)).toBe('must be a date and time');
  });
});

describe('text', () => {
  test('comes as it was written, without the space around it', () => {
    for (const kind of ['text', 'email', 'url', 'choice', 'radio', 'date'] as const) {
      expect(read(kind, ' a <b> "c" ')).toBe('a <b> "c"');
    }
  });

  test('of several lines has the line ends it had before a browser sent it', () => {
    expect(read('long-text', 'one\r\ntwo\r\n\r\nthree')).toBe('one\ntwo\n\nthree');
  });

  test('that is a password keeps every space, and is no file', () => {
    expect(read('password', ' two  spaces ')).toBe(' two  spaces ');
    expect(read('password', new File(['x'], 'x.txt'))).toBeUndefined();
  });

  test('is no file', () => {
    for (const kind of ['text', 'number', 'long-text', 'choice', 'choices', 'lines'] as const) {
      expect(JSON.stringify(read(kind, new File(['x'], 'x.txt'))) ?? '').not.toContain('File');
    }
  });

  test('is the first of two that have one name', () => {
    expect(read('text', ['first', 'second'])).toBe('first');
  });
});

describe('a list', () => {
  test('has one entry a line, however the lines end', () => {
    expect(read('lines', 'one\r\n two \n\n\r\n three')).toEqual(['one', 'two', 'three']);
    expect(read('lines', '')).toEqual([]);
  });

  test('has what was picked, in order', () => {
    expect(read('choices', ['b', 'a'])).toEqual(['b', 'a']);
    expect(readForm([fieldOf('choices')], sentForm({}))).toEqual({ value: [] });
  });
});

test('a switch is off when a browser says nothing of it', () => {
  expect(read('switch', 'on')).toBe(true);
  expect(read('switch', '')).toBe(false);
  expect(readForm([fieldOf('switch')], sentForm({}))).toEqual({ value: false });
});

describe('a form', () => {
  const fields: readonly Field[] = [
    { name: 'name', label: 'Name', kind: 'text' },
    { name: 'cap', label: 'Cap', kind: 'money', empty: 'null' },
    { name: 'default_rule.kind', label: 'Kind', kind: 'choice' },
    { name: 'default_rule.basis_points', label: 'Share', kind: 'percent' },
  ];

  test('puts nested names where they belong', () => {
    const sent = { name: 'A', cap: '1', 'default_rule.kind': 'percent', 'default_rule.basis_points': '20' };
    expect(readForm(fields, sentForm(sent))).toEqual({
      name: 'A',
      cap: 100,
      default_rule: { kind: 'percent', basis_points: 2_000 },
    });
  });

  test('says nothing of what was left empty, or null where that means something', () => {
    const sent = { name: '', cap: ' ', 'default_rule.kind': '', 'default_rule.basis_points': '' };
    const body = readForm(fields, sentForm(sent));
    expect(Object.keys(body)).toEqual(['cap']);
    expect(body.cap).toBeNull();
  });

  test('is refused where what must be there was emptied, rather than to seem to be changed', () => {
    for (const kind of ['text', 'money', 'choice', 'long-text', 'instant'] as const) {
      expect(refusalOf(kind, '  ', { required: true })).toBe('must not be empty');
    }
    expect(readForm([fieldOf('text', { required: true })], sentForm({}))).toEqual({});
  });

  test('clears nothing that it did not ask for', () => {
    expect(Object.keys(readForm(fields, sentForm({})))).toEqual([]);
    expect(Object.keys(readForm([fieldOf('lines')], sentForm({})))).toEqual([]);
  });

  test('takes nothing that it has no field for', () => {
    expect(readForm(fields, sentForm({ name: 'A', role: 'owner', __proto__x: '1' }))).toEqual({ name: 'A' });
  });

  test('names every field that is wrong at once', () => {
    const wrong = () => readForm(fields, sentForm({ cap: 'x', 'default_rule.basis_points': 'y' }));
    expect(wrong).toThrow(DomainError);
    try {
      wrong();
    } catch (failure) {
      expect((failure as DomainError).errors.map(({ path }) => path)).toEqual([
        'cap',
        'default_rule.basis_points',
      ]);
    }
  });

  test.each(['__proto__.polluted', '__proto__', 'constructor.prototype.polluted', 'a.__proto__.polluted'])(
    'cannot be led out of its body by the name %s',
    (name) => {
      const sent = new FormData();
      sent.append(name, 'yes');
      readForm([{ name, label: 'x', kind: 'text' }], sent as never);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect((Object as unknown as Record<string, unknown>).polluted).toBeUndefined();
    },
  );

  test('takes names of the language for text like any other', () => {
    for (const text of ['__proto__', 'constructor', 'toString']) {
      expect(read('choices', [text])).toEqual([text]);
      expect(read('lines', text)).toEqual([text]);
    }
  });
});
