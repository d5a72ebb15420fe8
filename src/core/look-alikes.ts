/**
 * The key under which a code (a promo code, a partner's code) is unique: two codes that a person may take for
 * each other, read aloud or typed from a poster, have the same key. What is shown stays as it was given.
 *
 * Without regard to case, to full-width and other compatibility forms (NFKD), to the kind of dash, to the
 * width of white space, to Cyrillic and Greek letters that are drawn like Latin ones, and to 0/O and 1/I/L.
 * 5/S, 2/Z and 8/B stay apart: print keeps them distinct, and SAVE5 beside SAVES is a fair pair of codes.
 * Greek and Cyrillic letters go by their capital form, so that the key does not depend on case.
 *
 * @returns undefined when the text is empty or holds something that nobody sees: control, format and
 * direction characters, unassigned or lone surrogate code points, characters without a glyph
 */
export const lookAlikeKey = (code: string): string | undefined => {
  const given = code.normalize('NFKD').trim();
  if (unseen.test(code.trim()) || unseen.test(given)) return undefined;
  const letters = given.toLowerCase().toUpperCase().normalize('NFKD');
  const spaced = letters.replace(whiteSpace, ' ').replace(dashes, '-').trim();
  const key = Array.from(spaced, draw).join('').replace(dottedI, 'I').normalize('NFC');
  return key === '' ? undefined : key;
};

/** What to tell a caller whose code has no key. */
export const codeWithoutKey = 'must consist of visible characters';

/** U+2800 is a blank among the symbols; U+0345, an iota under a letter, becomes a letter of its own in upper case. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|\u0345/u;
const whiteSpace = /\s+/gu;
const dashes = /[\p{Pd}\u2212]/gu;
/** What a Turkish keyboard makes of an i. */
const dottedI = /I\u0307+/gu;

const draw = (character: string): string => drawnAs.get(character) ?? character;

/** Code points of capitals, by the ASCII character that their capital or small form is drawn like. */
const likenesses: readonly (readonly [drawn: string, codePoints: readonly number[]])[] = [
  // One glyph in many typefaces: 0 and O; 1, I, L and the bar.
  ['O', [0x30]],
  ['I', [0x31, 0x4c, 0x7c]],
  // Latin beyond ASCII: iota, alpha, script g.
  ['I', [0x0196]],
  ['A', [0x2c6d]],
  ['G', [0xa7ac]],
  // Cyrillic.
  ['A', [0x0410]],
  ['B', [0x0412]],
  ['C', [0x0421]],
  ['D', [0x0500]],
  ['E', [0x0415]],
  ['G', [0x050c]],
  ['H', [0x041d, 0x04ba]],
  ['I', [0x0406, 0x04c0]],
  ['J', [0x0408]],
  ['K', [0x041a]],
  ['M', [0x041c]],
  ['O', [0x041e]],
  ['P', [0x0420]],
  ['Q', [0x051a]],
  ['S', [0x0405]],
  ['T', [0x0422]],
  ['V', [0x0474]],
  ['W', [0x0460, 0x051c]],
  ['X', [0x0425]],
  ['Y', [0x0423, 0x04ae]],
  ['3', [0x0417]],
  // Greek.
  ['A', [0x0391]],
  ['B', [0x0392]],
  ['C', [0x03f9, 0x03fe]],
  ['E', [0x0395]],
  ['H', [0x0397]],
  ['I', [0x0399]],
  ['J', [0x037f]],
  ['K', [0x039a]],
  ['M', [0x039c, 0x03fa]],
  ['N', [0x039d]],
  ['O', [0x039f]],
  ['P', [0x03a1]],
  ['T', [0x03a4]],
  ['X', [0x03a7]],
  ['Y', [0x03a5]],
  ['Z', [0x0396]],
];

const drawnAs: ReadonlyMap<string, string> = new Map(
  likenesses.flatMap(([drawn, codePoints]) =>
    codePoints.map((codePoint) => [String.fromCodePoint(codePoint), drawn] as const),
  ),
);
