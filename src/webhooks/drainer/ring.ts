import { type Clock, type Instant, secondMs } from '../../core/clock.ts';
import type { Timers } from '../../core/timers.ts';
import type { EndpointSlot } from './endpoint-slot.ts';

/**
 * Endpoints that may have something due, each in turn: bounded by the number of endpoints whatever the backlog
 * is. An endpoint whose next delivery is due later comes back by itself.
 */
export interface Ring {
  readonly size: number;
  push(slot: EndpointSlot): void;
  /** The endpoint that has waited longest for its turn. */
  take(): EndpointSlot | undefined;
  /** Puts the endpoint back at an instant, or earlier. */
  pushAt(slot: EndpointSlot, at: Instant): void;
  close(): void;
}

/** No timer rings so much too early by itself. */
const wellBeforeMs = secondMs;

/** @param onDue called when endpoints have come back by themselves */
export const createRing = (clock: Clock, timers: Timers, onDue: () => void): Ring => {
  const ready = new Set<EndpointSlot>();
  const later = new Map<EndpointSlot, Instant>();
  let closed = false;
  let alarm: { readonly at: Instant; readonly cancel: () => void } | undefined;

  const setAlarm = (at: Instant): void => {
    if (alarm && alarm.at <= at) return;
    alarm?.cancel();
    alarm = { at, cancel: timers.after(at - clock.now(), ring) };
  };

  const ring = (): void => {
    const now = clock.now();
    // The clock was set back: who waits for an instant is looked at again, and may wait again.
    const isEarly = alarm !== undefined && now < alarm.at - wellBeforeMs;
    alarm = undefined;
    let next: Instant | undefined;
    for (const [slot, at] of later) {
      if (at <= now || isEarly) {
        later.delete(slot);
        ready.add(slot);
      } else if (next === undefined || at < next) next = at;
    }
    if (next !== undefined) setAlarm(next);
    onDue();
  };

  return {
    get size() {
      return ready.size;
    },
    push: (slot) => {
      if (!closed) ready.add(slot);
    },
    take: () => {
      const [slot] = ready;
      if (slot) ready.delete(slot);
      return slot;
    },
    pushAt: (slot, at) => {
      if (closed) return;
      const planned = later.get(slot);
      if (planned !== undefined && planned <= at) return;
      later.set(slot, at);
      setAlarm(at);
    },
    close: () => {
      closed = true;
      alarm?.cancel();
      alarm = undefined;
      later.clear();
      ready.clear();
    },
  };
};
