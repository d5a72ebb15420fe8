import { invalidField } from './errors.ts';

/** A keyset page request: rows strictly after `after` in the list's order, at most `limit` of them. */
export interface PageRequest {
  limit: number;
  /** The unchanging integer column (`seq`) of the last row seen; absent on the first page. */
  after?: number | undefined;
}

export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

/** @throws DomainError `invalid_request` naming `cursor` when the text was not made by `writeCursor`. */
export const readCursor = (cursor: string | undefined): number | undefined => {
  if (cursor === undefined) return undefined;
  const match = /^c([1-9][0-9]{0,15})$/.exec(cursor);
  const value = Number(match?.[1]);
  if (!Number.isSafeInteger(value)) throw invalidField('cursor', 'is not a cursor that this list handed out');
  return value;
};

export const writeCursor = (seq: number): string => `c${seq}`;

/** Turns `limit + 1` rows into a page: the extra row only says that there is more. */
export const toPage = <Row extends { seq: number }, T>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => T,
): Page<T> => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(view),
    next_cursor: rows.length > limit && last ? writeCursor(last.seq) : null,
  };
};

/** A list that is short by its nature, in the shape of every other. */
export const wholeList = <T>(data: T[]): Page<T> => ({ data, next_cursor: null });
