import { secondMs } from '../../core/clock.ts';
import type { Ids } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Timers } from '../../core/timers.ts';
import type { Origin, Transact } from '../../database/work.ts';
import type { WebhookSignals } from '../drainer/signals.ts';
import { deliveriesPerUnit, type ResolvingMemory, resolveNext } from './resolve.ts';

/** While one unit waits for the disk, the next one may run. */
const unitsAtOnce = 2;

/** Pause after a unit that could not be written (a full disk, a full queue). */
const pauseAfterFailureMs = secondMs;

export interface FanOutsOptions {
  readonly transact: Transact;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  /** Told of each unit's deliveries as soon as they are on disk. */
  readonly signals: Pick<WebhookSignals, 'deliveriesReady'>;
}

/**
 * Makes the deliveries of events that have too many subscribers for the unit that records them. Woken by their
 * commits, never by polling; it shares the lane of the drainer, in which units take turns, so that neither can
 * crowd out the other.
 */
export class FanOuts {
  readonly #origin: Origin;
  readonly #memory: ResolvingMemory = { sets: new Map(), states: undefined };
  #wakes = 0;
  #mayHaveMore = false;
  /** The last unit had as much to do as it may. */
  #backlogged = false;
  #underWay = 0;
  #cancelPause: (() => void) | undefined;
  #stopping = false;
  #quiet: PromiseWithResolvers<void> | undefined;

  constructor(private readonly options: FanOutsOptions) {
    this.#origin = {
      actor: { kind: 'system', id: 'webhooks' },
      requestId: options.ids.mint('req'),
      lane: 'deliveries',
    };
  }

  /** There may be something to do: after a commit, and once at the start, for what a crash has left. */
  wake(): void {
    this.#wakes += 1;
    this.#mayHaveMore = true;
    this.#goOn();
  }

  /** False after a unit could not be written, until the next try, and when stopped. */
  get isAlive(): boolean {
    return this.#cancelPause === undefined && !this.#stopping;
  }

  /** Whether every delivery that is owed has its row and the drainer was told. */
  get isQuiet(): boolean {
    return this.#underWay === 0 && !this.#cancelPause && (!this.#mayHaveMore || this.#stopping);
  }

  /** Resolves once every delivery that is owed has its row and the drainer was told; at once when there is nothing to do. */
  whenQuiet(): Promise<void> {
    this.#quiet ??= Promise.withResolvers<void>();
    const { promise } = this.#quiet;
    this.#goOn();
    return promise;
  }

  /** Begins no further unit; what is left is done after the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    await this.whenQuiet();
  }

  #goOn(): void {
    const atOnce = this.#backlogged ? unitsAtOnce : 1;
    while (this.#mayBegin() && this.#underWay < atOnce) {
      this.#underWay += 1;
      void this.#resolve();
    }
    if (!this.isQuiet) return;
    this.#quiet?.resolve();
    this.#quiet = undefined;
  }

  #mayBegin(): boolean {
    return this.#mayHaveMore && !this.#stopping && this.#cancelPause === undefined;
  }

  async #resolve(): Promise<void> {
    const { transact, signals, log } = this.options;
    const wakes = this.#wakes;
    try {
      const { made, awaited } = await transact(this.#origin, (work) => resolveNext(work, this.#memory));
      this.#backlogged = made === deliveriesPerUnit;
      // Somebody who called meanwhile may have committed after this unit had looked.
      if (!this.#backlogged && wakes === this.#wakes) this.#mayHaveMore = false;
      if (awaited.size > 0) signals.deliveriesReady(awaited);
    } catch (error) {
      log.error('fan_out_failed', { error: String(error) });
      this.#pause();
    }
    this.#underWay -= 1;
    this.#goOn();
  }

  #pause(): void {
    if (this.#stopping) return;
    this.#cancelPause ??= this.options.timers.after(pauseAfterFailureMs, () => {
      this.#cancelPause = undefined;
      this.#goOn();
    });
  }
}
