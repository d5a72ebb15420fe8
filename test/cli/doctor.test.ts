import { Database } from 'bun:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from '../../src/doctor/checks.ts';
import { createFullDatabase, type FullDatabase } from '../doctor/full-database.ts';
import { run } from './test-terminal.ts';

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

const doctor = (...words: string[]) => run(['doctor', ...words]);

const copy = (sabotage?: string): string => {
  copies += 1;
  const path = join(folder, `${copies}.db`);
  full.copyTo(path);
  using database = new Database(path);
  if (sabotage) database.run(sabotage);
  return path;
};

describe('tributary doctor', () => {
  test('checks the database of the data folder beside the server that has it open', async () => {
    const { exit, stdout } = await doctor('--data-dir', full.test.app.config.dataDir);
    expect(exit).toBe('ok');
    for (const { name } of checks) expect(stdout).toMatch(new RegExp(`${name} +ok\n`));
    expect(stdout).toContain(`All is well: ${full.path}`);
  });

  test('names what is wrong, with its sentence and examples, and fails', async () => {
    const path = copy('update balances set due_minor = due_minor + 1');
    const { exit, stdout } = await doctor('--database', path);
    expect(exit).toBe('failure');
    expect(stdout).toMatch(
      /I2 {3}balances +\d violations\n {5}Every balance is .*\n {7}prt_\w+ USD: due is \d+, its/,
    );
    expect(stdout).toContain(`1 of ${checks.length} checks found something`);
  });

  test('prints the same as JSON', async () => {
    const path = copy('update balances set due_minor = due_minor + 1');
    const { exit, stdout } = await doctor('--database', path, '--json');
    expect(exit).toBe('failure');
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ database: path, ok: false, checked_at: expect.any(String) });
    const wrong = report.checks.filter((check: { violations: number }) => check.violations > 0);
    expect(wrong).toMatchObject([
      { name: 'balances', invariant: 'I2', examples: [{ id: expect.any(String) }, {}] },
    ]);
    expect(JSON.parse((await doctor('--database', copy(), '--json')).stdout).ok).toBe(true);
  });

  test('changes nothing of what it looks at', async () => {
    const path = copy();
    const before = readFileSync(path);
    await doctor('--database', path);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('what could not be checked is said to be so, and is no verdict:', () => {
  const refused = async (path: string, why: RegExp) => {
    const before = readFileSync(path);
    const { exit, stdout, stderr } = await doctor('--database', path);
    expect({ exit, stdout }).toEqual({ exit: 'unchecked', stdout: '' });
    expect(stderr).toMatch(why);
    expect(readFileSync(path).equals(before)).toBe(true);
  };

  test('no database', async () => {
    const { exit, stderr } = await doctor('--database', join(folder, 'none.db'));
    expect(exit).toBe('unchecked');
    expect(stderr).toContain('there is no database');
  });

  test('one of an older version', () =>
    refused(
      copy('delete from applied_migrations where name = (select max(name) from applied_migrations)'),
      /made by an older version \(it lacks \w+\)/,
    ));

  test('one of a newer version', () =>
    refused(
      copy("insert into applied_migrations values ('9999_later', '2030-01-01T00:00:00Z')"),
      /newer version/,
    ));

  test('something that is no database', async () => {
    const path = join(folder, 'text.db');
    await Bun.write(path, 'not a database at all '.repeat(500));
    await refused(path, /not a database/);
  });

  test('a damaged file', async () => {
    const path = copy();
    const damaged = join(folder, 'damaged.db');
    copyFileSync(path, damaged);
    truncateSync(damaged, Math.floor(readFileSync(path).length / 2));
    await refused(damaged, /damaged|malformed/);
  });

  test('a file with a page of garbage in it', async () => {
    const path = copy();
    const bytes = readFileSync(path);
    for (let at = 4_096 * 30; at < 4_096 * 60; at += 1) bytes[at] = 0xa5;
    await Bun.write(path, bytes);
    await refused(path, /damaged|malformed/);
  });
});

test('its exit codes are 0, 1 and 2', async () => {
  const { exitCodes } = await import('../../src/cli/exit-codes.ts');
  expect([exitCodes.ok.code, exitCodes.failure.code, exitCodes.unchecked.code]).toEqual([0, 1, 2]);
});
