import { secondMs } from '../core/clock.ts';
import type { EndpointId, Ids } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import type { SecretBox } from '../core/secret-box.ts';
import type { Db, Origin, Transact } from '../database/work.ts';
import type { Claim } from './claim.ts';
import {
  type ClaimedDelivery,
  createSlot,
  type EndpointSlot,
  mayBeSentTo,
  profileOf,
} from './endpoint-slot.ts';
import type { FlightOptions } from './flight.ts';
import { defaultLaneLimits, type LaneLimits } from './flight-lanes.ts';
import type { FlightResult } from './flight-result.ts';
import { Flights, slowAfterMs } from './flights.ts';
import { applyClaim, selectWants } from './planning.ts';
import { findQueueEndpoints, reclaimAbandoned } from './queue.store.ts';
import { createRing, type Ring } from './ring.ts';
import type { WebhookSignals } from './signals.ts';
import type { Timers } from './timers.ts';
import { type TurnPlan, takeTurn } from './turn.ts';

export interface DrainerOptions extends Omit<FlightOptions, 'timeoutMs'> {
  readonly read: Db;
  readonly transact: Transact;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly secrets: Pick<SecretBox, 'open'>;
  /** 0 or more and less than 1; spreads retries. */
  readonly random: () => number;
  /** Milliseconds for a whole exchange; 10 s unless said otherwise. */
  readonly timeoutMs?: number;
  readonly laneLimits?: LaneLimits;
}

/** Bytes of bodies that one claim takes into memory. */
const maxClaimBytes = 4 * 1024 * 1024;

/** Turns that may be on their way to the disk at a time: waiting for a slow disk must not idle the network. */
const turnsAtOnce = 8;

/** Results or endpoints that make a turn worth while although another one is under way. */
const worthATurn = 32;

/** Pause after a unit that could not be written (a full disk, a full queue). */
const pauseAfterFailureMs = secondMs;

const reclaimChunk = 200;

/**
 * Sends what the outbox has committed. Woken by commits, never by polling: one timer stands at the next retry.
 * At least once: a crash repeats a delivery, it never loses one. See docs/decisions/006-drainer.md.
 */
export class Drainer implements WebhookSignals {
  readonly #slots = new Map<EndpointId, EndpointSlot>();
  readonly #ring: Ring;
  readonly #flights: Flights;
  readonly #origin: Origin;
  readonly #bootId: string;
  #results: FlightResult[] = [];
  #returns: ClaimedDelivery[] = [];
  /** Turns on their way to the disk. */
  #turns = 0;
  /** Room that their claims will take. */
  #reserved = 0;
  #paused = false;
  #started = false;
  #stopping = false;
  #stopped = false;
  #quiet: PromiseWithResolvers<void> | undefined;

