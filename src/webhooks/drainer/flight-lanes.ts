/** Where a request under way counts. */
export type Lane = 'fast' | 'slow';

export interface LaneLimits {
  readonly fast: number;
  readonly slow: number;
}

/** Together below the 256 requests that Bun runs at once. */
export const defaultLaneLimits: LaneLimits = { fast: 200, slow: 40 };

/**
 * Places for requests under way. Requests that take long give up their place in the fast lane, and endpoints
 * that failed or are slow use the slow lane only: however many receivers are dead, places for the healthy ones
 * stay free.
 */
export class FlightLanes {
  #fast = 0;
  #slow = 0;

  constructor(private readonly limits: LaneLimits) {}

  /** Requests under way. */
  get underWay(): LaneLimits {
    return { fast: this.#fast, slow: this.#slow };
  }

  /** Whether any request could begin. */
  get free(): boolean {
    return this.#free > 0 && (this.#fast < this.limits.fast || this.#slow < this.limits.slow);
  }

  /** How many more requests of sick endpoints could begin. */
  get freeSlow(): number {
    return Math.max(0, Math.min(this.limits.slow - this.#slow, this.#free));
  }

  /** Takes a place; undefined when there is none. */
  take(sick: boolean): Lane | undefined {
    if (this.#free <= 0) return undefined;
    if (sick) {
      if (this.#slow >= this.limits.slow) return undefined;
      this.#slow += 1;
      return 'slow';
    }
    if (this.#fast >= this.limits.fast) return undefined;
    this.#fast += 1;
    return 'fast';
  }

  /** A request of the fast lane goes on in the slow one, even beyond its limit: it is under way already. */
  slowDown(): void {
    this.#fast -= 1;
    this.#slow += 1;
  }

  release(lane: Lane): void {
    if (lane === 'fast') this.#fast -= 1;
    else this.#slow -= 1;
  }

  get #free(): number {
    return this.limits.fast + this.limits.slow - this.#fast - this.#slow;
  }
}
