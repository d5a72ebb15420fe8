import { Database } from 'bun:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from '../../src/doctor/checks.ts';
import { type Examination, examine, isSound } from '../../src/doctor/examination.ts';
import { createFullDatabase, type FullDatabase } from './full-database.ts';
import { type Step, sabotages } from './sabotages.ts';

/** Each invariant is broken on purpose, past everything that guards it, in a copy of its own. */
let full: FullDatabase;
let folder: string;
let copies = 0;

beforeAll(async () => {
  full = await createFullDatabase();
  folder = mkdtempSync(join(tmpdir(), 'tributary-doctor-'));
});
afterAll(async () => {
  await full.test.close();
  rmSync(folder, { recursive: true });
});

const options = () => ({ clock: full.test.clock, looksAtFile: true });

const examineAfter = async (steps: readonly Step[]): Promise<Examination> => {
  copies += 1;
  const path = join(folder, `${copies}.db`);
  full.copyTo(path);
  {
    using database = new Database(path);
    database.run('pragma foreign_keys = off');
    for (const step of steps) {
      const statement = typeof step === 'string' ? step : again(database, step);
      const { changes } = database.run(statement);
      if (!statement.startsWith('drop')) expect([statement, changes]).not.toEqual([statement, 0]);
    }
  }
  return examine(path, options());
};

const again = (database: Database, { table, values, where }: Exclude<Step, string>): string => {
  const columns = database
    .query<{ name: string }, [string]>("select name from pragma_table_info(?) where name <> 'seq'")
    .all(table)
    .map(({ name }) => name);
  const selected = columns.map((name) => values[name] ?? name);
  return `insert into ${table} (${columns}) select ${selected} from ${table} where ${where}`;
};

const failed = ({ results }: Examination): string[] =>
  results.filter(({ violations }) => violations > 0).map(({ name }) => name);

test('a database in which there is something of everything passes, while the server has it open', async () => {
  const examination = await examine(full.path, options());
  expect(failed(examination)).toEqual([]);
  expect(isSound(examination)).toBe(true);
  expect(examination.results.map(({ name }) => name)).toEqual(checks.map(({ name }) => name));
});

describe('the doctor', () => {
  test.each(sabotages)('sees that %s, and says nothing else', async (_, expected, sabotage) => {
    const examination = await examineAfter(sabotage);
    expect(failed(examination).sort()).toEqual([...expected].sort());
    for (const { violations, examples } of examination.results) {
      expect(examples.length).toBe(Math.min(violations, 10));
      for (const { id, what } of examples) expect(`${id}: ${what}`).toMatch(/^\S.+: .+/);
    }
  });

  test('has a check for each sabotage, and a sabotage for each check', () => {
    const broken = new Set(sabotages.flatMap(([, expected]) => expected));
    expect([...broken].sort()).toEqual(checks.map(({ name }) => name).sort());
  });

  test('shows the first ten and counts all', async () => {
    const { results } = await examineAfter(["update events set body = 'whsec_' || hex(zeroblob(24))"]);
    const secrets = results.find(({ name }) => name === 'secrets');
    expect(secrets?.violations).toBeGreaterThan(10);
    expect(secrets?.examples.length).toBe(10);
  });
});
