import { Database } from 'bun:sqlite';

/**
 * Entry point of the thread that copies the write-ahead log back into the database, so that the syncs which
 * belong to it never hold up the event loop. One pass a message; no connection stays open between two.
 */
declare const self: Worker;

export interface CheckpointReply {
  /** Set when the pass failed: SQLite's code and message. */
  failure?: { code: string; message: string };
}

self.onmessage = ({ data: path }: MessageEvent<string>) => {
  self.postMessage(pass(path));
};

const pass = (path: string): CheckpointReply => {
  try {
    using database = new Database(path, { readwrite: true });
    database.run('pragma synchronous = normal');
    database.run('pragma wal_checkpoint(passive)');
    return {};
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { failure: { code, message: String(error) } };
  }
};
