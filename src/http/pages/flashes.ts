import type { Flash } from './page-route.ts';

/** What is to be said on the next page, by sign-in. Kept in memory: a restart may lose a sentence, never a deed. */
export interface Flashes {
  put(sessionId: string, flash: Flash): void;
  /** What was put there last; said once. */
  take(sessionId: string): Flash | undefined;
}

/** Sign-ins that can have something waiting; the oldest give way. */
const maxWaiting = 1_000;

export const createFlashes = (): Flashes => {
  const waiting = new Map<string, Flash>();
  return {
    put(sessionId, flash) {
      waiting.delete(sessionId);
      if (waiting.size >= maxWaiting) waiting.delete(waiting.keys().next().value ?? '');
      waiting.set(sessionId, flash);
    },
    take(sessionId) {
      const flash = waiting.get(sessionId);
      waiting.delete(sessionId);
      return flash;
    },
  };
};
