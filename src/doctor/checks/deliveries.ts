import type { EndpointId, EventId, PartnerId, ProgramId } from '../../core/ids.ts';
import { findSubscriptions } from '../../webhooks/endpoints/subscription.store.ts';
import { isOperational, reaches, subscribedTypes } from '../../webhooks/endpoints/subscriptions.ts';
import {
  type Check,
  type Finding,
  type Inspected,
  inTurn,
  queryCheck,
  type Stretch,
  stretchesOf,
} from '../check.ts';

const ofEvents = queryCheck({
  ...{ name: '', invariant: 'I6', sentence: '', table: 'deliveries', size: 1_000 },
  query: `select * from (select delivery.id, case
      when event.id is null then 'its event is not there'
      when endpoint.id is null then 'its endpoint is not there'
      when event.type <> delivery.event_type then 'its event is of another type'
      when delivery.origin not in ('commit', 'test', 'recovery') then 'nobody makes deliveries like it'
      when (delivery.origin = 'test') <> event.is_test then 'a test is no event, and an event no test'
      when delivery.origin = 'commit' and event.is_imported then 'its event was to be told to nobody'
      when delivery.origin = 'commit' and exists (select 1 from deliveries as other
        where other.event_id = delivery.event_id and other.endpoint_id = delivery.endpoint_id
          and other.origin = 'commit' and other.seq < delivery.seq) then 'the commit of its event made two of it'
    end as what
    from deliveries as delivery
    left join events as event on event.id = delivery.event_id
    left join webhook_endpoints as endpoint on endpoint.id = delivery.endpoint_id
    where delivery.seq between ?1 and ?2) where what is not null`,
});

/** What was begun of a fan-out is written down with it. */
function* openFanOuts({ all }: Inspected, found: Finding): Generator<void> {
  const wrong = all<{ id: string; what: string }>(
    `select * from (select open.event_id as id, case
        when event.id is null then 'its deliveries are to be made, and it is not there'
        when subscribers.id is null then 'nobody knows any more who is to be told of it'
        when open.done_count not between 0 and json_array_length(subscribers.subscribers_json)
          then 'more of its deliveries were made than there are'
      end as what
      from fan_outs as open
      left join events as event on event.id = open.event_id
      left join subscriber_sets as subscribers on subscribers.id = open.subscriber_set_id
    ) where what is not null`,
  );
  for (const { id, what } of wrong) found(id, what);
  yield;
}

export const deliveries: Check = {
  name: 'deliveries',
  invariant: 'I6',
  sentence:
    'Every delivery has its event and its endpoint, the commit of an event makes one for each endpoint, and tests stand apart.',
  examine: inTurn(ofEvents.examine, openFanOuts),
};

interface Settled {
  readonly id: EndpointId;
  readonly programId: ProgramId | null;
  readonly partnerId: PartnerId | null;
  readonly types: ReadonlySet<string>;
  /** The event that it was told of first. */
  readonly fromSeq: number;
}

interface Told {
  readonly seq: number;
  readonly id: EventId;
  readonly type: string;
  readonly program_id: ProgramId;
  readonly partner_id: PartnerId | null;
}

/**
 * What an endpoint was subscribed to in the past nobody has written down. But one that was never changed has always
 * been what it is: from its first delivery on, every event that it is subscribed to has one.
 */
async function* owedDeliveries(database: Inspected, found: Finding): AsyncGenerator<void> {
  const endpoints = await unchangedEndpoints(database);
  if (endpoints.length === 0) return;
  for (const stretch of stretchesOf(database, 'events', 500)) {
    for (const [event, endpoint] of missingIn(database, stretch, endpoints)) {
      found(event.id, `${endpoint.id} is subscribed to it and has no delivery of it`);
    }
    yield;
  }
}

const missingIn = (
  database: Inspected,
  { from, to }: Stretch,
  endpoints: readonly Settled[],
): (readonly [Told, Settled])[] => {
  const events = database.all<Told>(
    `select seq, id, type, program_id, partner_id from events where seq between ?1 and ?2
      and is_test = 0 and is_imported = 0`,
    from,
    to,
  );
  const made = madeBetween(database, from, to);
  const owedOf = (event: Told) =>
    endpoints.filter((endpoint) => isOwed(endpoint, event) && !made.has(`${event.id} ${endpoint.id}`));
  return events
    .filter(({ type }) => !isOperational(type))
    .flatMap((event) => owedOf(event).map((endpoint) => [event, endpoint] as const))
    .filter(([event]) => !isFannedOut(database, event.id));
};

/** Its deliveries are being made. */
const isFannedOut = ({ all }: Inspected, eventId: EventId): boolean =>
  all('select 1 from fan_outs where event_id = ?1', eventId).length > 0;

const isOwed = (endpoint: Settled, { seq, type, program_id, partner_id }: Told): boolean =>
  seq > endpoint.fromSeq &&
  endpoint.types.has(type) &&
  reaches(endpoint, { programId: program_id, partnerId: partner_id });

const madeBetween = ({ all }: Inspected, from: number, to: number): ReadonlySet<string> =>
  new Set(
    all<{ key: string }>(
      `select delivery.event_id || ' ' || delivery.endpoint_id as key from events as event
        join deliveries as delivery on delivery.event_id = event.id and delivery.origin = 'commit'
        where event.seq between ?1 and ?2`,
      from,
      to,
    ).map(({ key }) => key),
  );

/** Of thousands the oldest: looking at each for every event would take as long as sending. */
const mostEndpoints = 100;

const unchangedEndpoints = async ({ all, db }: Inspected): Promise<Settled[]> => {
  const unchanged = new Set(
    all<{ id: EndpointId }>('select id from webhook_endpoints where row_version = 1').map(({ id }) => id),
  );
  const subscriptions = (await findSubscriptions(db)).filter(({ endpointId }) => unchanged.has(endpointId));
  return subscriptions.slice(0, mostEndpoints).flatMap((subscription) => {
    const [first] = all<{ seq: number }>(
      `select event.seq from deliveries as delivery join events as event on event.id = delivery.event_id
        where delivery.endpoint_id = ?1 and delivery.origin = 'commit' order by delivery.seq limit 1`,
      subscription.endpointId,
    );
    if (!first) return [];
    const { endpointId: id, programId, partnerId } = subscription;
    const types = subscribedTypes(subscription.eventTypes);
    return [{ id, programId, partnerId, types, fromSeq: first.seq }];
  });
};

export const owed: Check = {
  name: 'owed_deliveries',
  invariant: 'I6',
  sentence:
    'Of every event there is a delivery to each endpoint that was subscribed to it, as far as that can be told: of endpoints that were never changed, from their first delivery on.',
  examine: owedDeliveries,
};
