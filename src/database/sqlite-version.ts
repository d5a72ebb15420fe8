import { Database } from 'bun:sqlite';

/** The version of the SQLite that is part of this executable. */
export const sqliteVersion = (): string => {
  using database = new Database(':memory:');
  return (
    database.query<{ version: string }, []>('select sqlite_version() as version').get()?.version ?? 'unknown'
  );
};
