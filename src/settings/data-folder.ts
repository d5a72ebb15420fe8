import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The folder exists but is not ours to use. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

/**
 * Makes the data folder, for its owner only. One that others can enter is closed to them, because the database
 * and the instance key lie in it.
 *
 * @throws DataFolderError when it cannot be made or is not a folder
 */
export const prepareDataFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DataFolderError(`the data folder ${folder} cannot be used: ${why}`, { cause: error });
  }
};

/** The database file in a data folder. */
export const databasePathIn = (folder: string): string => join(folder, 'tributary.db');

/** The generated instance key in a data folder. */
export const instanceKeyPathIn = (folder: string): string => join(folder, 'secret.key');

export const hasDatabase = (folder: string): boolean => existsSync(databasePathIn(folder));
