import type { Origin, Transact, Work } from './work.ts';

/**
 * Runs a unit of work to see what it would come to, and undoes all of it: nothing is stored, no event is, and nothing
 * that waits for the commit happens.
 *
 * @throws what the unit throws; DomainError `unavailable` as any unit
 */
export const undoneUnit = async <T>(
  transact: Transact,
  origin: Origin,
  unit: (work: Work) => Promise<T>,
): Promise<T> => {
  const undo = new Error('this unit is undone on purpose');
  let seen: { readonly result: T } | undefined;
  try {
    await transact(origin, async (work) => {
      seen = { result: await unit(work) };
      throw undo;
    });
  } catch (failure) {
    if (failure !== undo) throw failure;
  }
  if (!seen) throw undo;
  return seen.result;
};
