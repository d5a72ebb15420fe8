/** Answers when everything committed before the call is on disk. */
export interface Durability {
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

  const start = (round: Round): void => {
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
    settled: () => {
      if (failure) return Promise.reject(failure.error);
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
