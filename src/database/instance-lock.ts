import { Database } from 'bun:sqlite';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** Proof that this process is the only server on a data folder. */
export interface InstanceLock {
  release(): void;
}

/** Another process holds the folder. */
export class InstanceLockedError extends Error {
  override readonly name = 'InstanceLockedError';
}

/** Keeps a lock from being collected, and so dropped, when nobody keeps the proof. */
const held = new Set<Database>();

/**
 * Claims a data folder for this process. The claim is a lock that the operating system keeps for the process:
 * however the process ends, it is gone with it, and no stale file has to be cleared away.
 *
 * @throws InstanceLockedError when another process holds the folder
 */
export const lockInstance = (dataFolder: string): InstanceLock => {
  const path = join(dataFolder, 'instance.lock');
  // Only when it is missing: closing any descriptor of the file would drop a lock that this process holds on it.
  if (!existsSync(path)) closeSync(openSync(path, 'ax', 0o600));
  const database = new Database(path, { readwrite: true });
  try {
    database.run('pragma busy_timeout = 0');
    database.run('begin exclusive');
  } catch (error) {
    database.close();
    if (isBusy(error)) {
      throw new InstanceLockedError(`another server is running on ${dataFolder}`, { cause: error });
    }
    throw error;
  }
  held.add(database);
  return {
    release: () => {
      held.delete(database);
      database.close();
    },
  };
};

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
