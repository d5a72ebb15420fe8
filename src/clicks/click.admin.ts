import type { ClickFacts } from '../../views/clicks/click.tsx';
import { ClickListPage, clicksPath } from '../../views/clicks/click-list.tsx';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { normalizeSlug } from '../links/link.ts';
import { partnerFilter } from '../partners/partner-filter.ts';

export const clickPages = (): PageRoute[] => [listPage];

interface ClickPage {
  readonly data: readonly ClickFacts[];
  readonly next_cursor: string | null;
}

const listPage: PageRoute = {
  method: 'GET',
  path: clicksPath,
  scope: 'read',
  handle: async (page) => {
    const [ofPartner, linkId] = await Promise.all([partnerFilter(page), askedLink(page)]);
    const query = { ...listQuery(page, ['bot']), ...ofPartner, link_id: linkId ?? undefined };
    const list = linkId === null ? emptyPage : await page.api.get<ClickPage>('/api/v1/clicks', { query });
    const asked = pick(page.query, ['partner', 'link', 'bot', 'live', 'cursor']);
    return showPage('Clicks', ClickListPage({ list, query: asked }));
  },
};

const emptyPage: ClickPage = { data: [], next_cursor: null };

/** The link that `?link=` names by its slug, a retired one, too. Undefined where none is asked for, null where none is. */
const askedLink = async ({ api, query }: PageRequest): Promise<string | null | undefined> => {
  if (query.link === undefined || query.link === '') return undefined;
  const slug = normalizeSlug(query.link.trim());
  if (slug === undefined) return null;
  for (const archived of ['false', 'true']) {
    const { data } = await api.get<{ data: { id: string }[] }>('/api/v1/links', {
      query: { slug, archived },
    });
    if (data[0]) return data[0].id;
  }
  return null;
};
