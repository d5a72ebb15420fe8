import type { ClickFacts } from '../../views/clicks/click.tsx';
import { type LinkFacts, type ListedLinkFacts, linkHref, linksPath } from '../../views/links/link.ts';
import { LinkDetailPage, LinkQrCode } from '../../views/links/link-detail.tsx';
import { LinkListPage } from '../../views/links/link-list.tsx';
import { written } from '../http/forms/sent-form.ts';
import { type CsvColumn, listFile } from '../http/pages/list-file.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { goTo, type PageRoute, sendFile, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import { toMarkup } from '../jsx/markup.ts';
import { partnerFilter } from '../partners/partner-filter.ts';
import { linkFormPages } from './link-form.admin.ts';

const filters = ['slug', 'archived'] as const;
const address = '/api/v1/links/:id';

export const linkPages = (): PageRoute[] => [
  listPage,
  listCsv,
  ...linkFormPages(),
  detailPage,
  qrCode,
  retirement,
  restoration,
];

const listPage: PageRoute = {
  method: 'GET',
  path: linksPath,
  scope: 'read',
  handle: async (page) => {
    const query = { ...listQuery(page, filters), ...(await partnerFilter(page)) };
    const list = await page.api.get<{ data: ListedLinkFacts[]; next_cursor: string | null }>(
      '/api/v1/links',
      { query },
    );
    const mayWrite = allows(page.viewer.caller.scopes, 'write');
    const asked = pick(page.query, [...filters, 'partner', 'cursor']);
    return showPage('Links', LinkListPage({ list, query: asked, mayWrite }));
  },
};

const listCsv: PageRoute = {
  method: 'GET',
  path: `${linksPath}.csv`,
  scope: 'read',
  handle: async (page) => {
    const query = {
      ...pick(page.query, filters),
      program_id: page.program?.id,
      ...(await partnerFilter(page)),
    };
    return listFile(page.api, { name: 'links.csv', path: '/api/v1/links', query }, columns);
  },
};

const columns: readonly CsvColumn<ListedLinkFacts>[] = [
  ['id', (row) => row.id],
  ['url', (row) => row.url],
  ['destination_url', (row) => row.destination_url],
  ['partner_id', (row) => row.partner_id],
  ['partner_name', (row) => row.partner_name],
  ['created_at', (row) => row.created_at],
  ['archived_at', (row) => row.archived_at],
];

const detailPage: PageRoute = {
  method: 'GET',
  path: `${linksPath}/:id`,
  scope: 'read',
  handle: async ({ api, params, viewer }) => {
    const { value: link, rowVersion } = await api.read<LinkFacts>(address, { params });
    const [partner, clicks] = await Promise.all([
      api.get<{ id: string; name: string }>('/api/v1/partners/:id', { params: { id: link.partner_id } }),
      api.get<{ data: ClickFacts[] }>('/api/v1/clicks', { query: { link_id: link.id, limit: 20 } }),
    ]);
    const mayWrite = allows(viewer.caller.scopes, 'write');
    return showPage(link.slug, LinkDetailPage({ link, partner, clicks: clicks.data, rowVersion, mayWrite }));
  },
};

const qrCode: PageRoute = {
  method: 'GET',
  path: `${linksPath}/:id/qr.svg`,
  scope: 'read',
  handle: async ({ api, params }) => {
    const { slug, url } = await api.get<LinkFacts>(address, { params });
    return sendFile(`${slug}.svg`, { type: 'image/svg+xml', body: await toMarkup(LinkQrCode({ url })) });
  },
};

const retirement: PageRoute = {
  method: 'POST',
  path: `${linksPath}/:id/retirement`,
  scope: 'write',
  handle: async ({ api, params, form }) => {
    const { id, slug } = await api.get<LinkFacts>(address, { params });
    const version = written(form, 'row_version');
    await api.delete(address, { params, rowVersion: version === '' ? undefined : Number(version) });
    const undo = { action: linkHref(id, 'restoration'), label: 'Undo' };
    return goTo(linkHref(id), { text: `${slug} is retired.`, undo });
  },
};

const restoration: PageRoute = {
  method: 'POST',
  path: `${linksPath}/:id/restoration`,
  scope: 'write',
  handle: async ({ api, params }) => {
    const { id, slug } = await api.post<LinkFacts>(`${address}/restoration`, { params });
    return goTo(linkHref(id), `${slug} leads on again.`);
  },
};
