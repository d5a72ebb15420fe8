/** A fixed number of places; who finds none waits in line. */
export interface Slots {
  /** Resolves to true with a place taken, or to false if the signal was aborted first. */
  take(signal?: AbortSignal): Promise<boolean>;
  /** Takes a place only if one is free. */
  tryTake(): boolean;
  release(): void;
}

export const createSlots = (limit: number): Slots => {
  let free = limit;
  const waiting = new Set<() => void>();

  const tryTake = (): boolean => {
    if (free === 0) return false;
    free -= 1;
    return true;
  };

  const take = async (signal?: AbortSignal): Promise<boolean> => {
    if (signal?.aborted) return false;
    if (tryTake()) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const admit = (): void => resolve(true);
    const leave = (): void => resolve(!waiting.delete(admit));
    waiting.add(admit);
    signal?.addEventListener('abort', leave, { once: true });
    const admitted = await promise;
    signal?.removeEventListener('abort', leave);
    return admitted;
  };

  const release = (): void => {
    const [next] = waiting;
    if (!next) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next();
  };

  return { take, tryTake, release };
};
