import type { EventId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import { findSentBody } from '../deliveries/sent-body.store.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { findOpenFanOutSeq } from '../fan-out/fan-out.store.ts';
import {
  type EventHead,
  eventsPerLookup,
  findEventHeads,
  findPresent,
  findStopped,
  type PresentDelivery,
  type StoppedDelivery,
} from './candidate.store.ts';
import type { Candidate, CandidatePage } from './merge.ts';
import type { Recovery } from './recovery.ts';
import { scopeOf } from './scope.ts';

/** A delivery that becomes due again. */
export type Again = Candidate &
  Pick<StoppedDelivery, 'seq' | 'state' | 'recoveryId' | 'occurredAt'> & { readonly kind: 'again' };

/** An event that gets its first delivery. */
export interface First extends Candidate {
  readonly kind: 'first';
  readonly event: EventHead;
}

/** Rows that one page looks at, at most: what it finds may be far less. */
const deliveriesPerPage = 100;
const eventsPerPage = 500;

/** What a search goes by; the stored recovery, or one that is only thought of. */
export type Search = Pick<
  Recovery,
  'since' | 'include' | 'deliveryCursor' | 'eventCursor' | 'untilDeliverySeq' | 'untilEventSeq'
>;

const nothing = (until: number) => ({ candidates: [], until, done: true }) as const;

/** The next deliveries that did not arrive. What was sent again lies behind the cursor, whatever becomes of it. */
export const readFailedPage = async (
  db: Db,
  endpoint: Endpoint,
  search: Search,
): Promise<CandidatePage<Again>> => {
  const { since, deliveryCursor: after, untilDeliverySeq: until } = search;
  if (search.include === 'missed') return nothing(after);
  const rows = await findStopped(db, { endpointId: endpoint.id, after, until, limit: deliveriesPerPage });
  const candidates: Again[] = [];
  for (const row of rows) {
    if (row.isTest === 1 || row.occurredAt < since) continue;
    const sendable = (await findSentBody(db, row.eventId, row.format)) !== null;
    candidates.push({ ...row, kind: 'again', sendable });
  }
  const last = rows.length === deliveriesPerPage ? rows.at(-1) : undefined;
  return { candidates, until: last?.seq ?? until, done: last === undefined };
};

/** The next events that the endpoint should have had, and has no delivery of. */
export const readMissedPage = async (
  db: Db,
  endpoint: Endpoint,
  search: Search,
): Promise<CandidatePage<First | Again>> => {
  const { since, eventCursor: after } = search;
  if (search.include === 'failed') return nothing(after);
  const until = await settledUntil(db, search.untilEventSeq);
  const heads = await findEventHeads(db, { after, until, limit: eventsPerPage });
  const inScope = scopeOf(db, endpoint);
  const wanted: EventHead[] = [];
  let lookedAt = 0;
  for (const head of heads) {
    if (wanted.length === eventsPerLookup) break;
    lookedAt += 1;
    if (isForEndpoints(head) && head.occurredAt >= since && (await inScope(head))) wanted.push(head);
  }
  const candidates = await withoutPresent(db, endpoint, search, wanted);
  const isRest = lookedAt === heads.length && heads.length < eventsPerPage;
  const last = isRest ? until : (heads[lookedAt - 1]?.seq ?? until);
  return { candidates, until: Math.max(after, last), done: isRest && until === search.untilEventSeq };
};

/** Tests are for one endpoint, and what was imported for none. */
const isForEndpoints = ({ isTest, isImported }: EventHead): boolean => isTest === 0 && isImported === 0;

/** An event whose deliveries are still being made has not been missed. */
const settledUntil = async (db: Db, untilEventSeq: number): Promise<number> => {
  const open = await findOpenFanOutSeq(db);
  return open === undefined ? untilEventSeq : Math.min(untilEventSeq, open - 1);
};

const withoutPresent = async (
  db: Db,
  endpoint: Endpoint,
  search: Search,
  heads: readonly EventHead[],
): Promise<(First | Again)[]> => {
  const ids = heads.map(({ id }) => id);
  const presentOf = new Map<EventId, PresentDelivery[]>();
  for (const one of await findPresent(db, endpoint.id, ids)) {
    const others = presentOf.get(one.eventId);
    if (others) others.push(one);
    else presentOf.set(one.eventId, [one]);
  }
  return heads.flatMap((event): (First | Again)[] => {
    const present = presentOf.get(event.id);
    const sendable = event.hasBody === 1;
    if (!present) return [{ kind: 'first', event, eventSeq: event.seq, sendable }];
    const [withdrawn] = present;
    // What an earlier recovery took back has been missed as before; among all, it is one of the failed ones.
    if (!withdrawn || search.include === 'all') return [];
    if (!present.every((one) => one.state === 'canceled')) return [];
    const { seq, state, recoveryId } = withdrawn;
    return [
      { kind: 'again', seq, state, recoveryId, occurredAt: event.occurredAt, eventSeq: event.seq, sendable },
    ];
  });
};
