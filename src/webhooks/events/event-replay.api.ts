import { z } from 'zod';
import type { App } from '../../app.ts';
import { invalidField } from '../../core/errors.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import type { StoredEvent } from '../../events/event.store.ts';
import { type Reach, visibleProgram } from '../../http/caller.ts';
import { id } from '../../http/fields.ts';
import { type Route, route } from '../../http/route.ts';
import { idView } from '../../http/views.ts';
import { findEndpoint, listEndpoints } from '../endpoints/endpoint.store.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { mayReach, scopeOf } from '../recovery/scope.ts';
import { type ReplayedTo, replayEvent } from './event-replay.service.ts';
import { getEvent } from './reachable-event.ts';

/** Endpoints that one unit serves. */
const endpointsPerUnit = 50;

const ReplayBody = z
  .strictObject({
    endpoint_ids: z
      .array(id('whe'))
      .min(1, 'must name at least one endpoint')
      .max(endpointsPerUnit, `may name at most ${endpointsPerUnit} endpoints`)
      .refine((ids) => new Set(ids).size === ids.length, 'must not name an endpoint twice')
      .optional()
      .meta({ description: 'Only these, subscribed or not; left out, all that are subscribed to it now.' }),
  })
  .meta({ id: 'EventReplayRequest' });

const ReplayView = z
  .strictObject({
    deliveries: z.array(
      z.strictObject({
        endpoint_id: idView('whe'),
        delivery_id: idView('whd'),
        created: z.boolean().meta({
          description: 'False when one was waiting or under way already; it is left as it is.',
        }),
      }),
    ),
  })
  .meta({ id: 'EventReplay' });

type ReplayApp = Pick<App, 'read' | 'transact' | 'drainer'>;

export const replayEventRoute = (app: ReplayApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/events/:id/replay',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Sends an event to its endpoints once more',
    description:
      'Under its own id, in deliveries of their own. For an endpoint that is not active the delivery is held.',
    params: z.strictObject({ id: id('evt') }),
    body: ReplayBody,
    bodyOptional: true,
    answers: { 202: { description: 'The deliveries that will be sent.', schema: ReplayView } },
    handle: async ({ caller, origin, params, body }) => {
      const event = await getEvent(app.read, caller, params.id);
      const { endpoint_ids: named } = body;
      const replayed: ReplayedTo[] = [];
      for (let after: number | undefined, more = true; more; ) {
        const page = await app.transact(origin, async (work) => {
          const found = named
            ? { endpoints: await namedEndpoints(work.tx, caller, event, named), next: undefined }
            : await subscribedEndpoints(work.tx, caller, event, after);
          return { ...found, made: await replayEvent(work, app.drainer, event, found.endpoints) };
        });
        replayed.push(...page.made);
        after = page.next;
        more = after !== undefined;
      }
      return { status: 202, body: { deliveries: replayed.map(toView) } };
    },
  });

/** @throws DomainError `invalid_request` naming the one that is out of reach, or that the event is not for */
const namedEndpoints = async (
  db: Db,
  reach: Reach,
  event: StoredEvent,
  ids: readonly EndpointId[],
): Promise<Endpoint[]> => {
  const endpoints: Endpoint[] = [];
  for (const [index, endpointId] of ids.entries()) {
    const endpoint = await findEndpoint(db, endpointId);
    const path = `endpoint_ids[${index}]`;
    if (!endpoint || (reach.programId !== null && reach.programId !== endpoint.programId)) {
      throw invalidField(path, 'names no webhook endpoint that this key can reach');
    }
    if (!(await mayReach(db, endpoint, event))) {
      throw invalidField(path, 'names an endpoint that events of this kind are kept from');
    }
    endpoints.push(endpoint);
  }
  return endpoints;
};

interface Subscribed {
  readonly endpoints: readonly Endpoint[];
  /** Where to go on; undefined at the end. */
  readonly next: number | undefined;
}

const subscribedEndpoints = async (
  db: Db,
  reach: Reach,
  event: StoredEvent,
  after: number | undefined,
): Promise<Subscribed> => {
  const page = { limit: endpointsPerUnit - 1, after };
  const rows = await listEndpoints(db, page, { programId: visibleProgram(reach) });
  const endpoints: Endpoint[] = [];
  for (const endpoint of rows) {
    if (await scopeOf(db, endpoint)(event)) endpoints.push(endpoint);
  }
  return { endpoints, next: rows.length === endpointsPerUnit ? rows.at(-1)?.seq : undefined };
};

const toView = ({
  endpointId,
  deliveryId,
  isNew,
}: ReplayedTo): z.input<typeof ReplayView>['deliveries'][number] => ({
  endpoint_id: endpointId,
  delivery_id: deliveryId,
  created: isNew,
});
