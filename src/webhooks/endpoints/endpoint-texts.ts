import { dayMs, hourMs, minuteMs, secondMs } from '../../core/clock.ts';
import { invalidField } from '../../core/errors.ts';

/** What people write into the form of an endpoint where the API takes numbers and objects. */

const units: readonly (readonly [letter: string, seconds: number])[] = [
  ['d', dayMs / secondMs],
  ['h', hourMs / secondMs],
  ['m', minuteMs / secondMs],
  ['s', 1],
];

/** `90` and `90 s`, `5 m`, `2 h`, `7 d`. @throws DomainError `invalid_request` naming the field */
export const secondsOf = (field: string, text: string): number => {
  const [, count, letter = 's'] = /^(\d{1,9})\s*([smhd])?[a-z]*$/i.exec(text.trim()) ?? [];
  const [, seconds] = units.find(([unit]) => unit === letter.toLowerCase()) ?? [];
  if (count === undefined || seconds === undefined) {
    throw invalidField(field, `has no time in “${text}”: write 30 s, 5 m, 2 h or 7 d`);
  }
  return Number(count) * seconds;
};

/** In the largest unit that leaves no rest. */
export const durationInWords = (seconds: number): string => {
  const [letter, size] = units.find(([, unit]) => seconds % unit === 0) ?? ['s', 1];
  return `${seconds / size} ${letter}`;
};

/** `400, 404 4xx`; what is none the API refuses. */
export const statusesOf = (text: string): (number | string)[] =>
  text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.toLowerCase()));

/** Lines of `Name: value`. @throws DomainError `invalid_request` naming the field */
export const headersOf = (lines: readonly string[]): Record<string, string> => {
  const pairs = lines.map((line): [string, string] => {
    const at = line.indexOf(':');
    if (at < 1) throw invalidField('headers', 'must be written as Name: value, one a line');
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  if (new Set(pairs.map(([name]) => name.toLowerCase())).size < pairs.length) {
    throw invalidField('headers', 'must not name a header twice');
  }
  return Object.fromEntries(pairs);
};
