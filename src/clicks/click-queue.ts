import type { Click, Visit } from './click.ts';

/** The click of each visit in their order; undefined where there is none. */
export type StoredClicks = readonly (Click | undefined)[];

/** What became of a visit. */
export interface Recorded {
  /** Undefined when nothing is to be counted, or when it could not be stored. */
  readonly click: Click | undefined;
  /** Under which the log and the events know it; visits that were stored together share it. */
  readonly requestId: string;
}

/** Visits that are stored together. */
interface Batch {
  readonly requestId: string;
  readonly visits: Visit[];
  readonly stored: PromiseWithResolvers<StoredClicks>;
}

/** Enough to share the cost of a unit of work, few enough that nobody else waits for it long. */
const visitsPerUnit = 128;
/** A few seconds' worth; visitors beyond are sent on without a click. */
const maxWaiting = 10_000;

export interface ClickQueue {
  /** Resolves once the visit is on disk, or will not be. Never rejects. */
  add(visit: Visit): Promise<Recorded>;
}

export interface ClickQueueOptions {
  readonly mintRequestId: () => string;
  /**
   * Opens a unit of work. `take` is called inside it and answers the visits of the unit, the same ones each time,
   * so that the unit may run again.
   */
  readonly store: (requestId: string, take: () => readonly Visit[]) => Promise<StoredClicks>;
  /** Told of visits that were not stored, and why if it is known. */
  readonly onLost: (visits: readonly Visit[], failure: unknown) => void;
}

/**
 * Collects visits while earlier ones are being written, and stores them together. A unit of its own costs as much
 * as fifty more visits in one, and none gets to the disk before the sync that is running has ended: so the next
 * ones wait for that, and no visitor waits longer for it.
 */
export const createClickQueue = ({ mintRequestId, store, onLost }: ClickQueueOptions): ClickQueue => {
  let open: Batch | undefined;
  /** Complete or not, to be stored once nothing is under way any more. */
  const next: Batch[] = [];
  let underWay = 0;
  let waiting = 0;

  const start = (batch: Batch): void => {
    underWay += 1;
    const take = (): readonly Visit[] => {
      if (open === batch) open = undefined;
      return batch.visits;
    };
    const finish = (clicks: StoredClicks): void => {
      waiting -= batch.visits.length;
      batch.stored.resolve(clicks);
      underWay -= 1;
      if (underWay === 0) for (const waitingBatch of next.splice(0)) start(waitingBatch);
    };
    store(batch.requestId, take).then(finish, (failure: unknown) => {
      onLost(take(), failure);
      finish([]);
    });
  };

  const openBatch = (): Batch => {
    const batch = { requestId: mintRequestId(), visits: [], stored: Promise.withResolvers<StoredClicks>() };
    if (underWay === 0) start(batch);
    else next.push(batch);
    return batch;
  };

  return {
    async add(visit) {
      if (waiting >= maxWaiting) {
        onLost([visit], undefined);
        return { click: undefined, requestId: mintRequestId() };
      }
      waiting += 1;
      open ??= openBatch();
      const { visits, stored, requestId } = open;
      const place = visits.push(visit) - 1;
      if (visits.length === visitsPerUnit) open = undefined;
      return { click: (await stored.promise)[place], requestId };
    },
  };
};
