import { type Clock, secondMs } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Timers } from '../../core/timers.ts';
import type { Origin, Transact } from '../../database/work.ts';
import type { Claim } from './claim.ts';
import { type ClaimedDelivery, type EndpointSlot, profileOf } from './endpoint-slot.ts';
import type { FlightResult } from './flight-result.ts';
import type { Flights } from './flights.ts';
import { applyClaim, selectWants } from './planning.ts';
import type { RecordingOptions } from './result-log.ts';
import type { Ring } from './ring.ts';
import { type TurnPlan, takeTurn } from './turn.ts';

/** Bytes of bodies that one claim takes into memory. */
const maxClaimBytes = 4 * 1024 * 1024;

/** Turns that may be on their way to the disk at a time: waiting for a slow disk must not idle the network. */
const turnsAtOnce = 8;

/** Results or endpoints that make a turn worth while although another one is under way. */
const worthATurn = 32;

/** Pause after a unit that could not be written (a full disk, a full queue). */
const pauseAfterFailureMs = secondMs;

export interface TurnsOptions extends Pick<RecordingOptions, 'onRecorded' | 'signals'> {
  readonly transact: Transact;
  readonly origin: Origin;
  readonly bootId: string;
  readonly secrets: Pick<SecretBox, 'open'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly ring: Ring;
  readonly flights: Flights;
  readonly slotOf: (id: EndpointId) => EndpointSlot;
  /** Deliveries of the endpoint were claimed, or its profile read again. */
  readonly onClaimed: (slot: EndpointSlot) => void;
  /** A turn is over, well or not. */
  readonly onTurn: () => void;
}

/** Everything the drainer writes: what became of requests, claims given back, claims made. */
export class Turns {
  #results: FlightResult[] = [];
  #returns: ClaimedDelivery[] = [];
  /** Turns on their way to the disk. */
  #underWay = 0;
  /** Room that their claims will take. */
  #reserved = 0;
  #paused = false;
  #claiming = false;
  #claims = 0;
  #closing = false;

  constructor(private readonly options: TurnsOptions) {}

  /** Whether the last unit could be written. */
  get isAlive(): boolean {
    return !this.#paused;
  }

  /** Whether everything is written. */
  get isDone(): boolean {
    return !this.#paused && this.#underWay + this.#results.length + this.#returns.length === 0;
  }

  /** Deliveries claimed so far. */
  get claims(): number {
    return this.#claims;
  }

  record(result: FlightResult): void {
    this.#results.push(result);
  }

  giveBack(deliveries: readonly ClaimedDelivery[]): void {
    this.#returns.push(...deliveries);
  }

  /** Claims from now on. */
  start(): void {
    this.#claiming = true;
  }

  /** Claims nothing more; what is recorded is still written. */
  close(): void {
    this.#claiming = false;
    this.#closing = true;
  }

  /**
   * Takes turns while there is anything to write. Several may be on their way to the disk at a time; they run in
   * order. While one is, the next begins only when it is worth a unit of its own.
   */
  run(): void {
    while (!this.#paused && this.#underWay < turnsAtOnce) {
      const isWorthIt = this.#results.length >= worthATurn || this.options.ring.size >= worthATurn;
      const plan = this.#underWay === 0 || isWorthIt ? this.#plan() : undefined;
      if (!plan) return;
      this.#underWay += 1;
      void this.#take(plan);
    }
  }

  #plan(): TurnPlan | undefined {
    const { ring, flights, clock } = this.options;
    const wants = this.#claiming ? selectWants(ring, flights, this.#reserved, clock.now()) : [];
    const [results, returns] = [this.#results, this.#returns];
    if (wants.length === 0 && results.length === 0 && returns.length === 0) return undefined;
    this.#results = [];
    this.#returns = [];
    for (const { limit } of wants) this.#reserved += limit;
    return { results, returns, wants };
  }

  async #take(plan: TurnPlan): Promise<void> {
    const { transact, origin, log } = this.options;
    const options = { ...this.options, maxBodyBytes: maxClaimBytes };
    try {
      this.#apply(plan, await transact(origin, (work) => takeTurn(work, options, plan)));
    } catch (error) {
      log.error('webhook_turn_failed', { error: String(error) });
      this.#undo(plan);
    }
    this.#underWay -= 1;
    this.options.onTurn();
  }

  #apply({ results, wants }: TurnPlan, claims: readonly Claim[]): void {
    const { ring, flights, slotOf, onClaimed } = this.options;
    for (const { delivery } of results) {
      const slot = slotOf(delivery.endpointId);
      const profile = profileOf(slot);
      // Its first success lets go what was held; what failed while it was set aside is held.
      if (profile && (profile.releaseUntilSeq !== null || !profile.active)) ring.push(slot);
    }
    for (const [index, want] of wants.entries()) {
      const claim = claims[index];
      if (!claim) continue;
      this.#reserved -= want.limit;
      this.#claims += claim.claimed.length;
      applyClaim(want, claim, ring, flights);
      onClaimed(want.slot);
    }
  }

  /** Nothing of it is stored: it is planned again, from what is stored. */
  #undo({ results, returns, wants }: TurnPlan): void {
    this.#results.unshift(...results);
    this.#returns.unshift(...returns);
    for (const { delivery } of results) this.options.slotOf(delivery.endpointId).changes += 1;
    for (const { slot, limit } of wants) {
      slot.reserved -= limit;
      this.#reserved -= limit;
      slot.changes += 1;
      this.options.ring.push(slot);
    }
    this.#pause();
  }

  /** Nothing can be written just now. While closing that is the end: unrecorded results are sent again. */
  #pause(): void {
    if (this.#closing) {
      this.#results = [];
      this.#returns = [];
    } else if (!this.#paused) {
      this.#paused = true;
      this.options.timers.after(pauseAfterFailureMs, () => {
        this.#paused = false;
        this.run();
      });
    }
  }
}
