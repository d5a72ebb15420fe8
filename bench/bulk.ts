import { Database } from 'bun:sqlite';
import type { Ingredient, Recipe, TableRows } from './recipe.ts';
import { recipeDigits } from './recipe.ts';
import type { Stored } from './snapshot.ts';

/** What a shop is filled with. */
export interface Bulk {
  readonly conversions: number;
  readonly partners: number;
}

const customersPerPartner = 10;

/** Numbers of the set-up's own orders lie below. */
const firstNumber = 10_000;

/** Over so many days sales are spread: fewer than anything is held, so that nothing becomes due by itself. */
const days = 20;
const dayMs = 86_400_000;

/**
 * Stores what so many purchases leave behind, by a few statements: the rows of the recipe, spread over time, of many
 * partners who each have some customers. As after years: what retention takes of them is gone.
 */
export const fillDatabase = (databasePath: string, recipe: Recipe, bulk: Bulk): void => {
  using database = new Database(databasePath, { readwrite: true });
  for (const pragma of [
    'journal_mode = off',
    'synchronous = off',
    'foreign_keys = off',
    'cache_size = -400000',
  ])
    database.run(`pragma ${pragma}`);
  database.run('begin');
  addPeople(database, bulk);
  for (const insert of recipe.inserts) database.run(insertOf(insert, bulk));
  database.run(balancesOfPartners);
  database.run('commit');
  database.run('pragma journal_mode = wal');
};

/** The partner with this number. */
export const bulkPartnerId = (number: number): string => `prt_${String(number).padStart(14, '0')}bulk`;

const id = (prefix: string, number: string): string => `'${prefix}_' || printf('%014d', ${number}) || 'bulk'`;

const numbers = (count: number, first = 0): string =>
  `with recursive numbers(n) as (select ${first} union all select n + 1 from numbers where n < ${first + count - 1})`;

const addPeople = (database: Database, { partners }: Bulk): void => {
  const customers = partners * customersPerPartner;
  copyRows(database, 'partners', partners, {
    id: id('prt', 'n'),
    email: `'partner' || n || '@example.com'`,
    email_key: `'partner' || n || '@example.com'`,
    code: `'bulk' || n`,
    code_key: `'BULK' || n`,
  });
  copyRows(database, 'customers', customers, {
    id: id('cus', 'n'),
    external_id: `'bulk-' || n`,
    email_hash: 'null',
  });
  copyRows(database, 'referrals', customers, {
    id: id('ref', 'n'),
    customer_id: id('cus', 'n'),
    partner_id: id('prt', `n / ${customersPerPartner}`),
  });
  database.run(`create temp table variants as ${numbers(customers)}
    select n as number, ${id('cus', 'n')} as customer_id, ${id('ref', 'n')} as referral_id,
      ${id('prt', `n / ${customersPerPartner}`)} as partner_id from numbers`);
  database.run('create unique index temp.variants_number on variants (number)');
};

/** Copies of the first row of a table. */
const copyRows = (
  database: Database,
  table: string,
  count: number,
  changes: Readonly<Record<string, string>>,
): void => {
  const columns = database
    .query<{ name: string }, [string]>("select name from pragma_table_info(?) where name <> 'seq'")
    .all(table)
    .map(({ name }) => name);
  const values = columns.map((name) => changes[name] ?? `model."${name}"`);
  database.run(`${numbers(count)} insert into ${table} (${columns}) select ${values}
    from numbers cross join (select * from ${table} order by seq limit 1) as model`);
};

/** Rows that one purchase leaves in a table lie beside each other: a cross join keeps the order of its loops. */
const insertOf = ({ table, columns, rows }: TableRows, { conversions, partners }: Bulk): string => {
  const values = columns.map((column, index) => {
    const cases = rows.map(
      (row, which) => `when ${which} then ${expressionOf(table, column, row[index], conversions)}`,
    );
    return rows.length === 1
      ? expressionOf(table, column, rows[0]?.[index], conversions)
      : `case row.which ${cases.join(' ')} end`;
  });
  const which = rows.map((_, index) => `select ${index} as which`).join(' union all ');
  return `${numbers(conversions, firstNumber)} insert into ${table} (${columns.join(', ')})
    select ${values.join(', ')} from numbers
    cross join (${which}) as row
    cross join variants as variant on variant.number = (n * 7919) % ${partners * customersPerPartner}`;
};

const expressionOf = (
  table: string,
  column: string,
  ingredient: Ingredient | undefined,
  conversions: number,
): string => {
  if (ingredient === undefined) return 'null';
  const gone = forgotten[`${table}.${column}`];
  if (gone !== undefined) return gone;
  if ('variant' in ingredient) return `variant.${ingredient.variant}`;
  if ('head' in ingredient) {
    return `${literal(ingredient.head)} || printf('%0${recipeDigits}d', n) || ${literal(ingredient.tail)}`;
  }
  const { same } = ingredient;
  if (!column.endsWith('_at') || typeof same !== 'number') return literal(same);
  const earlierMs = days * dayMs;
  return `${same - earlierMs} + (n - ${firstNumber}) * ${earlierMs} / ${conversions}`;
};

/** What retention has taken. */
const forgotten: Readonly<Record<string, string>> = {
  'events.body': 'null',
  'events.purge_reason': `'retention'`,
  'idempotency_records.answer_json': 'null',
};

const literal = (value: Stored): string => {
  if (value === null) return 'null';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
};

const account = (name: string): string => `sum(iif(account = '${name}', amount_minor, 0))`;

const balancesOfPartners = `insert into balances
  (partner_id, currency, program_id, pending_minor, held_minor, due_minor, processing_minor, paid_minor)
  select partner_id, currency, program_id, ${['pending', 'held', 'due', 'processing', 'paid'].map(account)}
    from ledger_entries where partner_id like 'prt_%bulk' group by partner_id, currency, program_id`;
