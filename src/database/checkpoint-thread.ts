import type { CheckpointReply } from './checkpoint-worker.ts';

/** Runs checkpoint passes away from the event loop. */
export interface CheckpointThread {
  /** @throws (as a rejection) SQLite's error, with its `code` */
  pass(): Promise<void>;
  /** To be called when no pass is under way. */
  close(): void;
}

/** The thread starts with the first pass: a process that writes little never has it. */
export const createCheckpointThread = (path: string): CheckpointThread => {
  let worker: Worker | undefined;

  const pass = (): Promise<void> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      worker.onmessage = ({ data }: MessageEvent<CheckpointReply>) => {
        if (data.failure) reject(Object.assign(new Error(data.failure.message), { code: data.failure.code }));
        else resolve();
      };
      worker.onerror = (event) => {
        worker?.terminate();
        worker = undefined;
        reject(new Error(`the checkpoint thread failed: ${event.message}`));
      };
      worker.postMessage(path);
    });

  return { pass, close: () => worker?.terminate() };
};

/** A process may end while the thread lives: there is nothing in it to lose. */
const start = (): Worker => {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url).href);
  worker.unref();
  return worker;
};
