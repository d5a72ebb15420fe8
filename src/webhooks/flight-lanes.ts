/**
 * Places for requests under way. Requests that take long give up their place in the fast lane, and endpoints
 * that failed or are slow use the slow lane only: however many receivers are dead, places for the healthy ones
 * stay free.
 */
export interface FlightLanes {
  /** Takes a place; undefined when there is none. */
  take(sick: boolean): LanePlace | undefined;
  /** How many more requests of sick endpoints could begin. */
  readonly freeSlow: number;
  /** Whether any request could begin. */
  readonly free: boolean;
  readonly inFlight: number;
}

export interface LanePlace {
  readonly lane: 'fast' | 'slow';
  /** Moves to the slow lane, even beyond its limit: the request is under way already. */
  slowDown(): void;
  release(): void;
}

export interface LaneLimits {
  readonly fast: number;
  readonly slow: number;
}

/** Together below the 256 requests that Bun runs at once. */
export const defaultLaneLimits: LaneLimits = { fast: 200, slow: 40 };

export const createFlightLanes = (limits: LaneLimits): FlightLanes => {
  const used = { fast: 0, slow: 0 };
  const total = limits.fast + limits.slow;

  const place = (first: 'fast' | 'slow'): LanePlace => {
    let lane = first;
    used[lane] += 1;
    return {
      get lane() {
        return lane;
      },
      slowDown: () => {
        if (lane === 'slow') return;
        used.fast -= 1;
        used.slow += 1;
        lane = 'slow';
      },
      release: () => {
        used[lane] -= 1;
      },
    };
  };

  return {
    take: (sick) => {
      const lane = sick ? 'slow' : 'fast';
      if (used[lane] >= limits[lane] || used.fast + used.slow >= total) return undefined;
      return place(lane);
    },
    get freeSlow() {
      return Math.max(0, Math.min(limits.slow - used.slow, total - used.fast - used.slow));
    },
    get free() {
      return used.fast + used.slow < total && (used.fast < limits.fast || used.slow < limits.slow);
    },
    get inFlight() {
      return used.fast + used.slow;
    },
  };
};
