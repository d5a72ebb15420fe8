import type { Lane } from './work.ts';

/** Shares of the writer's time that a lane gets while all of them are waiting. */
const weights: Readonly<Record<Lane, number>> = { interactive: 8, clicks: 6, deliveries: 3, bulk: 1 };

interface Queue<Item> {
  readonly lane: Lane;
  readonly items: Item[];
  head: number;
  /** Time used so far, divided by the weight: the lane that is furthest behind goes next. */
  usedShare: number;
}

/** Waiting units in order of arrival within a lane, and between lanes by the time each lane has used. */
export interface Lanes<Item> {
  readonly size: number;
  sizeOf(lane: Lane): number;
  push(lane: Lane, item: Item): void;
  next(): Item | undefined;
  /** Tells how long the last item of the lane took. */
  charge(lane: Lane, elapsedMs: number): void;
}

export const createLanes = <Item>(): Lanes<Item> => {
  const queues = (Object.keys(weights) as Lane[]).map(
    (lane): Queue<Item> => ({ lane, items: [], head: 0, usedShare: 0 }),
  );
  const byLane = Object.fromEntries(queues.map((queue) => [queue.lane, queue])) as Record<Lane, Queue<Item>>;
  let size = 0;
  let served = 0;

  const push = (lane: Lane, item: Item): void => {
    const queue = byLane[lane];
    // A lane that was idle starts level with the others: time not used is not saved up.
    if (isEmpty(queue)) queue.usedShare = Math.max(queue.usedShare, served);
    queue.items.push(item);
    size += 1;
  };

  const next = (): Item | undefined => {
    const queue = furthestBehind(queues);
    if (!queue) return undefined;
    served = queue.usedShare;
    size -= 1;
    return take(queue);
  };

  return {
    get size() {
      return size;
    },
    sizeOf: (lane) => byLane[lane].items.length - byLane[lane].head,
    push,
    next,
    charge: (lane, elapsedMs) => {
      byLane[lane].usedShare += elapsedMs / weights[lane];
    },
  };
};

const isEmpty = (queue: Queue<unknown>): boolean => queue.head === queue.items.length;

/** Ties go to the more urgent lane, which stands first. */
const furthestBehind = <Item>(queues: readonly Queue<Item>[]): Queue<Item> | undefined => {
  let chosen: Queue<Item> | undefined;
  for (const queue of queues) {
    if (!isEmpty(queue) && (!chosen || queue.usedShare < chosen.usedShare)) chosen = queue;
  }
  return chosen;
};

const take = <Item>(queue: Queue<Item>): Item | undefined => {
  const item = queue.items[queue.head];
  queue.head += 1;
  if (isEmpty(queue)) {
    queue.items.length = 0;
    queue.head = 0;
  }
  return item;
};
