/** Runs checkpoint passes away from the event loop. */
export interface CheckpointThread {
  /**
   * Copies what it can of the write-ahead log back into the database, with the syncs that belong to it.
   *
   * @throws (as a rejection) SQLite's error, with its `code`
   */
  pass(): Promise<void>;
  /** To be called when no pass is under way. */
  close(): void;
}

interface Reply {
  readonly failure?: { readonly code: string; readonly message: string };
}

/**
 * The program of the thread: one pass a message, no connection left open between two. It is kept as text
 * because a thread starts from an address, and a compiled executable has its files at others than a checkout.
 */
const program = `
  import { Database } from 'bun:sqlite';

  const pass = (path) => {
    using database = new Database(path, { readwrite: true });
    database.run('pragma synchronous = normal');
    database.run('pragma wal_checkpoint(passive)');
  };

  self.onmessage = ({ data: path }) => {
    try {
      pass(path);
      self.postMessage({});
    } catch (error) {
      self.postMessage({ failure: { code: String(error.code), message: error.message } });
    }
  };
`;

/** The thread starts with the first pass, and keeps the process alive only while one is under way. */
export const createCheckpointThread = (path: string): CheckpointThread => {
  let worker: Worker | undefined;

  const pass = (): Promise<void> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      worker.ref();
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        worker?.unref();
        if (data.failure) reject(Object.assign(new Error(data.failure.message), { code: data.failure.code }));
        else resolve();
      };
      worker.onerror = ({ message }) => {
        worker?.terminate();
        worker = undefined;
        reject(new Error(`the checkpoint thread failed: ${message}`));
      };
      worker.postMessage(path);
    });

  return { pass, close: () => worker?.terminate() };
};

const start = (): Worker => new Worker(URL.createObjectURL(new Blob([program], { type: 'text/javascript' })));
