/** Rows that are looked at in one turn of the event loop: a few milliseconds, whatever they hold. */
const rowsPerTurn = 2_000;

/** Sequences to look at, and how many rows are still wanted of them. */
export interface Stretch {
  readonly from: number;
  readonly below: number;
  readonly wanted: number;
}

/**
 * Finds the newest rows for which no index leads the way: stretch by stretch, from the end backwards. Reads hold up
 * everything else, so that one through a table of millions would be felt by every visitor: between two stretches
 * others have their turn, and of all who search at a time only one has a stretch in each.
 *
 * @param from the first sequence to look at
 * @param below the sequence before which to look
 * @param read the rows of a stretch, newest first
 */
export const lookBack = async <Row>(
  { from: first = 1, below, wanted }: Pick<Stretch, 'below' | 'wanted'> & Partial<Stretch>,
  read: (stretch: Stretch) => Promise<readonly Row[]>,
): Promise<Row[]> => {
  const found: Row[] = [];
  for (let end = below; end > first; ) {
    const from = Math.max(first, end - rowsPerTurn);
    found.push(...(await read({ from, below: end, wanted: wanted - found.length })));
    if (found.length >= wanted) return found;
    end = from;
    await nextTurn();
  }
  return found;
};

let turns: Promise<void> = Promise.resolve();

/** Lets everybody else have a turn. Each who asks gets one of their own, in the order of asking. */
export const nextTurn = (): Promise<void> => {
  turns = turns.then(() => new Promise((resolve) => setImmediate(resolve)));
  return turns;
};
