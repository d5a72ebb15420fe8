/** Calls back after a while; a test passes timers that it moves itself. */
export interface Timers {
  /** @returns a function that takes it back */
  after(delayMs: number, action: () => void): () => void;
}

/** A longer delay would overflow and fire at once; who wakes up early looks at the clock and waits again. */
const longestDelayMs = 3_600_000;

export const systemTimers: Timers = {
  after: (delayMs, action) => {
    const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), longestDelayMs));
    return () => clearTimeout(timer);
  },
};
