import { secondMs } from '../../core/clock.ts';
import type { EndpointId, Ids } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Timers } from '../../core/timers.ts';
import type { Db, Origin, Transact } from '../../database/work.ts';
import { longestTimeoutSeconds } from '../retries/custom-rules.ts';
import { countOwnFault, createSlot, type EndpointSlot, mayBeSentTo } from './endpoint-slot.ts';
import type { FlightOptions } from './flight.ts';
import { defaultLaneLimits, type LaneLimits } from './flight-lanes.ts';
import type { FlightResult } from './flight-result.ts';
import { Flights, slowAfterMs } from './flights.ts';
import { endAbandonedTests, findQueueEndpoints, reclaimAbandoned } from './queue.store.ts';
import type { RecordingOptions } from './result-log.ts';
import { createRing, type Ring } from './ring.ts';
import type { WebhookSignals } from './signals.ts';
import { Turns } from './turns.ts';

export interface DrainerOptions
  extends Omit<FlightOptions, 'timeoutMs'>,
    Pick<RecordingOptions, 'onRecorded'> {
  readonly read: Db;
  readonly transact: Transact;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly secrets: Pick<SecretBox, 'open'>;
  /** 0 or more and less than 1; spreads retries. */
  readonly random: () => number;
  /** Milliseconds that no exchange may exceed; unless said otherwise the policy of the endpoint decides alone. */
  readonly timeoutMs?: number;
  readonly laneLimits?: LaneLimits;
}

export interface DrainerLoad {
  /** By lane. */
  readonly requestsUnderWay: LaneLimits;
  /** Endpoints that wait for their turn. */
  readonly endpointsReady: number;
  /** Deliveries claimed and not yet sent. */
  readonly claimedAhead: number;
  /** Deliveries claimed since the process began. */
  readonly claims: number;
}

const reclaimChunk = 200;

/**
 * Sends what the outbox has committed. Woken by commits, never by polling: one timer stands at the next retry.
 * At least once: a crash repeats a delivery, it never loses one. See docs/decisions/006-drainer.md.
 */
export class Drainer implements WebhookSignals {
  readonly #slots = new Map<EndpointId, EndpointSlot>();
  readonly #ring: Ring;
  readonly #flights: Flights;
  readonly #turns: Turns;
  readonly #origin: Origin;
  /** Names this process in what it claims. */
  readonly bootId: string;
  #stopping = false;
  #stopped = false;
  #quiet: PromiseWithResolvers<void> | undefined;

