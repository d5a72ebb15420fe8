import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { lookAlikeKey } from '../../src/core/look-alikes.ts';

describe('codes that a person may take for each other', () => {
  test.each([
    ['save10', 'SAVE10'],
    ['  SAVE10\n', 'SAVE10'],
    ['SAVEIO', 'SAVE10'],
    ['savelo', 'SAVE10'],
    ['S\u0410VE10', 'SAVE10'],
    ['s\u0430v\u0435\u04cf\u043e', 'save10'],
    ['\u0391\u0392\u0395\u0396', 'ABEZ'],
    ['\u03b1\u03b2\u03b5\u03b6', '\u0391\u0392\u0395\u0396'],
    ['\uff33\uff21\uff36\uff25', 'SAVE'],
    ['SUMMER\u201310', 'SUMMER-10'],
    ['SUMMER\u00a0\u00a0SALE', 'summer sale'],
    ['istanbul', '\u0130STANBUL'],
    ['cafe\u0301', 'CAF\u00c9'],
    ['stra\u00dfe', 'STRASSE'],
    ['STRA\u1e9eE', 'STRASSE'],
    ['\u0410\u0301', '\u00c1'],
  ])('%p and %p have one key', (left, right) => {
    expect(lookAlikeKey(left)).toBe(lookAlikeKey(right) as string);
    expect(lookAlikeKey(left)).toBeDefined();
  });

  test.each([
    ['SAVE5', 'SAVES'],
    ['SAVE2', 'SAVEZ'],
    ['SAVE8', 'SAVEB'],
    ['CAFE', 'CAF\u00c9'],
    ['SAVE10', 'SAVE-10'],
    ['SUMMERSALE', 'SUMMER SALE'],
    ['\u6625\u8282', '\u6625\u5b63'],
  ])('%p and %p stay apart', (left, right) => {
    expect(lookAlikeKey(left)).not.toBe(lookAlikeKey(right) as string);
  });
});

describe('codes without a key', () => {
  test.each([
    ['empty', ''],
    ['white space alone', ' \t\u00a0\u3000'],
    ['NUL', 'SAVE\u000010'],
    ['a line break', 'SAVE\n10'],
    ['a right-to-left override', 'SAVE\u202e10'],
    ['a direction isolate', '\u2066SAVE\u2069'],
    ['a zero-width space', 'SAVE\u200b10'],
    ['a zero-width joiner', 'SAVE\u200d10'],
    ['a soft hyphen', 'SAVE\u00ad10'],
    ['a byte order mark inside', 'SA\ufeffVE'],
    ['a Hangul filler', '\u3164'],
    ['a half-width Hangul filler', 'A\uffa0'],
    ['a variation selector', 'A\ufe0f'],
    ['a blank braille pattern', '\u2800'],
    ['a lone surrogate', 'A\ud800'],
    ['a private-use character', 'A\ue000'],
    ['a line separator', 'A\u2028B'],
  ])('refuses %s', (_name, code) => {
    expect(lookAlikeKey(code)).toBeUndefined();
  });
});

describe('for any text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({
      unit: fc.constantFrom(...'0O1Il|LsS5 -\u0430\u0391\u03b9\u0130i\u0131\u0301\u0307\u0345'),
      maxLength: 12,
    }),
  );

  test('the key of a key is that key', () => {
    fc.assert(
      fc.property(anyText, (code) => {
        const key = lookAlikeKey(code);
        if (key !== undefined) expect(lookAlikeKey(key)).toBe(key);
      }),
    );
  });

  test('the key does not depend on case, white space around or the Unicode form', () => {
    fc.assert(
      fc.property(anyText, (code) => {
        const key = lookAlikeKey(code);
        if (key === undefined) return;
        for (const same of [code.toUpperCase(), ` ${code} `, code.normalize('NFD'), code.normalize('NFKC')]) {
          expect(lookAlikeKey(same)).toBe(key);
        }
      }),
    );
  });

  test('the key of ASCII letters and digits is the same in both cases and holds no 0, 1 or L', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{1,20}$/), (code) => {
        const key = lookAlikeKey(code) ?? '';
        expect(key).toHaveLength(code.length);
        expect(key).toBe(lookAlikeKey(code.toLowerCase()) as string);
        expect(key).not.toMatch(/[01L]/);
      }),
    );
  });
});
