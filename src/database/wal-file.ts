import { closeSync, constants, fdatasync, openSync } from 'node:fs';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Resolves once everything written to the file so far is on disk. */
export type SyncFile = (fileDescriptor: number) => Promise<void>;

/** On a thread of the runtime: the event loop goes on. */
export const syncFile: SyncFile = (fileDescriptor) =>
  new Promise((resolve, reject) => {
    fdatasync(fileDescriptor, (error) => (error ? reject(error) : resolve()));
  });

export interface LogFile {
  readonly descriptor: number;
  close(): void;
}

/**
 * A descriptor of our own on the write-ahead log that the writer uses. The file is there once the writer has
 * read anything, and stays the same one while it is open. SQLite holds no locks on this file, so closing the
 * descriptor drops none (it would on the database file).
 */
export const openLogFile = (writer: SqliteConnection, databasePath: string): LogFile => {
  writer.database.query('select count(*) from sqlite_schema').get();
  const descriptor = openSync(`${databasePath}-wal`, constants.O_RDWR);
  return { descriptor, close: () => closeSync(descriptor) };
};