  constructor(private readonly options: DrainerOptions) {
    const { clock, timers, ids } = options;
    this.bootId = ids.token(20);
    this.#origin = {
      actor: { kind: 'system', id: 'webhooks' },
      requestId: ids.mint('req'),
      lane: 'deliveries',
    };
    this.#ring = createRing(clock, timers, () => this.#goOn());
    this.#flights = new Flights({
      ...options,
      timeoutMs: options.timeoutMs ?? longestTimeoutSeconds * secondMs,
      laneLimits: options.laneLimits ?? defaultLaneLimits,
      onEnd: (slot, result) => this.#ended(slot, result),
      onSlow: (slot) => this.#slowed(slot),
      onSwept: () => this.#goOn(),
    });
    this.#turns = new Turns({
      ...options,
      origin: this.#origin,
      bootId: this.bootId,
      signals: this,
      ring: this.#ring,
      flights: this.#flights,
      slotOf: (id) => this.slotOf(id),
      onClaimed: (slot) => this.#trim(slot),
      onTurn: () => this.#goOn(),
    });
  }

  /** Takes over what an earlier process left behind, then sends whatever is due. */
  async start(): Promise<void> {
    const { transact, read } = this.options;
    await transact(this.#origin, ({ tx, now }) => endAbandonedTests(tx, this.bootId, now));
    for (let reclaimed = reclaimChunk; reclaimed === reclaimChunk; ) {
      reclaimed = await transact(this.#origin, ({ tx }) => reclaimAbandoned(tx, this.bootId, reclaimChunk));
    }
    this.#turns.start();
    this.deliveriesReady(await findQueueEndpoints(read));
  }

  deliveriesReady(endpointIds: Iterable<EndpointId>): void {
    for (const id of endpointIds) this.#ring.push(this.slotOf(id));
    this.#goOn();
  }

  endpointChanged(endpointId: EndpointId): void {
    const slot = this.slotOf(endpointId);
    slot.changes += 1;
    this.#ring.push(slot);
    this.#goOn();
  }

  /** What is known of an endpoint in memory. */
  slotOf(endpointId: EndpointId): EndpointSlot {
    const known = this.#slots.get(endpointId);
    if (known) return known;
    const slot = createSlot(endpointId);
    this.#slots.set(endpointId, slot);
    return slot;
  }

  /** Whether deliveries are being sent: false after a unit could not be written, until the next try, and when stopped. */
  get isAlive(): boolean {
    return this.#turns.isAlive && !this.#stopping;
  }

  /** What is going on just now, for who watches. */
  get load(): DrainerLoad {
    return {
      requestsUnderWay: this.#flights.lanes.underWay,
      endpointsReady: this.#ring.size,
      claimedAhead: this.#flights.waitingCount,
      claims: this.#turns.claims,
    };
  }

  /** Resolves once nothing is under way and nothing is due. */
  whenQuiet(): Promise<void> {
    this.#quiet ??= Promise.withResolvers<void>();
    const { promise } = this.#quiet;
    this.#goOn();
    return promise;
  }

  /**
   * Begins nothing more, gives requests under way `graceMs` to end, and records what became of them. What has
   * not been sent is pending again. What has no end by then counts as after a crash: it is sent again after the
   * next start.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    this.#turns.close();
    this.#ring.close();
    for (const slot of this.#slots.values()) this.#trim(slot);
    const quiet = this.whenQuiet();
    const cancel = this.options.timers.after(graceMs, () => this.#quiet?.resolve());
    await quiet;
    cancel();
    this.#flights.close();
    this.#stopped = true;
  }

  #ended(slot: EndpointSlot, result: FlightResult): void {
    if (this.#stopped) return;
    this.#turns.record(result);
    judgeSlot(slot, result);
    this.#trim(slot);
    if (slot.hungry) {
      slot.hungry = false;
      this.#ring.push(slot);
    }
    if (result.nextAttemptAt !== null) {
      this.#ring.pushAt(slot, Math.max(result.nextAttemptAt, slot.gatedUntil));
    }
    this.#goOn();
  }

  #slowed(slot: EndpointSlot): void {
    slot.sick = true;
    this.#trim(slot);
  }

  /** Sends and writes whatever can be. */
  #goOn(): void {
    if (!this.#stopping) for (const slot of this.#flights.startWaiting()) this.#giveBack(slot, 0);
    this.#turns.run();
    if (!this.#turns.isDone || this.#flights.count > 0) return;
    this.#quiet?.resolve();
    this.#quiet = undefined;
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
    this.#turns.giveBack(withdrawn);
    this.#ring.push(slot);
  }
}

/** What the end of a request says about its endpoint. */
const judgeSlot = (slot: EndpointSlot, { state, flown, endedAt, gatedUntil }: FlightResult): void => {
  if (gatedUntil !== undefined) slot.gatedUntil = Math.max(slot.gatedUntil, gatedUntil);
  const ours = flown.outcome.kind === 'failed' && flown.outcome.fault === 'ours';
  if (ours) countOwnFault(slot, flown.startedAt, endedAt);
  else slot.ownFaults = 0;
  if (state === 'delivered') {
    slot.sick = flown.durationMs >= slowAfterMs;
    slot.proven ||= !slot.sick;
  }
  if ((state === 'pending' && !ours) || state === 'exhausted') slot.sick = true;
};
