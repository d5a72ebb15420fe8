import { seededRandom } from '../support/random.ts';

/** Chance that comes again with the same seed. */
export interface Dice {
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

export const createDice = (seed: number): Dice => {
  const random = seededRandom(seed || 1);
  const below = (limit: number): number => {
    const [word = 0] = new Uint32Array(random(new Uint8Array(4)).buffer);
    return word % limit;
  };
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
};
