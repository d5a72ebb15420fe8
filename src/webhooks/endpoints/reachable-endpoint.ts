import { invalidField, notFound } from '../../core/errors.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Db } from '../../database/work.ts';
import { assertReach, type Reach } from '../../http/caller.ts';
import type { OutboundPolicy } from '../../outbound/address-policy.ts';
import { isRefused, parseTarget } from '../../outbound/target.ts';
import type { WebhookSignals } from '../drainer/signals.ts';
import type { EndpointTools } from './endpoint.service.ts';
import { findEndpoint, findEndpointScope } from './endpoint.store.ts';
import type { Endpoint } from './endpoint.ts';

/** The endpoint that the address names. @throws DomainError `not_found` */
export const getEndpoint = async (db: Db, reach: Reach, endpointId: EndpointId): Promise<Endpoint> => {
  const endpoint = await findEndpoint(db, endpointId);
  if (!endpoint) throw notFound('webhook endpoint');
  assertReach(reach, endpoint.programId, 'webhook endpoint');
  return endpoint;
};

/** For what an endpoint has done, which outlives it: deleted ones too. @throws DomainError `not_found` */
export const getEndpointScope = async (
  db: Db,
  reach: Reach,
  endpointId: EndpointId,
): Promise<Pick<Endpoint, 'id' | 'programId'>> => {
  const scope = await findEndpointScope(db, endpointId);
  if (!scope) throw notFound('webhook endpoint');
  assertReach(reach, scope.programId, 'webhook endpoint');
  return scope;
};

/** Names are resolved, and their addresses judged, at every request. @throws DomainError naming `url` */
export const assertReachableUrl = (policy: OutboundPolicy, url: string): void => {
  const target = parseTarget(url, policy);
  if (isRefused(target)) throw invalidField('url', target.message);
};

/** From the application what changing endpoints takes. */
export const toolsOf = (app: {
  readonly secrets: SecretBox;
  readonly drainer: WebhookSignals;
}): EndpointTools => ({ secrets: app.secrets, signals: app.drainer });
