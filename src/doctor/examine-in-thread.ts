import type { Examination } from './examination.ts';
import type { ExaminationReply } from './examination-thread.ts';

/** An examination under way beside everything else. */
export interface RunningExamination {
  /** @throws Error (as a rejection) when it could not be made */
  readonly result: Promise<Examination>;
  /** Gives it up; `result` is rejected. */
  stop(): void;
}

/**
 * Examines a database at a tenth of a processor, on a thread and a connection of its own, which are gone afterwards.
 *
 * @param code where `examination-thread.ts` is
 */
export const examineInThread = (code: URL, path: string): RunningExamination => {
  const { promise: result, resolve, reject } = Promise.withResolvers<Examination>();
  const thread = new Worker(code.href, { smol: true });
  // A process that has nothing else to do any more does not stay for it.
  thread.unref();
  const end = (settle: () => void): void => {
    settle();
    thread.terminate();
  };
  thread.onmessage = ({ data }: MessageEvent<ExaminationReply>) =>
    end(() => ('failure' in data ? reject(new Error(data.failure)) : resolve(data.examination)));
  thread.onerror = ({ message }) => end(() => reject(new Error(`the thread failed: ${message}`)));
  thread.postMessage(path);
  return { result, stop: () => end(() => reject(new Error('it was given up'))) };
};
