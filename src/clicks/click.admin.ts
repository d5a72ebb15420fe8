import type { ClickFacts } from '../../views/clicks/click.tsx';
import { ClickListPage, clicksPath } from '../../views/clicks/click-list.tsx';
import { csvLine } from '../core/csv.ts';
import { type CsvColumn, listFile } from '../http/pages/list-file.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { type PageRequest, type PageRoute, sendFile, showPage } from '../http/pages/page-route.ts';
import { normalizeSlug } from '../links/link.ts';
import { partnerFilter } from '../partners/partner-filter.ts';

export const clickPages = (): PageRoute[] => [listPage, file];

interface ClickPage {
  readonly data: readonly ClickFacts[];
  readonly next_cursor: string | null;
}

const listPage: PageRoute = {
  method: 'GET',
  path: clicksPath,
  scope: 'read',
  handle: async (page) => {
    const query = await askedClicks(page);
    const list = query === null ? emptyPage : await page.api.get<ClickPage>('/api/v1/clicks', { query });
    const asked = pick(page.query, ['partner', 'link', 'bot', 'live', 'cursor']);
    return showPage('Clicks', ClickListPage({ list, query: asked }));
  },
};

const file: PageRoute = {
  method: 'GET',
  path: `${clicksPath}.csv`,
  scope: 'read',
  handle: async (page) => {
    const query = await askedClicks(page);
    const header = columns.map(([name]) => name);
    if (query === null) return sendFile('clicks.csv', { type: 'text/csv', body: csvLine(header) });
    return listFile<ClickFacts>(page.api, { name: 'clicks.csv', path: '/api/v1/clicks', query }, columns);
  },
};

const columns: readonly CsvColumn<ClickFacts>[] = [
  ['id', ({ id }) => id],
  ['created_at', ({ created_at }) => created_at],
  ['partner_id', ({ partner_id }) => partner_id],
  ['partner_name', ({ partner_name }) => partner_name],
  ['link_slug', ({ link_slug }) => link_slug],
  ['landing_url', ({ landing_url }) => landing_url],
  ['referrer', ({ referrer }) => referrer],
  ['country', ({ country }) => country],
  ['agent_class', ({ agent_class }) => agent_class],
  ['is_bot', ({ is_bot }) => String(is_bot)],
  ['is_duplicate', ({ is_duplicate }) => String(is_duplicate)],
  ['is_creditable', ({ is_creditable }) => String(is_creditable)],
];

/** As the API is asked; null where no link is called what was asked for. */
const askedClicks = async (page: PageRequest) => {
  const [ofPartner, linkId] = await Promise.all([partnerFilter(page), askedLink(page)]);
  if (linkId === null) return null;
  return { ...listQuery(page, ['bot']), ...ofPartner, link_id: linkId };
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
