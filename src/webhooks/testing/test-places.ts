import { DomainError } from '../../core/errors.ts';
import type { EndpointId } from '../../core/ids.ts';

/** Tests that one endpoint gets at a time: somebody who clicks again and again is no flood. */
const placesPerEndpoint = 3;

/** Tests under way at a time, all endpoints together; with the requests of the drainer below the 256 that Bun runs at once. */
export const testPlaces = 8;

/** How many tests are under way. */
export class TestPlaces {
  readonly #taken = new Map<EndpointId, number>();
  #total = 0;

  /** @throws DomainError `rate_limited` when there is none left */
  take(endpointId: EndpointId): void {
    const taken = this.#taken.get(endpointId) ?? 0;
    if (taken >= placesPerEndpoint) {
      throw tooMany(`${placesPerEndpoint} tests of this endpoint are under way already.`);
    }
    if (this.#total >= testPlaces) throw tooMany(`${testPlaces} tests are under way already.`);
    this.#taken.set(endpointId, taken + 1);
    this.#total += 1;
  }

  release(endpointId: EndpointId): void {
    const left = (this.#taken.get(endpointId) ?? 1) - 1;
    if (left === 0) this.#taken.delete(endpointId);
    else this.#taken.set(endpointId, left);
    this.#total -= 1;
  }
}

const tooMany = (why: string): DomainError =>
  new DomainError('rate_limited', `${why} Wait for their answers.`, [], 1);
