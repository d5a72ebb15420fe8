import type { EndpointId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import { findEndpoint } from '../endpoints/endpoint.store.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import {
  everything,
  isOperational,
  type Reach,
  reaches,
  subscribedTypes,
} from '../endpoints/subscriptions.ts';
import type { EventHead } from './candidate.store.ts';
import { findEnvelope } from './resend.store.ts';

type ScopedEvent = Pick<EventHead, 'id' | 'type' | 'programId' | 'partnerId'>;

/** Says of events whether an endpoint would get them if they happened now. */
export type InScope = (event: ScopedEvent) => Promise<boolean>;

export const scopeOf = (db: Db, endpoint: Endpoint): InScope => {
  const types: ReadonlySet<string> = subscribedTypes(endpoint.eventTypes);
  return async (event) => types.has(event.type) && (await mayReach(db, endpoint, event));
};

/**
 * Whether an event is any business of an endpoint, subscribed or not. One about the webhooks themselves never goes
 * to the endpoint it is about, nor to one that reaches less than that one.
 */
export const mayReach = async (db: Db, endpoint: Endpoint, event: ScopedEvent): Promise<boolean> => {
  if (!reaches(endpoint, event)) return false;
  if (!isOperational(event.type)) return true;
  const subject = (await findEnvelope(db, event.id))?.data.endpoint_id as EndpointId | undefined;
  if (subject === undefined || subject === endpoint.id) return false;
  const about: Reach = (await findEndpoint(db, subject)) ?? everything;
  return reaches(endpoint, about);
};
