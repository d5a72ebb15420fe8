/**
 * The key under which a code (a promo code, a partner's code) is unique: two codes that a person may take for
 * each other, read aloud or typed from a poster, have the same key. What is shown stays as it was given.
 *
 * Without regard to case, to full-width and other compatibility forms (NFKC), to the kind of dash, to the
 * width of white space, to Cyrillic and Greek letters that are drawn like Latin ones, and to 0/O and 1/I/L.
 * 5/S, 2/Z and 8/B stay apart: print keeps them distinct, and SAVE5 beside SAVES is a fair pair of codes.
 * Greek and Cyrillic letters go by their capital form, so that the key does not depend on case.
 *
 * @returns undefined when the text is empty or holds something that nobody sees: control, format and
 * direction characters, unassigned or lone surrogate code points, characters without a glyph
 */
export const lookAlikeKey = (code: string): string | undefined => {
  if (unseen.test(code)) return undefined;
  const folded = upperCase(code.normalize('NFKC'));
  if (unseen.test(folded)) return undefined;
  const key = Array.from(folded.replace(whiteSpace, ' ').replace(dashes, '-').trim(), draw).join('');
  return key === '' ? undefined : key;
};

/** For the caller whose code has no key. */
export const unseenInCode = 'must consist of visible characters';

/** NFKC again, because upper case can leave a letter and its mark apart. */
const upperCase = (text: string): string => text.toUpperCase().normalize('NFKC');

/** White space but the plain ones that NFKC leaves is in none of these classes; U+2800 is a blank that calls itself a symbol. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const whiteSpace = /\s+/gu;
const dashes = /[\p{Pd}\u2212]/gu;

const draw = (character: string): string => drawnAs.get(character) ?? character;

/** Pairs of a capital and the Latin capital or digit that is drawn like it, in either case. */
const pairs = [
  // One glyph in many typefaces.
  '0O 1I LI |I',
  // Latin letters outside ASCII whose glyph is that of an ASCII letter.
  'İI ƖI ⱭA ꞬG',
  // Cyrillic.
  'АA ВB ЕE ЗЗ ЅS ІI ЇI ЈJ КK МM НH ОO РP СC ТT УY ХX ҮY ҺH ӀI ԀD ԌG ԚQ ԜW ѴV ѠW',
  // Greek.
  'ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC ϺM ϿC ͿJ',
];

const drawnAs: ReadonlyMap<string, string> = new Map(
  pairs.flatMap((line) => line.split(' ')).map((pair) => [pair.charAt(0), pair.charAt(1)] as const),
);
