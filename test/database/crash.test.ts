import { Database as Sqlite } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.ts';
import { migrate } from '../../src/database/migrator.ts';
import { scratchClock, scratchFolder } from './scratch.ts';

const rounds = 8;

/** Starts a writer, kills it after it has printed so many lines; answers all that it had printed. */
const writeUntilKilled = async (path: string, round: number, lines: number): Promise<string[]> => {
  const command = [process.execPath, join(import.meta.dir, 'crash-child.ts'), path, String(round)];
  const child = Bun.spawn(command, { stdout: 'pipe' });
  let printed = '';
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    printed += chunk;
    if (printed.split('\n').length > lines) child.kill('SIGKILL');
  }
  await child.exited;
  return printed.split('\n').slice(0, -1);
};

test('every unit that was answered is in the file after a crash, and none is there by half', async () => {
  const path = join(scratchFolder(), 'tributary.db');
  await migrate({ path, migrations, clock: scratchClock(), version: '0.0.0' });
  const answered: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    answered.push(...(await writeUntilKilled(path, round, 30 + 97 * round)));
    using database = new Sqlite(path, { readwrite: true });
    const rows = database.query<{ name: string }, []>('select name from settings').all();
    const stored = new Set(rows.map((row) => row.name));
    const missing = answered.filter((name) => !stored.has(`${name}-first`) || !stored.has(`${name}-second`));
    const halves = [...stored].filter(
      (name) => name.endsWith('-first') && !stored.has(name.replace('first', 'second')),
    );
    expect({ round, missing, halves }).toEqual({ round, missing: [], halves: [] });
    expect(database.query('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  }
  expect(answered.length).toBeGreaterThan(rounds * 30);
}, 30_000);
