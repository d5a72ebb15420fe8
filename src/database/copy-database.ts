import { Database } from 'bun:sqlite';
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';

/**
 * Writes a consistent copy of a database, whatever others write meanwhile, into a new file that only its
 * owner can read. The copy is on disk when this returns; it is not in WAL mode until it is opened for writing.
 *
 * @throws Error when the file exists or there is no room; nothing is left behind then
 */
export const copyDatabase = (path: string, target: string): void => {
  closeSync(openSync(target, 'ax', 0o600));
  try {
    using source = new Database(path, { readonly: true });
    source.query('vacuum into ?').run(target);
    syncToDisk(target);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
};

const syncToDisk = (path: string): void => {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};
