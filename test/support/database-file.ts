import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.ts';
import { migrate } from '../../src/database/migrator.ts';
import { createTestClock } from './clock.ts';

/** A folder of its own under the system's temporary folder, with an empty database of the present schema. */
export const createDataDir = async (): Promise<{ dataDir: string; databasePath: string; remove(): void }> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tributary-test-'));
  const databasePath = join(dataDir, 'tributary.db');
  copyFileSync(await template(), databasePath);
  return { dataDir, databasePath, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
};

let migrated: Promise<string> | undefined;

/** Migrated once a process, then copied: migrating takes far longer than most tests. */
const template = (): Promise<string> => {
  migrated ??= makeTemplate();
  return migrated;
};

const makeTemplate = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-template-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'tributary.db');
  await migrate({ path, migrations, clock: createTestClock(), version: 'test' });
  return path;
};
