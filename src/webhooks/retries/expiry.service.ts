import type { Clock, Instant } from '../../core/clock.ts';
import type { EndpointId, Ids } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Db, Origin, Transact } from '../../database/work.ts';
import {
  expireAmong,
  expiryChunk,
  findAgingEndpoints,
  findHeldAfter,
  findPendingAfter,
  type Waiting,
} from './expiry.store.ts';

export interface ExpiryApp {
  readonly read: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/**
 * Ends deliveries that are older than their endpoint wants them. The drainer does so with what it claims; this is
 * for what nobody claims: held ones, and those of an endpoint that asked to be left alone.
 * @returns how many expired
 */
export const expireOldDeliveries = async (app: ExpiryApp): Promise<number> => {
  const origin: Origin = {
    actor: { kind: 'system', id: 'expired_deliveries' },
    requestId: app.ids.mint('req'),
    lane: 'bulk',
  };
  let total = 0;
  for (const { endpointId, maxAgeMs } of await findAgingEndpoints(app.read)) {
    const oldBefore = app.clock.now() - maxAgeMs;
    let expired = 0;
    for (const walk of [walkHeld, walkPending]) {
      for await (const seqs of walk(app.read, endpointId, oldBefore)) {
        const ended = await app.transact(origin, ({ tx, now }) => expireAmong(tx, seqs, oldBefore, now));
        expired += ended.size;
      }
    }
    if (expired > 0) app.log.info('deliveries_expired', { endpoint_id: endpointId, count: expired });
    total += expired;
  }
  return total;
};

type Walk = AsyncGenerator<readonly number[]>;

/** Held ones lie in the order they were made: after the first that was made late enough none is too old. */
async function* walkHeld(read: Db, endpointId: EndpointId, oldBefore: Instant): Walk {
  for (let last: Waiting | undefined; ; ) {
    const chunk = await findHeldAfter(read, endpointId, last);
    yield* oldIn(chunk, oldBefore);
    last = chunk.at(-1);
    if (!last || chunk.length < expiryChunk || last.createdAt >= oldBefore) return;
  }
}

/** Pending ones lie in the order they are due, which says nothing of their age. */
async function* walkPending(read: Db, endpointId: EndpointId, oldBefore: Instant): Walk {
  for (let last: Waiting | undefined; ; ) {
    const chunk = await findPendingAfter(read, endpointId, last);
    yield* oldIn(chunk, oldBefore);
    last = chunk.at(-1);
    if (chunk.length < expiryChunk) return;
  }
}

function* oldIn(chunk: readonly Waiting[], oldBefore: Instant): Generator<readonly number[]> {
  const seqs = chunk.filter(({ agesFrom }) => agesFrom < oldBefore).map(({ seq }) => seq);
  if (seqs.length > 0) yield seqs;
}
