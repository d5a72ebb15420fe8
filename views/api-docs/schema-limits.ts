import { type Schema, withoutNull } from './schema.ts';

/** What a value must be beyond its type, in short sentences. */
export const limitsOf = (schema: Schema): string[] => {
  const { schema: given } = withoutNull(schema);
  return [
    lengthOf(given.minLength, given.maxLength, 'character', 'characters'),
    lengthOf(given.minItems, given.maxItems, 'entry', 'entries'),
    rangeOf(given),
    patternOf(given),
    given.default === undefined ? '' : `\`${JSON.stringify(given.default)}\` when left out.`,
  ].filter(Boolean);
};

/** Values of a closed list; empty when it is none. */
export const choicesOf = (schema: Schema): string[] => {
  const { schema: given } = withoutNull(schema);
  if (given.const !== undefined) return [String(given.const)];
  const choices = given.enum ?? (given.items ? withoutNull(given.items).schema.enum : undefined) ?? [];
  return choices.map(String);
};

const lengthOf = (least: number | undefined, most: number | undefined, one: string, many: string): string => {
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return `At least ${least} ${least === 1 ? one : many}.`;
  const range = least ? `${number(least)} to ${number(most)}` : `At most ${number(most)}`;
  return `${range} ${many}.`;
};

/** The bound of every amount: said once for all of them. */
const largestAmount = 1e15;

const rangeOf = ({ minimum, maximum }: Schema): string => {
  const least = minimum !== undefined && minimum > -largestAmount ? minimum : undefined;
  const most = maximum !== undefined && maximum < largestAmount ? maximum : undefined;
  if (least === undefined) return most === undefined ? '' : `At most ${number(most)}.`;
  return most === undefined ? `At least ${number(least)}.` : `${number(least)} to ${number(most)}.`;
};

/** Ids and times say in words what they are; longer patterns are for machines. */
const patternOf = ({ pattern, format }: Schema): string =>
  !pattern || format === 'date-time' || pattern.length > 40 || /^\^[a-z]{3}_/.test(pattern)
    ? ''
    : `Matches \`${pattern}\`.`;

const number = (value: number): string => value.toLocaleString('en-US');
