import { afterEach, beforeEach, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockInstance } from '../../src/database/instance-lock.ts';
import { runImports } from '../../src/workflows/imports/run-imports.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Ran, run } from './test-terminal.ts';

let it: TestApp;
beforeEach(async () => {
  it = await createTestApp();
  await it.build.program();
});
afterEach(() => it.close());

const bring = (csv: string, ...flags: string[]): Promise<Ran> => {
  const { dataDir } = it.app.config;
  const file = join(dataDir, 'file.csv');
  writeFileSync(file, csv);
  return run(['import', '--data-dir', dataDir, '--kind', 'partners', '--file', file, ...flags]);
};

const partners = async () => (await it.call('GET', '/api/v1/partners')).body.data;

test('tells what would happen and stores nothing, unless it is told to', async () => {
  const tried = await bring('email,name\r\na@example.com,Ada\r\n');
  expect(tried).toMatchObject({ exit: 'ok', stderr: '' });
  expect(tried.stdout).toMatch(/^imp_\w+: 1 would be made, 0 there already, 0 refused, of 1\n$/);
  expect(await partners()).toEqual([]);
  const done = await bring(
    'E-Mail;name\r\na@example.com;Ada\r\n',
    '--run',
    '--columns',
    '{"email":"E-Mail"}',
  );
  expect(done.stdout).toContain('1 made, 0 there already');
  expect(await partners()).toMatchObject([{ name: 'Ada' }]);
});

test('lists the rows that are refused, brings in the others and fails', async () => {
  const ran = await bring('email,name\r\na@example.com,Ada\r\nnobody,Ben\r\n', '--run');
  expect(ran.exit).toBe('failure');
  expect(ran.stderr).toBe('row 3: email must be an email address\n');
  expect(await partners()).toHaveLength(1);
});

test('refuses a file that is none, and what is no import', async () => {
  expect(await bring('name\r\nAda\r\n')).toMatchObject({ exit: 'failure', stdout: '' });
  const words = [
    'import',
    '--data-dir',
    it.app.config.dataDir,
    '--kind',
    'partners',
    '--file',
    '/nowhere.csv',
  ];
  expect((await run(words)).stderr).toContain('there is no file /nowhere.csv');
  expect((await bring('email,name\r\n', '--columns', 'email')).exit).toBe('usage');
});

test('beside a server waits for the server to do it', async () => {
  const lock = lockInstance(it.app.config.dataDir);
  const running = bring('email,name\r\na@example.com,Ada\r\n', '--run');
  let ended = false;
  const ran = running.finally(() => {
    ended = true;
  });
  while (!ended) {
    await runImports(it.app);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await ran).stdout).toContain('1 made');
  lock.release();
  expect(await partners()).toHaveLength(1);
});
