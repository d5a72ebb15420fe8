import { isDay } from '../../core/calendar.ts';
import { toIso } from '../../core/clock.ts';
import { type Currency, exponentOf } from '../../core/currencies.ts';
import { DomainError, type FieldError } from '../../core/errors.ts';
import type { Field } from './field.ts';
import { picked, type SentForm, written } from './sent-form.ts';

/**
 * What people wrote, as the API takes it. Whether a value is allowed is for the API to say; here is refused only what
 * is no number, amount or instant at all.
 *
 * @throws DomainError `invalid_request` naming every such field
 */
export const readForm = (fields: readonly Field[], form: SentForm): Record<string, unknown> => {
  const body = emptyBody();
  const errors: FieldError[] = [];
  for (const field of fields) {
    const value = readField(field, form);
    if (value instanceof Unreadable) errors.push({ path: field.name, message: value.message });
    else if (value !== undefined) put(body, field.name.split('.'), value);
  }
  const [first] = errors;
  if (!first) return body;
  throw new DomainError('invalid_request', `${first.path}: ${first.message}`, errors);
};

type Body = Record<string, unknown>;

/** Without what objects inherit: a name such as `__proto__` is one like any other, for the API to refuse. */
const emptyBody = (): Body => Object.create(null) as Body;

/** What cannot be understood, told as the API tells it. */
class Unreadable {
  constructor(readonly message: string) {}
}

/** What a form did not ask for is not said, but of boxes: browsers say nothing of those that are not ticked. */
const readField = (field: Field, form: SentForm): unknown => {
  if (field.kind === 'switch') return written(form, field.name) !== '';
  if (field.kind === 'choices') return picked(form, field.name);
  const sent = form.get(field.name);
  if (typeof sent !== 'string') return undefined;
  // A password may begin or end with a space.
  const text = field.kind === 'password' ? sent : sent.trim();
  if (field.kind === 'lines') return linesOf(text);
  return text === '' ? emptied(field) : readText(text, field);
};

/** Of a change nothing would be said where something is taken away that must be there: it would seem to be done. */
const emptied = ({ required, empty }: Field): null | undefined | Unreadable => {
  if (required) return new Unreadable('must not be empty');
  return empty === 'null' ? null : undefined;
};

/** One entry a line; browsers end lines with CR LF. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const readText = (text: string, { kind, currency = 'USD' }: Field): unknown => {
  switch (kind) {
    case 'number':
      return /^-?\d{1,15}$/.test(text) ? unsigned(Number(text)) : new Unreadable('must be a whole number');
    case 'money':
      return readDecimal(text, exponentOf(currency as Currency));
    case 'percent':
      return readDecimal(text.replace(/\s*%$/, ''), 2);
    case 'instant':
      return readInstant(text);
    case 'long-text':
      return text.replaceAll('\r\n', '\n');
    default:
      return text;
  }
};

/** Exact, without any floating point: `12.50` with two decimals is 1250. */
const readDecimal = (text: string, decimals: number): number | Unreadable => {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d{1,16})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (whole === undefined) return new Unreadable('must be a number with a point, such as 1250.50');
  if (/[1-9]/.test(fraction.slice(decimals))) {
    return new Unreadable(decimals === 0 ? 'has no decimals' : `may have at most ${decimals} decimals`);
  }
  return unsigned(Number(`${sign}${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`));
};

/** Nothing has no sign. */
const unsigned = (number: number): number => (number === 0 ? 0 : number);

/** As a browser's control writes it in UTC, `2026-05-29T13:30`, or ISO 8601 with its own zone. */
const readInstant = (text: string): string | Unreadable => {
  const [, day, time, zone = 'Z'] = instantPattern.exec(text) ?? [];
  const instant = day !== undefined && isDay(day) ? Date.parse(`${day}T${time}${zone}`) : Number.NaN;
  return Number.isNaN(instant) ? new Unreadable('must be a date and time') : toIso(instant);
};

/** `Date.parse` by itself takes `5` for a day in May. */
const instantPattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?$/;

const put = (body: Body, [name = '', ...rest]: readonly string[], value: unknown): void => {
  if (rest.length === 0) {
    body[name] = value;
    return;
  }
  body[name] ??= emptyBody();
  put(body[name] as Body, rest, value);
};
