import { startChild } from '../child.ts';
import type { Load } from '../load.ts';

/** Where webhooks go, in a process of its own. */
export interface Receiver {
  readonly url: string;
  /** From now on every webhook is told to come again after so many seconds. */
  askToWait(seconds: number): Promise<void>;
  /** From now on webhooks are accepted, and counted from zero. */
  accept(): Promise<void>;
  /** From now on the age of each event is noted on its arrival. */
  takeTimes(): Promise<void>;
  /** What was noted since. */
  ages(): Promise<Load['latency']>;
  /** @throws Error when they take longer than `timeoutMs` */
  waitFor(accepted: number, timeoutMs: number): Promise<Arrivals>;
  stop(): Promise<void>;
}

export interface Arrivals {
  readonly accepted: number;
  /** Between the first and the last. */
  readonly elapsedMs: number;
}

const server = new URL('./receiver-server.ts', import.meta.url).pathname;
const askEveryMs = 20;

export const startReceiver = async (): Promise<Receiver> => {
  const child = await startChild({ command: [process.execPath, server] });
  const url = child.firstLine;
  const control = (path: string) => fetch(`${url}control/${path}`);
  const count = async () => (await (await control('count')).json()) as Arrivals;
  return {
    url,
    askToWait: async (seconds) => void (await control(`mode/${seconds}`)),
    accept: async () => void (await control('mode/0')),
    takeTimes: async () => void (await control('timing')),
    ages: async () => (await (await control('ages')).json()) as Load['latency'],
    waitFor: async (accepted, timeoutMs) => {
      const deadlineMs = performance.now() + timeoutMs;
      for (;;) {
        const arrivals = await count();
        if (arrivals.accepted >= accepted) return arrivals;
        if (performance.now() > deadlineMs) {
          throw new Error(`${arrivals.accepted} of ${accepted} webhooks arrived within ${timeoutMs} ms`);
        }
        await Bun.sleep(askEveryMs);
      }
    },
    stop: () => child.stop(),
  };
};
