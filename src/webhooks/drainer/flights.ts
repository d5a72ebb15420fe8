import type { Instant } from '../../core/clock.ts';
import type { Timers } from '../../core/timers.ts';
import {
  type ClaimedDelivery,
  type EndpointSlot,
  mayStart,
  profileOf,
  spendStart,
  startAllowedAt,
} from './endpoint-slot.ts';
import { type FlightOptions, fly } from './flight.ts';
import { FlightLanes, type Lane, type LaneLimits } from './flight-lanes.ts';
import { type FlightResult, judgeFlight } from './flight-result.ts';

/** A request that takes longer makes room for others. */
export const slowAfterMs = 500;

const sweepEveryMs = 100;

export interface FlightsOptions extends FlightOptions {
  readonly timers: Timers;
  readonly laneLimits: LaneLimits;
  readonly random: () => number;
  readonly onEnd: (slot: EndpointSlot, result: FlightResult) => void;
  /** A request of the endpoint has become slow. */
  readonly onSlow: (slot: EndpointSlot) => void;
  /** Places may have become free in the fast lane. */
  readonly onSwept: () => void;
}

interface Flight {
  readonly slot: EndpointSlot;
  lane: Lane;
  readonly startedAt: Instant;
}

/** The requests under way. */
export class Flights {
  readonly lanes: FlightLanes;
  readonly #waiting = new Set<EndpointSlot>();
  /** In the order of their start. */
  readonly #underWay = new Set<Flight>();
  #cancelSweep: (() => void) | undefined;

  constructor(private readonly options: FlightsOptions) {
    this.lanes = new FlightLanes(options.laneLimits);
  }

  get count(): number {
    return this.#underWay.size;
  }

  /** Claimed deliveries that no request has begun for. */
  get waitingCount(): number {
    let count = 0;
    for (const slot of this.#waiting) count += slot.waiting.length;
    return count;
  }

  enqueue(slot: EndpointSlot, deliveries: readonly ClaimedDelivery[]): void {
    slot.waiting.push(...deliveries);
    this.#waiting.add(slot);
  }

  /** Takes back what has not begun, all but the first `keep`. */
  withdraw(slot: EndpointSlot, keep: number): ClaimedDelivery[] {
    const withdrawn = slot.waiting.splice(keep);
    if (slot.waiting.length === 0) this.#waiting.delete(slot);
    return withdrawn;
  }

  /**
   * Begins as many requests as there are places.
   * @returns endpoints whose limit on requests a second lets nothing more begin now
   */
  startWaiting(): readonly EndpointSlot[] {
    const now = this.options.clock.now();
    const limited: EndpointSlot[] = [];
    for (const slot of this.#waiting) {
      if (!this.lanes.free) return limited;
      this.#startFrom(slot, now);
      if (slot.waiting.length === 0) this.#waiting.delete(slot);
      else if (startAllowedAt(slot, now) > now) limited.push(slot);
    }
    return limited;
  }

  close(): void {
    this.#cancelSweep?.();
  }

  #startFrom(slot: EndpointSlot, now: Instant): void {
    while (slot.waiting.length > 0 && mayStart(slot, now)) {
      const lane = this.lanes.take(slot.sick);
      if (!lane) return;
      const delivery = slot.waiting.shift();
      if (delivery) void this.#fly(slot, delivery, lane, now);
    }
  }

  async #fly(slot: EndpointSlot, delivery: ClaimedDelivery, lane: Lane, now: Instant): Promise<void> {
    const profile = profileOf(slot);
    if (!profile) throw new Error('a slot without a profile starts nothing');
    const flight: Flight = { slot, lane, startedAt: now };
    this.#underWay.add(flight);
    slot.inFlight += 1;
    spendStart(slot, now);
    this.#watchSlow(slowAfterMs);
    const flown = await fly(this.options, profile, delivery);
    this.#underWay.delete(flight);
    slot.inFlight -= 1;
    this.lanes.release(flight.lane);
    const standing = {
      verified: (profileOf(slot) ?? profile).health.verifiedAt !== null,
      ownFaults: slot.ownFaults,
    };
    const result = judgeFlight(
      { profile, delivery, flown },
      standing,
      this.options.clock.now(),
      this.options.random,
    );
    this.options.onEnd(slot, result);
  }

  #watchSlow(delayMs: number): void {
    this.#cancelSweep ??= this.options.timers.after(delayMs, () => this.#sweep());
  }

  /** Moves what has become slow out of the fast lane; looks again while anything is under way. */
  #sweep(): void {
    this.#cancelSweep = undefined;
    const now = this.options.clock.now();
    for (const flight of this.#underWay) {
      if (now - flight.startedAt < slowAfterMs) break;
      if (flight.lane === 'slow') continue;
      flight.lane = 'slow';
      this.lanes.slowDown();
      this.options.onSlow(flight.slot);
    }
    if (this.#underWay.size > 0) this.#watchSlow(sweepEveryMs);
    this.options.onSwept();
  }
}
