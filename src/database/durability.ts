/** Answers when everything committed before the call is on disk. */
export interface Durability {
  /** To be called after each commit that wrote something. */
  wrote(): void;
  /** @throws (as a rejection) once a sync has failed: what the disk holds is then unknown, for good. */
  settled(): Promise<void>;
}

interface Round {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * One sync at a time, shared by all who ask while the one before still runs: that one began too early for them.
 *
 * @param sync flushes the write-ahead log of everything written to it so far
 * @param onFatal called once, with the first failure; the process must end, because a later success would say
 *   nothing about the pages that the failed one has dropped
 */
export const createDurability = (
  sync: () => Promise<void>,
  onFatal: (error: unknown) => void,
): Durability => {
  let running: Round | undefined;
  let waiting: Round | undefined;
  let failure: { error: unknown } | undefined;
  /** Whether anything was committed since the last sync began. */
  let unsynced = false;

  const start = (round: Round): void => {
    unsynced = false;
    running = round;
    sync().then(
      () => finish(round),
      (error) => fail(round, error),
    );
  };
  const finish = (round: Round): void => {
    running = undefined;
    if (waiting) {
      const next = waiting;
      waiting = undefined;
      start(next);
    }
    round.resolve();
  };
  const fail = (round: Round, error: unknown): void => {
    failure = { error };
    round.reject(error);
    waiting?.reject(error);
    onFatal(error);
  };

  return {
    wrote: () => {
      unsynced = true;
    },
    settled: () => {
      if (failure) return Promise.reject(failure.error);
      // Who has only read waits for the sync of what they may have read, and asks for none of their own.
      if (!unsynced) return waiting?.promise ?? running?.promise ?? Promise.resolve();
      if (running) {
        waiting ??= Promise.withResolvers<void>();
        return waiting.promise;
      }
      const round: Round = Promise.withResolvers<void>();
      start(round);
      return round.promise;
    },
  };
};
