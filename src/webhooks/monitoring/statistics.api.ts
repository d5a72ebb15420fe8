import { z } from 'zod';
import type { App } from '../../app.ts';
import type { EndpointId } from '../../core/ids.ts';
import { readCursor, toPage } from '../../core/page.ts';
import type { Db } from '../../database/work.ts';
import { visibleProgram } from '../../http/caller.ts';
import { id, pageQuery } from '../../http/fields.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { listEndpoints } from '../endpoints/endpoint.store.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { getEndpointScope } from '../endpoints/reachable-endpoint.ts';
import { countPending, findBacklog, findLastAttempt } from './backlog.store.ts';
import { findMinutes } from './delivery-minute.store.ts';
import { sumMinutes } from './delivery-minute.ts';
import { endpointSpanMinutes, sharedSpanMinutes } from './span.ts';
import { findEndpointCounts, findSpans } from './statistics.store.ts';
import {
  type CountsAt,
  EndpointStatisticsView,
  maxCounted,
  toLastAttemptView,
  toLineView,
  toWindowView,
  WebhookStatisticsView,
} from './statistics.view.ts';
import { type StatisticsWindow, startsIn, type WindowHours, windowBefore } from './window.ts';

type StatisticsApp = Pick<App, 'read' | 'clock'>;

const hours = z
  .enum(['24', '168'])
  .default('24')
  .transform((text) => Number(text) as WindowHours);

const counted =
  'Every attempt counts, retries included; tests and faults of our own do not. A second may pass before an attempt is counted, with thousands of endpoints up to ten.';

export const statisticsRoutes = (app: StatisticsApp): Route[] => [ofEndpoint(app), ofAll(app)];

const ofEndpoint = (app: StatisticsApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/webhook-endpoints/:id/statistics',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Reads how an endpoint has been answering',
    description: counted,
    params: z.strictObject({ id: id('whe') }),
    query: z.strictObject({ hours }),
    answers: { 200: { description: 'Totals and a series.', schema: EndpointStatisticsView } },
    handle: async ({ caller, params, query }) => {
      const { id: endpointId } = await getEndpointScope(app.read, caller, params.id);
      const now = app.clock.now();
      const window = windowBefore(now, query.hours);
      const backlog = await findBacklog(app.read, { endpointId }, maxCounted);
      const found = await findCounts(app.read, endpointId, window);
      return ok({
        endpoint_id: endpointId,
        ...toWindowView(window, now, found, backlog),
        ...toLastAttemptView(await findLastAttempt(app.read, endpointId, backlog)),
      });
    },
  });

/** Single minutes where the points of the series are shorter than an hour. */
const findCounts = async (
  db: Db,
  endpointId: EndpointId,
  window: StatisticsWindow,
): Promise<readonly CountsAt[]> => {
  if (window.pointMinutes >= endpointSpanMinutes) {
    return findSpans(db, endpointId, endpointSpanMinutes, startsIn(window, endpointSpanMinutes));
  }
  const minutes = await findMinutes(db, { endpointId, ...window });
  return minutes.map((minute) => ({ ...minute, startMinute: minute.minute }));
};

/** To which the pending deliveries of each of many endpoints are counted. */
const maxCountedOfEach = 1_000;

const ofAll = (app: StatisticsApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/webhooks/statistics',
    scope: 'read',
    tag: 'Webhooks',
    summary: 'Reads how all endpoints have been answering, together and one by one',
    description: `${counted} Totals, series and backlog are of all endpoints, deleted ones included; \`data\` has a line for each, in pages, where pending deliveries are counted to ${maxCountedOfEach}.`,
    query: pageQuery.extend({ hours, program_id: id('prg').optional() }),
    answers: { 200: { description: 'Totals, a series and endpoints.', schema: WebhookStatisticsView } },
    handle: async ({ caller, query }) => {
      const programId = visibleProgram(caller, query.program_id);
      const now = app.clock.now();
      const window = windowBefore(now, query.hours);
      const backlog = await findBacklog(app.read, { programId }, maxCounted);
      const starts = startsIn(window, sharedSpanMinutes);
      const found = await findSpans(app.read, programId ?? 'all', sharedSpanMinutes, starts);
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const endpoints = toPage(await listEndpoints(app.read, page, { programId }), query.limit, (one) => one);
      return ok({
        data: await linesOf(app.read, endpoints.data, window),
        next_cursor: endpoints.next_cursor,
        ...toWindowView(window, now, found, backlog),
      });
    },
  });

/** Endpoints whose lines are read in one turn of the event loop: a week of so many costs some 20 ms. */
const linesPerTurn = 50;

const linesOf = async (
  db: Db,
  endpoints: readonly Endpoint[],
  window: StatisticsWindow,
): Promise<ReturnType<typeof toLineView>[]> => {
  const lines: ReturnType<typeof toLineView>[] = [];
  for (let from = 0; from < endpoints.length; from += linesPerTurn) {
    if (from > 0) await new Promise((resolve) => setImmediate(resolve));
    const some = endpoints.slice(from, from + linesPerTurn);
    const ids = some.map((endpoint) => endpoint.id);
    const sums = await findEndpointCounts(db, ids, startsIn(window, endpointSpanMinutes));
    for (const endpoint of some) {
      const pending = await countPending(db, endpoint.id, maxCountedOfEach);
      lines.push(toLineView(endpoint, sums.get(endpoint.id) ?? sumMinutes([]), pending));
    }
  }
  return lines;
};
