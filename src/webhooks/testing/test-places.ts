import { DomainError } from '../../core/errors.ts';
import type { EndpointId, ProgramId } from '../../core/ids.ts';

/** Tests that one endpoint gets at a time: somebody who clicks again and again is no flood. */
const placesPerEndpoint = 3;

/** Tests under way at a time, all endpoints together; with the requests of the drainer below the 256 that Bun runs at once. */
export const testPlaces = 8;

/** Tests of the endpoints of one program: whoever has a key of it leaves places for all others. */
const placesPerProgram = 4;

/** Whom a test is of: an endpoint, and its program; null for an endpoint of all. */
export interface Tested {
  readonly endpointId: EndpointId;
  readonly ownerId: ProgramId | null;
}

/** How many tests are under way. */
export class TestPlaces {
  readonly #taken = new Map<EndpointId | ProgramId, number>();
  #total = 0;

  /** @throws DomainError `rate_limited` when there is none left */
  take({ endpointId, ownerId }: Tested): void {
    if (this.#countOf(endpointId) >= placesPerEndpoint) {
      throw tooMany(`${placesPerEndpoint} tests of this endpoint are under way already.`);
    }
    if (ownerId !== null && this.#countOf(ownerId) >= placesPerProgram) {
      throw tooMany(`${placesPerProgram} tests of this program are under way already.`);
    }
    if (this.#total >= testPlaces) throw tooMany(`${testPlaces} tests are under way already.`);
    this.#change({ endpointId, ownerId }, 1);
  }

  release(tested: Tested): void {
    this.#change(tested, -1);
  }

  #countOf(id: EndpointId | ProgramId): number {
    return this.#taken.get(id) ?? 0;
  }

  #change({ endpointId, ownerId }: Tested, by: 1 | -1): void {
    this.#total += by;
    for (const id of ownerId === null ? [endpointId] : [endpointId, ownerId]) {
      const count = this.#countOf(id) + by;
      if (count === 0) this.#taken.delete(id);
      else this.#taken.set(id, count);
    }
  }
}

const tooMany = (why: string): DomainError =>
  new DomainError('rate_limited', `${why} Wait for their answers.`, [], 1);
