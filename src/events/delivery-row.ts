import type { Instant } from '../core/clock.ts';
import type { DeliveryId, EndpointId, EventId } from '../core/ids.ts';
import type { Work } from '../database/work.ts';

/** An event that somebody is to be told of. */
export interface ToldEvent {
  readonly id: EventId;
  readonly type: string;
  /** The instant of its commit: its deliveries count from then, whenever their rows are written. */
  readonly at: Instant;
}

/** What becomes of a delivery at first; canceled when its endpoint was deleted before the row was written. */
export type FirstState = 'pending' | 'held' | 'canceled';

/** The delivery that the commit of an event owes an endpoint. */
export const deliveryRow = (
  { ids, now }: Pick<Work, 'ids' | 'now'>,
  event: ToldEvent,
  { endpointId, format }: { readonly endpointId: EndpointId; readonly format: string },
  state: FirstState,
) => ({
  id: ids.mint('whd') satisfies DeliveryId,
  event_id: event.id,
  event_type: event.type,
  endpoint_id: endpointId,
  format,
  origin: 'commit',
  state,
  attempt_count: 0,
  retry_count: 0,
  pending_since: event.at,
  recovery_id: null,
  next_attempt_at: state === 'pending' ? event.at : null,
  claim: 0,
  claimed_by: null,
  last_status: null,
  last_error: state === 'canceled' ? 'endpoint_deleted' : null,
  created_at: event.at,
  finished_at: state === 'canceled' ? now : null,
});

export type DeliveryRow = ReturnType<typeof deliveryRow>;
