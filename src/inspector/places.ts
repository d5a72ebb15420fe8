/** Places for what stays for a while, so that nobody takes all of them. */
export interface Places {
  /** @returns a function that gives it back, to be called once or more often; undefined when none is free */
  take(owner: string): (() => void) | undefined;
}

/** @param perOwner of them at most for one owner */
export const createPlaces = (overall: number, perOwner: number): Places => {
  const taken = new Map<string, number>();
  let total = 0;

  const giveBack = (owner: string): void => {
    total -= 1;
    const left = (taken.get(owner) ?? 1) - 1;
    if (left === 0) taken.delete(owner);
    else taken.set(owner, left);
  };

  return {
    take(owner) {
      const own = taken.get(owner) ?? 0;
      if (total >= overall || own >= perOwner) return undefined;
      total += 1;
      taken.set(owner, own + 1);
      let given = false;
      return () => {
        if (!given) giveBack(owner);
        given = true;
      };
    },
  };
};
