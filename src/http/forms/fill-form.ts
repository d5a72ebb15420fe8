import type { Currency } from '../../core/currencies.ts';
import { decimalOf, money } from '../../core/money.ts';
import type { Field } from './field.ts';
import { picked, type SentForm } from './sent-form.ts';

/** What stands in the controls, by field: one text, or those of several boxes. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** What was sent, as it was written: for a form that comes back. Passwords do not. */
export const writtenValues = (fields: readonly Field[], form: SentForm): FormValues =>
  collect(fields, ({ name, kind }) => {
    if (kind === 'password') return undefined;
    if (kind === 'choices') return picked(form, name);
    const value = form.get(name);
    return typeof value === 'string' ? value : undefined;
  });

/** What the API says a thing is like at present, in the way people write it. */
export const presentValues = (fields: readonly Field[], thing: unknown): FormValues =>
  collect(fields, (field) => {
    const value = pick(thing, field.name.split('.'));
    return value === undefined || value === null ? undefined : textOf(field, value);
  });

const collect = (
  fields: readonly Field[],
  textFor: (field: Field) => string | readonly string[] | undefined,
): FormValues => {
  const values: Record<string, string | readonly string[]> = {};
  for (const field of fields) {
    const value = textFor(field);
    if (value !== undefined) values[field.name] = value;
  }
  return values;
};

const pick = (thing: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    thing,
  );

const textOf = ({ kind, currency = 'USD' }: Field, value: unknown): string | readonly string[] => {
  switch (kind) {
    case 'money':
      return decimalOf(money(Number(value), currency as Currency));
    case 'percent':
      return String(Number(value) / 100);
    case 'lines':
      return (value as readonly unknown[]).map(String).join('\n');
    case 'choices':
      return (value as readonly unknown[]).map(String);
    case 'switch':
      return value === true ? 'on' : '';
    case 'instant':
      return shortened(String(value));
    default:
      return String(value);
  }
};

/** As a browser's control takes it, in UTC and without seconds when there are none: `2026-05-29T13:30`. */
const shortened = (iso: string): string => iso.replace(/(?::00)?(?:\.000)?Z$/, '');
