import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.ts';
import { migrate } from '../../src/database/migrator.ts';
import { createTestClock } from './clock.ts';

/** A folder of its own under the system's temporary folder, with an empty database of the present schema. */
export const createDataDir = async (): Promise<{ dataDir: string; databasePath: string; remove(): void }> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tributary-test-'));
  const databasePath = join(dataDir, 'tributary.db');
  writeFileSync(databasePath, await template(), { mode: 0o600 });
  return { dataDir, databasePath, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
};

/** What is on disk at this moment in a folder that may be in use, as after a power cut. */
export const copyDataDir = async (from: string): ReturnType<typeof createDataDir> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tributary-test-'));
  cpSync(from, dataDir, { recursive: true });
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  return { dataDir, databasePath: join(dataDir, 'tributary.db'), remove };
};

let migrated: Promise<Uint8Array> | undefined;

/** Migrated once a process, then copied: migrating takes far longer than most tests. */
const template = (): Promise<Uint8Array> => {
  migrated ??= makeTemplate();
  return migrated;
};

const makeTemplate = async (): Promise<Uint8Array> => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-template-'));
  try {
    const path = join(folder, 'tributary.db');
    await migrate({ path, migrations, clock: createTestClock(), version: 'test' });
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
