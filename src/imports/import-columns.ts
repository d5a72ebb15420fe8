import { DomainError, type FieldError, invalidField } from '../core/errors.ts';
import type { ImportColumns, ImportKind } from './import.ts';
import { fieldsOf } from './row-fields.ts';

const maxColumns = 100;
const maxShownName = 100;

/** Which column stands for which field, and at which place of a row. */
interface ChosenColumns {
  readonly columns: ImportColumns;
  /** For each used field, in the same order. */
  readonly places: readonly number[];
}

/**
 * Finds the columns of a file: by the names given, else by our own, however they are capitalised and spaced.
 *
 * @param header the first record of the file
 * @param names names of columns by field
 * @throws DomainError `invalid_request` naming `columns.<field>` or `csv`
 */
export const chooseColumns = (
  kind: ImportKind,
  header: readonly string[],
  names: Readonly<Record<string, string>>,
): ChosenColumns => {
  if (header.length > maxColumns) throw invalidField('csv', `may have at most ${maxColumns} columns`);
  const titles = header.map((title) => title.trim());
  const fields = fieldsOf(kind);
  assertKnown(kind, names, fields);
  const used = fields.flatMap(({ name, isRequired }) => {
    const place = placeOf(titles, name, names[name]);
    if (place === undefined && isRequired) throw missing(name, names[name]);
    return place === undefined ? [] : [{ name, place }];
  });
  assertDistinct(used, titles);
  const places = used.map(({ place }) => place);
  const ignored = titles.filter((title, place) => title !== '' && !places.includes(place)).map(shown);
  const entries = used.map(({ name, place }) => [name, shown(titles[place] ?? '')]);
  return { columns: { used: Object.fromEntries(entries), ignored }, places };
};

const assertKnown = (
  kind: ImportKind,
  names: Readonly<Record<string, string>>,
  fields: readonly { readonly name: string }[],
): void => {
  const unknown = Object.keys(names).filter((name) => !fields.some((field) => field.name === name));
  if (unknown.length === 0) return;
  const list = fields.map(({ name }) => name).join(', ');
  const errors: FieldError[] = unknown.map((name) => ({
    path: `columns.${name.slice(0, maxShownName).toWellFormed()}`,
    message: `is no field of ${kind}; those are ${list}`,
  }));
  throw new DomainError('invalid_request', `${errors[0]?.path}: ${errors[0]?.message}`, errors);
};

const placeOf = (titles: readonly string[], field: string, given: string | undefined): number | undefined => {
  const isMeant =
    given === undefined
      ? (title: string) => plain(title) === field
      : (title: string) => title === given.trim();
  const place = titles.findIndex(isMeant);
  if (place === -1 && given !== undefined)
    throw invalidField(`columns.${field}`, 'names no column of the file');
  if (titles.findLastIndex(isMeant) !== place) {
    throw invalidField('csv', `has two columns for ${field}; name one of them in columns`);
  }
  return place === -1 ? undefined : place;
};

/** `Customer ID` and `customer-id` are `customer_id`. */
const plain = (title: string): string => title.toLowerCase().replaceAll(/[\s-]+/g, '_');

const missing = (field: string, given: string | undefined): DomainError =>
  invalidField(
    given === undefined ? 'csv' : `columns.${field}`,
    `has no column ${field}, which is required; say in columns which one it is`,
  );

const assertDistinct = (
  used: readonly { name: string; place: number }[],
  titles: readonly string[],
): void => {
  for (const [at, { name, place }] of used.entries()) {
    const first = used.findIndex((other) => other.place === place);
    if (first === at) continue;
    const title = shown(titles[place] ?? '');
    throw invalidField(`columns.${name}`, `names the column ${title}, which stands for ${used[first]?.name}`);
  }
};

const shown = (title: string): string => title.slice(0, maxShownName).toWellFormed();
