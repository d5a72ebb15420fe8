import { nextTurn } from './look-back.ts';

/** Rows that are read in one turn of the event loop: a millisecond or two. */
export const rowsPerSieve = 500;

interface Sieve<Row> {
  /** How many rows are wanted at most. */
  readonly wanted: number;
  /** Whether a row is one of them. */
  readonly keeps: (row: Row) => boolean;
}

/**
 * Picks rows that no index singles out, from those that one leads through, in its order. However many there are,
 * others have their turn between two reads.
 *
 * @param read the next `rowsPerSieve` rows behind the given one, or the first ones; fewer when there are no more
 */
export const sift = async <Row>(
  { wanted, keeps }: Sieve<Row>,
  read: (after: Row | undefined) => Promise<readonly Row[]>,
): Promise<Row[]> => {
  const kept: Row[] = [];
  for (let after: Row | undefined; ; ) {
    const rows = await read(after);
    for (const row of rows) if (kept.length < wanted && keeps(row)) kept.push(row);
    after = rows.at(-1);
    if (kept.length >= wanted || rows.length < rowsPerSieve) return kept;
    await nextTurn();
  }
};
