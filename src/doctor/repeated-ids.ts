/** Ids of which this many are kept at a time, 8 bytes each. */
const mostKept = 4_000_000;

/**
 * Finds ids that occur more than once, in a fixed room however many there are: by their hashes, a part of them at a
 * time. Two ids of one hash are looked at again as they are, so that none is suspected wrongly.
 */
export class RepeatedIds {
  readonly parts: number;
  readonly #hashes: BigUint64Array;
  readonly #seen = new Set<string>();
  #count = 0;

  constructor(count: number) {
    this.parts = Math.max(1, Math.ceil(count / mostKept));
    // Parts are of the same size only about.
    this.#hashes = new BigUint64Array(
      Math.min(Math.ceil((count / this.parts) * 1.1) + 1_000, mostKept * 1.1),
    );
  }

  take(part: number, rows: readonly { readonly id: string }[]): void {
    for (const { id } of rows) {
      const hash = hashOf(id);
      if (Number(hash % BigInt(this.parts)) !== part || this.#count >= this.#hashes.length) continue;
      this.#hashes[this.#count] = hash;
      this.#count += 1;
    }
  }

  /** Hashes that were taken more than once; the next part begins anew. */
  repeatedOf(): ReadonlySet<bigint> {
    const sorted = this.#hashes.subarray(0, this.#count).sort();
    const repeated = new Set<bigint>();
    for (let at = 1; at < sorted.length; at += 1) {
      const hash = sorted[at];
      if (hash !== undefined && hash === sorted[at - 1]) repeated.add(hash);
    }
    this.#count = 0;
    this.#seen.clear();
    return repeated;
  }

  /** Whether this very id came before, among the suspects. */
  isAgain(suspects: ReadonlySet<bigint>, id: string): boolean {
    if (!suspects.has(hashOf(id))) return false;
    if (this.#seen.has(id)) return true;
    this.#seen.add(id);
    return false;
  }
}

const hashOf = (id: string): bigint => Bun.hash.wyhash(id);
