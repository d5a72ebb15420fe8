import { type Load, type LoadOptions, putUnderLoad, type Target } from './load.ts';

/** Requests that never come twice: each run goes on counting where the one before has stopped. */
export interface Sequence {
  run(target: Target): Promise<Load>;
  /** The number that comes next; so many were answered, all in all, from the first on. */
  readonly next: number;
}

export const createSequence = (options: LoadOptions, first: number): Sequence => {
  let next = first;
  return {
    run: async (target) => {
      const load = await putUnderLoad(target, { ...options, firstCounter: next });
      next = load.nextCounter;
      return load;
    },
    get next() {
      return next;
    },
  };
};
