import { invariant } from '../../core/errors.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { Tx, Work } from '../../database/work.ts';
import { type DeliveryRow, deliveryRow, type FirstState } from '../../events/delivery-row.ts';
import type { Listener } from '../../events/subscriber-set.ts';
import { type EndpointStates, statesInUnit } from './endpoint-states.ts';
import {
  deleteFanOut,
  type FanOut,
  findOldestFanOut,
  findSubscriberSet,
  insertDeliveries,
  storeDoneCount,
} from './fan-out.store.ts';

/** Deliveries that one unit makes at most: about as long as a batch of other units may take. */
export const deliveriesPerUnit = 50;

/** Sets that stay in memory; events of one burst go to a few. */
const mostSets = 16;

/** What resolving remembers from unit to unit. */
export interface ResolvingMemory {
  readonly sets: Map<string, readonly Listener[]>;
  states: EndpointStates | undefined;
}

export interface Resolved {
  readonly made: number;
  /** Endpoints that have something to be sent. */
  readonly awaited: ReadonlySet<EndpointId>;
}

/**
 * Makes the next deliveries that are owed, of the oldest events first. How far it got is stored in the same unit: a
 * crash repeats none and forgets none. Who is owed one was decided in the commit of the event; what becomes of it
 * at first follows the endpoint as it is now, as if the delivery had been there all along.
 */
export const resolveNext = async (work: Work, memory: ResolvingMemory): Promise<Resolved> => {
  const rows: DeliveryRow[] = [];
  const awaited = new Set<EndpointId>();
  const states = await statesInUnit(work.tx, memory);
  while (rows.length < deliveriesPerUnit) {
    const fanOut = await findOldestFanOut(work.tx);
    if (!fanOut) break;
    const set = await setOf(work.tx, memory, fanOut.subscriberSetId);
    const until = Math.min(set.length, fanOut.doneCount + deliveriesPerUnit - rows.length);
    const event = { id: fanOut.eventId, type: fanOut.eventType, at: fanOut.createdAt };
    for (const listener of set.slice(fanOut.doneCount, until)) {
      const state = firstState(states, listener.endpointId);
      rows.push(deliveryRow(work, event, listener, state));
      if (state === 'pending') awaited.add(listener.endpointId);
    }
    await storeProgress(work.tx, fanOut, until, set.length);
  }
  await insertDeliveries(work.tx, rows);
  return { made: rows.length, awaited };
};

const firstState = (states: EndpointStates['byId'], endpointId: EndpointId): FirstState => {
  const state = states.get(endpointId);
  if (state === undefined) return 'canceled';
  return state === 'active' ? 'pending' : 'held';
};

const setOf = async (tx: Tx, { sets }: ResolvingMemory, id: string): Promise<readonly Listener[]> => {
  const known = sets.get(id);
  if (known) return known;
  if (sets.size >= mostSets) sets.clear();
  const set = await findSubscriberSet(tx, id);
  sets.set(id, set);
  return set;
};

const storeProgress = async (
  tx: Tx,
  { seq, doneCount }: FanOut,
  until: number,
  length: number,
): Promise<void> => {
  const changed =
    until === length
      ? await deleteFanOut(tx, { seq })
      : await storeDoneCount(tx, { seq, before: doneCount, after: until });
  invariant(changed === 1, 'a fan-out found in a unit is there');
};
