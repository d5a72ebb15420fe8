import { type Row, type Snapshot, type Stored, takeSnapshot } from './snapshot.ts';

/** Rows that one request leaves behind, in a form that can be stored again and again. Plain data. */
export interface Recipe {
  readonly inserts: readonly TableRows[];
  readonly updates: readonly RowUpdate[];
  /** Values that go together, such as a customer and their referral; requests take them in turn. */
  readonly variants: readonly Row[];
  /** What the product answered. */
  readonly answer: string;
}

export interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Ingredient[])[];
}

export interface RowUpdate {
  readonly table: string;
  readonly changed: Row;
  readonly key: Row;
}

export type Ingredient =
  | { readonly same: Stored }
  /** Another text for each request: digits between a head and a tail. */
  | { readonly head: string; readonly tail: string }
  /** The value that the variant has under this name. */
  | { readonly variant: string };

/** Digits that tell requests apart: as many as there are in an order id. */
export const recipeDigits = 9;

/** Ids begin with their kind and the time at which they were made; the digits come right behind. */
const idHead = 'cnv_'.length + 10;

/**
 * Watches what one request changes in the database. So a baseline stores what the product stores, whatever that
 * comes to be: as many rows, in the same tables, of the same lengths, under the same indexes.
 *
 * @param send sends the request to a running product and returns the answer
 * @param own texts of the request that are others in another request; they end in their digits
 */
export const learnRecipe = async (
  databasePath: string,
  send: () => Promise<string>,
  { own, variants }: { own: readonly string[]; variants: readonly Row[] },
): Promise<Recipe> => {
  const before = takeSnapshot(databasePath);
  const answer = await send();
  const after = takeSnapshot(databasePath);
  const added = [...after].map(([table, { rows }]) => ({ table, rows: newRows(rows, before.get(table)) }));
  const fresh = freshTexts(
    added.flatMap(({ rows }) => rows),
    own,
  );
  const read = (column: string, value: Stored): Ingredient =>
    variants[0] && column in variants[0] ? { variant: column } : (fresh.get(value) ?? { same: value });
  return {
    inserts: added
      .filter(({ rows }) => rows.length > 0)
      .map(({ table, rows }) => toInsert(table, rows, read)),
    updates: [...after].flatMap(([table, snapshot]) => toUpdates(table, snapshot, before.get(table))),
    variants,
    answer,
  };
};

const newRows = (rows: Snapshot['rows'], before: Snapshot | undefined): Row[] =>
  [...rows].flatMap(([key, row]) => (before?.rows.has(key) ? [] : [row]));

/** The ids that the request has made, wherever they are mentioned, and the texts that are its own. */
const freshTexts = (rows: readonly Row[], own: readonly string[]): Map<Stored, Ingredient> => {
  const fresh = new Map<Stored, Ingredient>();
  for (const { id, transaction_id } of rows) {
    for (const made of [id, transaction_id]) {
      if (typeof made !== 'string') continue;
      fresh.set(made, { head: made.slice(0, idHead), tail: made.slice(idHead + recipeDigits) });
    }
  }
  for (const text of own) fresh.set(text, { head: text.slice(0, -recipeDigits), tail: '' });
  return fresh;
};

/** Without `seq`, which the database gives. */
const toInsert = (
  table: string,
  rows: readonly Row[],
  read: (column: string, value: Stored) => Ingredient,
): TableRows => {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'seq');
  return {
    table,
    columns,
    rows: rows.map((row) => columns.map((column) => read(column, row[column] ?? null))),
  };
};

const toUpdates = (
  table: string,
  { keyColumns, rows }: Snapshot,
  before: Snapshot | undefined,
): RowUpdate[] =>
  [...rows].flatMap(([key, row]) => {
    const old = before?.rows.get(key);
    const changed = Object.entries(row).filter(([column, value]) => old && old[column] !== value);
    if (changed.length === 0) return [];
    const keyValues = keyColumns.map((column) => [column, row[column] ?? null] as const);
    return [{ table, changed: Object.fromEntries(changed), key: Object.fromEntries(keyValues) }];
  });
