import {
  type ListedPromoCodeFacts,
  type PromoCodeFacts,
  promoCodeHref,
  promoCodesPath,
} from '../../views/promo-codes/promo-code.ts';
import { PromoCodeDetailPage } from '../../views/promo-codes/promo-code-detail.tsx';
import { PromoCodeListPage } from '../../views/promo-codes/promo-code-list.tsx';
import type { App } from '../app.ts';
import { toIso } from '../core/clock.ts';
import { written } from '../http/forms/sent-form.ts';
import { type CsvColumn, listFile } from '../http/pages/list-file.ts';
import { listQuery, pick } from '../http/pages/list-query.ts';
import { goTo, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';
import { partnerFilter } from '../partners/partner-filter.ts';
import { promoCodeFormPages } from './promo-code-form.admin.ts';

const filters = ['code', 'archived'] as const;
const address = '/api/v1/promo-codes/:id';

export const promoCodePages = ({ clock }: Pick<App, 'clock'>): PageRoute[] => [
  listPage(() => toIso(clock.now())),
  listCsv,
  ...promoCodeFormPages(),
  detailPage(() => toIso(clock.now())),
  retirement,
  restoration,
];

const listPage = (now: () => string): PageRoute => ({
  method: 'GET',
  path: promoCodesPath,
  scope: 'read',
  handle: async (page) => {
    const query = { ...listQuery(page, filters), ...(await partnerFilter(page)) };
    const list = await page.api.get<{ data: ListedPromoCodeFacts[]; next_cursor: string | null }>(
      '/api/v1/promo-codes',
      { query },
    );
    const mayWrite = allows(page.viewer.caller.scopes, 'write');
    const asked = pick(page.query, [...filters, 'partner', 'cursor']);
    return showPage('Promo codes', PromoCodeListPage({ list, query: asked, mayWrite, now: now() }));
  },
});

const listCsv: PageRoute = {
  method: 'GET',
  path: `${promoCodesPath}.csv`,
  scope: 'read',
  handle: async (page) => {
    const query = {
      ...pick(page.query, filters),
      program_id: page.program?.id,
      ...(await partnerFilter(page)),
    };
    return listFile(page.api, { name: 'promo-codes.csv', path: '/api/v1/promo-codes', query }, columns);
  },
};

const columns: readonly CsvColumn<ListedPromoCodeFacts>[] = [
  ['id', (row) => row.id],
  ['code', (row) => row.code],
  ['partner_id', (row) => row.partner_id],
  ['partner_name', (row) => row.partner_name],
  ['starts_at', (row) => row.starts_at],
  ['ends_at', (row) => row.ends_at],
  ['discount_type', (row) => row.discount_type],
  ['discount_value', (row) => row.discount_value],
  ['coupon_id', (row) => row.coupon_id],
  ['duration', (row) => row.duration],
  ['created_at', (row) => row.created_at],
  ['archived_at', (row) => row.archived_at],
];

const detailPage = (now: () => string): PageRoute => ({
  method: 'GET',
  path: `${promoCodesPath}/:id`,
  scope: 'read',
  handle: async ({ api, params, viewer }) => {
    const { value: promoCode, rowVersion } = await api.read<PromoCodeFacts>(address, { params });
    const partner = await api.get<{ id: string; name: string }>('/api/v1/partners/:id', {
      params: { id: promoCode.partner_id },
    });
    const mayWrite = allows(viewer.caller.scopes, 'write');
    return showPage(
      promoCode.code,
      PromoCodeDetailPage({ promoCode, partner, rowVersion, mayWrite, now: now() }),
    );
  },
});

const retirement: PageRoute = {
  method: 'POST',
  path: `${promoCodesPath}/:id/retirement`,
  scope: 'write',
  handle: async ({ api, params, form }) => {
    const { id, code } = await api.get<PromoCodeFacts>(address, { params });
    const version = written(form, 'row_version');
    await api.delete(address, { params, rowVersion: version === '' ? undefined : Number(version) });
    const undo = { action: promoCodeHref(id, 'restoration'), label: 'Undo' };
    return goTo(promoCodeHref(id), { text: `${code} is retired.`, undo });
  },
};

const restoration: PageRoute = {
  method: 'POST',
  path: `${promoCodesPath}/:id/restoration`,
  scope: 'write',
  handle: async ({ api, params }) => {
    const { id, code } = await api.post<PromoCodeFacts>(`${address}/restoration`, { params });
    return goTo(promoCodeHref(id), `${code} earns again.`);
  },
};
