import type { Database, SQLQueryBindings, Statement } from 'bun:sqlite';
import { type Ingredient, type Recipe, type RowUpdate, recipeDigits, type TableRows } from '../recipe.ts';
import type { Row } from '../snapshot.ts';

/** Stores the rows of a recipe once more; the number makes them other rows than before. */
export type StoreRecipe = (number: number) => void;

/** One prepared statement for all rows of a table: the fewest that can be had. */
export const prepareRecipe = (database: Database, { inserts, updates, variants }: Recipe): StoreRecipe => {
  const steps = [
    ...inserts.map((insert) => prepareInsert(database, insert)),
    ...updates.map((update) => prepareUpdate(database, update)),
  ];
  return (number) => {
    const own = String(number).padStart(recipeDigits, '0');
    const variant = variants[number % variants.length] ?? {};
    for (const step of steps) step(own, variant);
  };
};

type Step = (own: string, variant: Row) => void;

const prepareInsert = (database: Database, { table, columns, rows }: TableRows): Step => {
  const places = `(${columns.map(() => '?').join(', ')})`;
  const statement: Statement<unknown, SQLQueryBindings[]> = database.prepare(
    `insert into ${table} (${columns.join(', ')}) values ${rows.map(() => places).join(', ')}`,
  );
  const ingredients = rows.flat();
  return (own, variant) => {
    statement.run(...ingredients.map((ingredient) => ingredientValue(ingredient, own, variant)));
  };
};

const prepareUpdate = (database: Database, { table, changed, key }: RowUpdate): Step => {
  const assign = (row: Row) => Object.keys(row).map((column) => `${column} = ?`);
  const statement: Statement<unknown, SQLQueryBindings[]> = database.prepare(
    `update ${table} set ${assign(changed).join(', ')} where ${assign(key).join(' and ')}`,
  );
  const values = [...Object.values(changed), ...Object.values(key)];
  return () => {
    statement.run(...values);
  };
};

const ingredientValue = (ingredient: Ingredient, own: string, variant: Row): SQLQueryBindings => {
  if ('same' in ingredient) return ingredient.same;
  if ('head' in ingredient) return ingredient.head + own + ingredient.tail;
  return variant[ingredient.variant] ?? null;
};
