import { type Instant, toIso } from './clock.ts';

/** Beyond it a name is no name any more. */
const longestShown = 80;

/**
 * Words that somebody chose, in quotation marks, as they may stand in a sentence of ours: nothing in them ends a line,
 * turns the direction of writing around or closes the quotation.
 */
export const quoted = (words: string): string => {
  const plain = words
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[“”]/g, '"');
  const characters = [...plain];
  const shown = characters.length > longestShown ? `${characters.slice(0, longestShown).join('')}…` : plain;
  return `“${shown}”`;
};

/** `2026-05-29 14:21 UTC` */
export const dateText = (instant: Instant): string => `${toIso(instant).slice(0, 16).replace('T', ' ')} UTC`;

/** Why something was changed or held, by its name in the API: `conversion rejected`, `a person’s decision`. */
export const reasonWords = (reason: string): string =>
  reason === 'manual' ? 'a person’s decision' : reason.replaceAll('_', ' ');
