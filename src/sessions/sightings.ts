import type { Instant } from '../core/clock.ts';
import type { Id } from '../core/ids.ts';

/** When a sign-in was last used, between two times of storing it: showing a page never writes. */
export interface Sighting {
  readonly tokenHash: string;
  readonly adminId: Id<'adm'>;
  readonly seenAt: Instant;
}

export interface Sightings {
  see(sighting: Sighting): void;
  /** Undefined when it was not seen since it was last stored. */
  lastOf(tokenHash: string): Instant | undefined;
  all(): readonly Sighting[];
  /** What is stored, unless it was seen again meanwhile. */
  forget(stored: readonly Sighting[]): void;
}

export const createSightings = (): Sightings => {
  const seen = new Map<string, Sighting>();
  return {
    see: (sighting) => void seen.set(sighting.tokenHash, sighting),
    lastOf: (tokenHash) => seen.get(tokenHash)?.seenAt,
    all: () => [...seen.values()],
    forget: (stored) => {
      for (const sighting of stored) {
        if (seen.get(sighting.tokenHash) === sighting) seen.delete(sighting.tokenHash);
      }
    },
  };
};
