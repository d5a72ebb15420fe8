import { systemClock } from '../core/clock.ts';
import { type Examination, examine } from './examination.ts';

/** Of a thread of its own: the path of a database comes in, what was found goes out. */
declare const self: Worker;

export type ExaminationReply = { readonly examination: Examination } | { readonly failure: string };

/** For each moment of work so many of rest: a tenth of a processor, whatever there is to do. */
const restPerWork = 9;

const reply = async (path: string): Promise<ExaminationReply> => {
  const pause = (stepMs: number) => Bun.sleep(stepMs * restPerWork);
  try {
    return { examination: await examine(path, { clock: systemClock, looksAtFile: false, pause }) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
};

self.onmessage = async ({ data }: MessageEvent<string>) => {
  self.postMessage(await reply(data));
};
