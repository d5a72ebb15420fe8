import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIds } from '../../src/core/ids.ts';
import { type Database, openDatabase } from '../../src/database/open-database.ts';
import { InstanceKeyError, type InstanceOptions, openInstance } from '../../src/settings/instance-secret.ts';
import { createTestClock } from '../support/clock.ts';
import { createDataDir } from '../support/database-file.ts';
import { seededRandom } from '../support/random.ts';

const clock = createTestClock();
const ids = createIds(clock, seededRandom());
let data: Awaited<ReturnType<typeof createDataDir>>;
let database: Database;

beforeEach(async () => {
  data = await createDataDir();
  const fail = (error: unknown) => {
    throw error;
  };
  database = openDatabase({
    path: data.databasePath,
    clock,
    ids,
    sink: async () => undefined,
    auditSink: async () => undefined,
    onFatal: fail,
    onError: fail,
  });
});
afterEach(async () => {
  await database.close();
  data.remove();
});

const open = (options: Partial<InstanceOptions> = {}) =>
  openInstance({ given: undefined, dataDir: data.dataDir, ids, ...database, ...options });
const keyPath = () => join(data.dataDir, 'secret.key');

describe('a blank database', () => {
  test('gets a key of its own in a file that only its owner can read', async () => {
    const instance = await open();
    expect(instance.id).toStartWith('ins_');
    expect(statSync(keyPath()).mode & 0o777).toBe(0o600);
    expect(readFileSync(keyPath(), 'utf8').trim()).toMatch(/^[0-9a-z]{52}$/);
  });

  test('takes a given key and writes no file', async () => {
    await open({ given: 'k'.repeat(32) });
    expect(() => statSync(keyPath())).toThrow('ENOENT');
  });

  test('takes a key file that a start before it has left', async () => {
    writeFileSync(keyPath(), `${'f'.repeat(52)}\n`);
    await open();
    expect(readFileSync(keyPath(), 'utf8').trim()).toBe('f'.repeat(52));
  });

  test('opened by two at once ends with one key and one name', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    expect(first.id).toBe(second.id);
    expect(second.secrets.open(first.secrets.seal('text', 'row'), 'row')).toBe('text');
  });
});

describe('a database with a key', () => {
  test('opens with the same key under the same name, and opens what was sealed', async () => {
    const before = await open();
    const sealed = before.secrets.seal('text', 'row');
    const after = await open();
    expect(after.id).toBe(before.id);
    expect(after.secrets.open(sealed, 'row')).toBe('text');
  });

  test('refuses another key and says where it came from', async () => {
    await open();
    await expect(open({ given: 'another-key-'.repeat(4) })).rejects.toThrow(
      'from the configuration does not fit',
    );
    writeFileSync(keyPath(), 'x'.repeat(52));
    await expect(open()).rejects.toThrow(`from ${keyPath()} does not fit`);
  });

  test('refuses to go on without its key, and makes no new one', async () => {
    await open();
    rmSync(keyPath());
    await expect(open()).rejects.toThrow(InstanceKeyError);
    expect(() => statSync(keyPath())).toThrow('ENOENT');
  });
});

test('a database that holds anything gets no new key, even if its settings are gone', async () => {
  await database.transact({ actor: { kind: 'system', id: 'test' }, requestId: 'req_test' }, ({ tx }) =>
    tx
      .insertInto('admins')
      .values({
        id: 'adm_1',
        email: 'ann@example.com',
        name: 'Ann',
        password_hash: '',
        role: 'owner',
        row_version: 1,
        created_at: 0,
        updated_at: 0,
      })
      .execute(),
  );
  await expect(open()).rejects.toThrow('the instance key is missing');
});

test('refuses a key file that is too short to be a key', async () => {
  writeFileSync(keyPath(), 'short');
  await expect(open()).rejects.toThrow('at least 32 characters');
});
