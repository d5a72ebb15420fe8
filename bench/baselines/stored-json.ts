import { Database } from 'bun:sqlite';
import { createDurability } from '../../src/database/durability.ts';
import { SqliteConnection } from '../../src/database/sqlite-connection.ts';
import { openLogFile, syncFile } from '../../src/database/wal-file.ts';
import type { Recipe } from '../recipe.ts';
import { prepareRecipe } from './recipe-store.ts';

/**
 * The least that storing a JSON body can cost: the same rows as the product, by prepared statements, all that
 * arrived within one turn of the event loop in one transaction, answered once it is on disk by the same sync.
 */
const [databasePath = '', recipePath = ''] = process.argv.slice(2);
const recipe = (await Bun.file(recipePath).json()) as Recipe;

const database = new Database(databasePath, { readwrite: true });
for (const pragma of [
  'journal_mode = wal',
  'synchronous = normal',
  'foreign_keys = on',
  'temp_store = memory',
  'cache_size = -64000',
]) {
  database.run(`pragma ${pragma}`);
}
const log = openLogFile(new SqliteConnection(database), databasePath);
const durability = createDurability(
  () => syncFile(log.descriptor),
  () => process.exit(1),
);

const store = prepareRecipe(database, recipe);
const begin = database.prepare('begin immediate');
const commit = database.prepare('commit');

/** Above all numbers that the product has given on this database before it was copied. */
let number = 1_000_000;
let waiting: (() => void)[] = [];

const storeAll = async (): Promise<void> => {
  const answers = waiting;
  waiting = [];
  begin.run();
  for (const _ of answers) {
    store(number);
    number += 1;
  }
  commit.run();
  await durability.settled();
  for (const answer of answers) answer();
};

const stored = (): Promise<void> =>
  new Promise((resolve) => {
    if (waiting.length === 0) setImmediate(() => void storeAll());
    waiting.push(resolve);
  });

const headers = { 'content-type': 'application/json' };

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: async (request) => {
    await request.json();
    await stored();
    return new Response(recipe.answer, { status: 201, headers });
  },
});
process.stdout.write(`${server.url}\n`);
