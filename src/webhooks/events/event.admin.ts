import type { Delivery } from '../../../views/webhooks/delivery-list.tsx';
import {
  deliveriesShown,
  EventPage,
  ExpungePage,
  expungeWord,
  type FormatBody,
} from '../../../views/webhooks/event.tsx';
import { type Event, EventListPage } from '../../../views/webhooks/event-list.tsx';
import { isId } from '../../core/ids.ts';
import { assertConfirmed } from '../../http/forms/confirmation.ts';
import { attempt, type FormRefusal } from '../../http/pages/attempt.ts';
import { type CsvColumn, listFile } from '../../http/pages/list-file.ts';
import { listQuery, pick } from '../../http/pages/list-query.ts';
import {
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../../http/pages/page-route.ts';
import { allows } from '../../http/scopes.ts';

export const eventPages = (): PageRoute[] => [listPage, file, detail, replay, expungePage, expunging];

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/events',
  scope: 'read',
  handle: async (page) => {
    const id = page.query.id?.trim() ?? '';
    if (isId('evt', id)) return goTo(`/admin/events/${id}`);
    const list = await page.api.get<{ data: Event[]; next_cursor: string | null }>('/api/v1/events', {
      query: { ...listQuery(page, ['type']), entity_id: id },
    });
    const { data: eventTypes } = await page.api.get<{ data: { name: string }[] }>('/api/v1/event-types');
    const query = pick(page.query, ['id', 'type', 'cursor']);
    return showPage('Events', EventListPage({ list, query, eventTypes }));
  },
};

const file: PageRoute = {
  method: 'GET',
  path: '/admin/events.csv',
  scope: 'read',
  handle: (page) => {
    const { cursor: _, ...asked } = listQuery(page, ['type']);
    const query = { ...asked, entity_id: page.query.id?.trim() ?? '' };
    return listFile<Event>(page.api, { name: 'events.csv', path: '/api/v1/events', query }, columns);
  },
};

const columns: readonly CsvColumn<Event>[] = [
  ['id', ({ id }) => id],
  ['type', ({ type }) => type],
  ['timestamp', ({ timestamp }) => timestamp],
  ['entity_id', ({ entity_id }) => entity_id],
  ['partner_id', ({ partner_id }) => partner_id],
  ['test', ({ test }) => String(test)],
  ['imported', ({ imported }) => String(imported)],
  ['request_id', ({ request_id }) => request_id],
  ['data', ({ data }) => data && JSON.stringify(data)],
];

const readEvent = ({ api, params }: PageRequest): Promise<Event> =>
  api.get<Event>('/api/v1/events/:id', { params });

const detail: PageRoute = {
  method: 'GET',
  path: '/admin/events/:id',
  scope: 'read',
  handle: async (page) => {
    const { api, params, viewer } = page;
    const event = await readEvent(page);
    const { data: bodies } = await api.get<{ data: FormatBody[] }>('/api/v1/events/:id/bodies', { params });
    const { data: deliveries } = await api.get<{ data: Delivery[] }>('/api/v1/deliveries', {
      query: { event_id: event.id, limit: deliveriesShown },
    });
    const { data: endpoints } = await api.get<{ data: { id: string; name: string }[] }>(
      '/api/v1/webhook-endpoints',
      { query: { limit: 200 } },
    );
    const { scopes } = viewer.caller;
    const allowed = { canWrite: allows(scopes, 'write'), canExpunge: allows(scopes, 'admin') };
    return showPage(event.type, EventPage({ event, bodies, deliveries, endpoints, ...allowed }));
  },
};

const replay: PageRoute = {
  method: 'POST',
  path: '/admin/events/:id/replay',
  scope: 'write',
  handle: ({ api, params }) => {
    const path = `/admin/events/${params.id}`;
    return attempt(
      async () => {
        const { deliveries } = await api.post<{ deliveries: readonly { created: boolean }[] }>(
          '/api/v1/events/:id/replay',
          { params },
        );
        return goTo(path, replayText(deliveries));
      },
      ({ detail: text }) => goTo(path, { text, tone: 'bad' }),
    );
  },
};

const replayText = (deliveries: readonly { created: boolean }[]): string => {
  const made = deliveries.filter(({ created }) => created).length;
  if (deliveries.length === 0) return 'No endpoint asks for this event now: nothing was sent.';
  if (made === 0) return 'It is on its way already: nothing more was sent.';
  return `It is sent again, to ${made === 1 ? '1 endpoint' : `${made} endpoints`}.`;
};

const showExpunging = async (page: PageRequest, refusal?: FormRefusal): Promise<PageAnswer> => {
  const view = ExpungePage({ event: await readEvent(page), ...(refusal && { refusal }) });
  return showPage('Expunge what an event carried', view, refusal?.status);
};

const expungePage: PageRoute = {
  method: 'GET',
  path: '/admin/events/:id/expunging',
  scope: 'admin',
  handle: (page) => showExpunging(page),
};

const expunging: PageRoute = {
  method: 'POST',
  path: '/admin/events/:id/expunging',
  scope: 'admin',
  handle: (page) =>
    attempt(
      async () => {
        assertConfirmed(page.form, expungeWord);
        await page.api.delete('/api/v1/events/:id/payload', { params: page.params });
        return goTo(`/admin/events/${page.params.id}`, 'What it carried is expunged.');
      },
      (refusal) => showExpunging(page, refusal),
    ),
};
