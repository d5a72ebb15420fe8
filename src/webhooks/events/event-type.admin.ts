import type { FormatBody } from '../../../views/webhooks/event.tsx';
import { type EventType, EventTypePage, EventTypesPage } from '../../../views/webhooks/event-types.tsx';
import { notFound } from '../../core/errors.ts';
import { type PageRequest, type PageRoute, showPage } from '../../http/pages/page-route.ts';

export const eventTypePages = (): PageRoute[] => [listPage, detail];

const typesOf = async ({ api }: PageRequest): Promise<EventType[]> =>
  (await api.get<{ data: EventType[] }>('/api/v1/event-types')).data;

const listPage: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks/events',
  scope: 'read',
  handle: async (page) => showPage('Event types', EventTypesPage({ types: await typesOf(page) })),
};

const detail: PageRoute = {
  method: 'GET',
  path: '/admin/webhooks/events/:name',
  scope: 'read',
  handle: async (page) => {
    const { name, bodies } = await page.api.get<{ name: string; bodies: FormatBody[] }>(
      '/api/v1/event-types/:name/example',
      { params: page.params },
    );
    const type = (await typesOf(page)).find((each) => each.name === name);
    if (!type) throw notFound('event type');
    return showPage(name, EventTypePage({ type, bodies }));
  },
};
