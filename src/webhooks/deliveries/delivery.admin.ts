import { type DeliveryDetail, DeliveryPage } from '../../../views/webhooks/delivery.tsx';
import {
  type Delivery,
  DeliveryListPage,
  type DeliveryListProps,
  EndpointDeliveriesPage,
} from '../../../views/webhooks/delivery-list.tsx';
import type { Endpoint } from '../../../views/webhooks/standing.ts';
import { isId } from '../../core/ids.ts';
import { written } from '../../http/forms/sent-form.ts';
import { attempt } from '../../http/pages/attempt.ts';
import { type CsvColumn, listFile } from '../../http/pages/list-file.ts';
import { pick } from '../../http/pages/list-query.ts';
import { goTo, type PageRequest, type PageRoute, showPage } from '../../http/pages/page-route.ts';
import { allows } from '../../http/scopes.ts';
import { readEndpoint } from '../endpoints/page-endpoint.admin.ts';

export const deliveryPages = (): PageRoute[] => [listPage, file, ofEndpoint, detail, retry];

const filters = ['state', 'event_type', 'endpoint_id', 'since', 'until', 'id', 'cursor'] as const;

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/deliveries',
  scope: 'read',
  handle: async (page) => {
    const { id } = page.query;
    if (id !== undefined && isId('whd', id.trim())) return goTo(`/admin/deliveries/${id.trim()}`);
    const query = pick(page.query, filters);
    return showPage('Deliveries', DeliveryListPage({ ...(await readList(page, apiQuery(query))), query }));
  },
};

const ofEndpoint: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks/:id/deliveries',
  scope: 'read',
  handle: async (page) => {
    const { id } = page.query;
    if (id !== undefined && isId('whd', id.trim())) return goTo(`/admin/deliveries/${id.trim()}`);
    const { value: endpoint } = await readEndpoint(page);
    const query = pick(page.query, filters);
    const list = await readList(page, { ...apiQuery(query), endpoint_id: endpoint.id });
    return showPage(`Deliveries to ${endpoint.name}`, EndpointDeliveriesPage({ ...list, query, endpoint }));
  },
};

/** What the page has in its address, as the API knows it: days for instants, an event's id for what was searched. */
const apiQuery = ({
  id,
  since,
  until,
  ...rest
}: Readonly<Record<string, string>>): Record<string, string> => ({
  ...rest,
  ...(id && { event_id: id.trim() }),
  ...(since && { since: startOf(since) }),
  ...(until && { until: startOf(until) }),
});

const startOf = (text: string): string => (/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00.000Z` : text);

const readList = async (
  { api, viewer }: PageRequest,
  query: Readonly<Record<string, string>>,
): Promise<Omit<DeliveryListProps, 'query'>> => {
  const list = await api.get<DeliveryListProps['list']>('/api/v1/deliveries', { query });
  const endpoints = await endpointsIn(api);
  const { data: eventTypes } = await api.get<{ data: { name: string }[] }>('/api/v1/event-types');
  return { list, endpoints, eventTypes, canWrite: allows(viewer.caller.scopes, 'write') };
};

/** Of so many endpoints the names are known on a page. */
const endpointsIn = async (api: PageRequest['api']): Promise<Endpoint[]> =>
  (await api.get<{ data: Endpoint[] }>('/api/v1/webhook-endpoints', { query: { limit: 200 } })).data;

const file: PageRoute = {
  method: 'GET',
  path: '/admin/deliveries.csv',
  scope: 'read',
  handle: ({ api, query }) => {
    const { cursor: _, ...asked } = apiQuery(pick(query, filters));
    return listFile<Delivery>(
      api,
      { name: 'deliveries.csv', path: '/api/v1/deliveries', query: asked },
      columns,
    );
  },
};

const columns: readonly CsvColumn<Delivery>[] = [
  ['id', ({ id }) => id],
  ['event_id', ({ event_id }) => event_id],
  ['event_type', ({ event_type }) => event_type],
  ['endpoint_id', ({ endpoint_id }) => endpoint_id],
  ['state', ({ state }) => state],
  ['attempt_count', ({ attempt_count }) => attempt_count],
  ['last_status', ({ last_status }) => last_status],
  ['last_error', ({ last_error }) => last_error],
  ['next_attempt_at', ({ next_attempt_at }) => next_attempt_at],
  ['created_at', ({ created_at }) => created_at],
  ['finished_at', ({ finished_at }) => finished_at],
];

const detail: PageRoute = {
  method: 'GET',
  path: '/admin/deliveries/:id',
  scope: 'read',
  handle: async ({ api, params, viewer }) => {
    const delivery = await api.get<DeliveryDetail>('/api/v1/deliveries/:id', { params });
    const endpoints = await endpointsIn(api);
    const endpointName = endpoints.find(({ id }) => id === delivery.endpoint_id)?.name;
    const canWrite = allows(viewer.caller.scopes, 'write');
    return showPage(`Delivery of ${delivery.event_type}`, DeliveryPage({ delivery, endpointName, canWrite }));
  },
};

const retry: PageRoute = {
  method: 'POST',
  path: '/admin/deliveries/:id/retry',
  scope: 'write',
  handle: ({ api, params, form }) => {
    const back = pathOfOurs(written(form, 'back')) ?? `/admin/deliveries/${params.id}`;
    return attempt(
      async () => {
        await api.post('/api/v1/deliveries/:id/retry', { params });
        return goTo(back, 'It is sent again, at once.');
      },
      ({ detail: text }) => goTo(back, { text, tone: 'bad' }),
    );
  },
};

/** Lists keep their place after an action; what no header can hold is no place. */
const pathOfOurs = (text: string): string | undefined =>
  /^\/admin\/(deliveries|webhooks\/[a-z0-9_]+\/deliveries)(\?[!-~]*)?$/.test(text) ? text : undefined;