  constructor(private readonly options: DrainerOptions) {
    const { clock, timers, ids } = options;
    this.#bootId = ids.token(20);
    this.#origin = {
      actor: { kind: 'system', id: 'webhooks' },
      requestId: ids.mint('req'),
      lane: 'deliveries',
    };
    this.#ring = createRing(clock, timers, () => this.#run());
    this.#flights = new Flights({
      ...options,
      timeoutMs: options.timeoutMs ?? 10 * secondMs,
      laneLimits: options.laneLimits ?? defaultLaneLimits,
      onEnd: (slot, result) => this.#ended(slot, result),
      onSlow: (slot) => this.#slowed(slot),
      onSwept: () => {
        this.#startWaiting();
        this.#run();
      },
    });
  }

  /** Takes over what an earlier process left behind, then sends whatever is due. */
  async start(): Promise<void> {
    const { transact, read } = this.options;
    for (let reclaimed = reclaimChunk; reclaimed === reclaimChunk; ) {
      reclaimed = await transact(this.#origin, ({ tx }) => reclaimAbandoned(tx, this.#bootId, reclaimChunk));
    }
    this.#started = true;
    this.deliveriesReady(await findQueueEndpoints(read));
  }

  deliveriesReady(endpointIds: Iterable<EndpointId>): void {
    for (const id of endpointIds) this.#ring.push(this.#slotOf(id));
    this.#run();
  }

  endpointChanged(endpointId: EndpointId): void {
    const slot = this.#slotOf(endpointId);
    slot.changes += 1;
    this.#ring.push(slot);
    this.#run();
  }

  /** Whether deliveries are being sent: false after a unit could not be written, until the next try, and when stopped. */
  get isAlive(): boolean {
    return !this.#paused && !this.#stopping;
  }

  /** Resolves once nothing is under way and nothing is due. */
  whenQuiet(): Promise<void> {
    this.#quiet ??= Promise.withResolvers<void>();
    const { promise } = this.#quiet;
    this.#run();
    return promise;
  }

  /**
   * Begins nothing more, gives requests under way `graceMs` to end, and records what became of them. What has
   * not been sent is pending again. What has no end by then counts as after a crash: it is sent again after the
   * next start.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    this.#ring.close();
    for (const slot of this.#slots.values()) this.#giveBack(slot, 0);
    const quiet = this.whenQuiet();
    const cancel = this.options.timers.after(graceMs, () => this.#quiet?.resolve());
    await quiet;
    cancel();
    this.#flights.close();
    this.#stopped = true;
  }

  #slotOf(endpointId: EndpointId): EndpointSlot {
    const known = this.#slots.get(endpointId);
    if (known) return known;
    const slot = createSlot(endpointId);
    this.#slots.set(endpointId, slot);
    return slot;
  }

  #ended(slot: EndpointSlot, result: FlightResult): void {
    if (this.#stopped) return;
    this.#results.push(result);
    judgeSlot(slot, result);
    this.#trim(slot);
    if (slot.hungry) {
      slot.hungry = false;
      this.#ring.push(slot);
    }
    if (result.nextAttemptAt !== null) {
      this.#ring.pushAt(slot, Math.max(result.nextAttemptAt, slot.gatedUntil));
    }
    this.#startWaiting();
    this.#run();
  }

  #slowed(slot: EndpointSlot): void {
    slot.sick = true;
    this.#trim(slot);
    this.#run();
  }

  #startWaiting(): void {
    if (this.#stopping) return;
    for (const slot of this.#flights.startWaiting()) this.#giveBack(slot, 0);
  }

  /** Keeps no more claims of an endpoint than it can be sent soon. */
  #trim(slot: EndpointSlot): void {
    if (this.#stopping || !mayBeSentTo(slot, this.options.clock.now())) this.#giveBack(slot, 0);
    else if (slot.sick) this.#giveBack(slot, 1);
  }

  /** Claims that cannot be used soon are pending again, so that the log tells the truth and memory stays small. */
  #giveBack(slot: EndpointSlot, keep: number): void {
    const withdrawn = this.#flights.withdraw(slot, keep);
    if (withdrawn.length === 0) return;
    this.#returns.push(...withdrawn);
    this.#ring.push(slot);
  }

  /**
   * Takes turns while there is anything to write. Several may be on their way to the disk at a time; they run in
   * order. While one is, the next begins only when it is worth a unit of its own.
   */
  #run(): void {
    if (this.#paused) return;
    while (this.#started && this.#turns < turnsAtOnce) {
      if (this.#turns > 0 && this.#results.length < worthATurn && this.#ring.size < worthATurn) break;
      const plan = this.#plan();
      if (!plan) break;
      this.#turns += 1;
      void this.#turn(plan);
    }
    this.#tellQuiet();
  }

  #plan(): TurnPlan | undefined {
    const wants = this.#stopping
      ? []
      : selectWants(this.#ring, this.#flights, this.#reserved, this.options.clock.now());
    const [results, returns] = [this.#results, this.#returns];
    if (wants.length === 0 && results.length === 0 && returns.length === 0) return undefined;
    this.#results = [];
    this.#returns = [];
    for (const { limit } of wants) this.#reserved += limit;
    return { results, returns, wants };
  }

  async #turn(plan: TurnPlan): Promise<void> {
    const { transact, secrets, log } = this.options;
    const slotOf = (id: EndpointId): EndpointSlot => this.#slotOf(id);
    const options = { bootId: this.#bootId, secrets, log, maxBodyBytes: maxClaimBytes, slotOf };
    try {
      this.#apply(plan, await transact(this.#origin, (work) => takeTurn(work, options, plan)));
    } catch (error) {
      log.error('webhook_turn_failed', { error: String(error) });
      this.#undo(plan);
    }
    this.#turns -= 1;
    this.#run();
  }

  #apply({ results, wants }: TurnPlan, claims: readonly Claim[]): void {
    for (const { delivery } of results) {
      const slot = this.#slotOf(delivery.endpointId);
      // Its first success lets go what was held.
      if ((profileOf(slot)?.releaseUntilSeq ?? null) !== null) this.#ring.push(slot);
    }
    for (const [index, want] of wants.entries()) {
      const claim = claims[index];
      if (!claim) continue;
      this.#reserved -= want.limit;
      applyClaim(want, claim, this.#ring, this.#flights);
      // An answer may have closed the gate while the claim was on its way to the disk.
      const isGated = want.slot.gatedUntil > this.options.clock.now();
      if (this.#stopping || isGated || !profileOf(want.slot)?.active) this.#giveBack(want.slot, 0);
    }
    this.#startWaiting();
  }

  /** Nothing of it is stored: it is planned again, from what is stored. */
  #undo({ results, returns, wants }: TurnPlan): void {
    this.#results.unshift(...results);
    this.#returns.unshift(...returns);
    for (const { delivery } of results) this.#slotOf(delivery.endpointId).changes += 1;
    for (const { slot, limit } of wants) {
      slot.reserved -= limit;
      this.#reserved -= limit;
      slot.changes += 1;
      this.#ring.push(slot);
    }
    this.#pause();
  }

  /** Nothing can be written just now. While stopping that is the end: unrecorded results are sent again. */
  #pause(): void {
    if (this.#stopping) {
      this.#results = [];
      this.#returns = [];
    } else if (!this.#paused) {
      this.#paused = true;
      this.options.timers.after(pauseAfterFailureMs, () => {
        this.#paused = false;
        this.#run();
      });
    }
  }

  #tellQuiet(): void {
    const open = this.#turns + this.#flights.count + this.#results.length + this.#returns.length;
    if (this.#paused || open > 0) return;
    this.#quiet?.resolve();
    this.#quiet = undefined;
  }
}

/** What the end of a request says about its endpoint. */
const judgeSlot = (slot: EndpointSlot, { state, flown, gatedUntil }: FlightResult): void => {
  if (gatedUntil !== undefined) slot.gatedUntil = Math.max(slot.gatedUntil, gatedUntil);
  const ours = flown.outcome.kind === 'failed' && flown.outcome.fault === 'ours';
  if (state === 'delivered') {
    slot.sick = flown.durationMs >= slowAfterMs;
    slot.proven ||= !slot.sick;
  }
  if ((state === 'pending' && !ours) || state === 'exhausted') slot.sick = true;
};
