import type { Db } from '../../database/work.ts';
import type { Import } from '../../imports/import.ts';
import type { FileRow } from '../../imports/import-file.ts';
import { type ClaimedKey, countClaims, listClaims } from '../../imports/import-key.store.ts';
import { findFileRow } from '../../imports/import-piece.store.ts';

/** A later row sees all that can matter of those that share a name with it when it has seen these many. */
const rowsPerName = 3;

/** Rows seen for the sake of one: longer chains than any file has that was not made for it. */
const mostRows = 30;

/**
 * What a dry run remembers of its earlier rows: which would have made something, under which names. Those of finished
 * pieces are stored, those of the present one are here.
 */
export class EarlierRows {
  /** Of the present piece, to be stored with its end. */
  readonly claimed: ClaimedKey[] = [];
  readonly #rows = new Map<number, FileRow>();

  constructor(private readonly job: Pick<Import, 'id' | 'fileId'>) {}

  /** A unit may be run again: what it claimed before is the same. */
  claim(row: FileRow, names: readonly string[]): void {
    const [number] = row;
    if (this.#rows.has(number)) return;
    this.#rows.set(number, row);
    this.claimed.push(...[...new Set(names)].map((key) => ({ key, number })));
  }

  /**
   * The rows that would have made something under one of the names, and those that they have seen in their turn, in
   * the order of the file.
   *
   * @param looksOf the names whose earlier rows a row must have seen
   */
  async behind(
    db: Db,
    names: readonly string[],
    looksOf: (row: FileRow) => Promise<readonly string[]>,
  ): Promise<FileRow[]> {
    const rows = new Map<number, FileRow>();
    const seen = new Set(names);
    // What is added meanwhile is gone through as well.
    for (const name of seen) {
      for (const number of await this.#numbersOf(db, name)) {
        if (rows.has(number) || rows.size === mostRows) continue;
        const row = this.#rows.get(number) ?? (await findFileRow(db, this.job.fileId, number));
        if (!row) continue;
        rows.set(number, row);
        for (const another of await looksOf(row)) seen.add(another);
      }
    }
    return [...rows.values()].sort(([left], [right]) => left - right);
  }

  async #numbersOf(db: Db, name: string): Promise<number[]> {
    const stored = await listClaims(db, this.job.id, name, rowsPerName);
    const present = this.#claimsOf(name).map(({ number }) => number);
    return [...stored, ...present].slice(0, rowsPerName);
  }

  async count(db: Db, name: string): Promise<number> {
    return (await countClaims(db, this.job.id, name)) + this.#claimsOf(name).length;
  }

  #claimsOf(name: string): ClaimedKey[] {
    return this.claimed.filter(({ key }) => key === name);
  }
}
