import type { Column } from '../../views/components/data-table.tsx';
import { type PartnerFacts, partnersPath } from '../../views/partners/partner.ts';
import type { PartnerHeadProps, PartnerTab } from '../../views/partners/partner-head.tsx';
import { PartnerRelatedPage } from '../../views/partners/partner-related.tsx';
import {
  commissionColumns,
  conversionColumns,
  linkColumns,
  payoutColumns,
  promoCodeColumns,
  referralColumns,
} from '../../views/partners/partner-related-columns.tsx';
import { pick } from '../http/pages/list-query.ts';
import { type PageRequest, type PageRoute, showPage } from '../http/pages/page-route.ts';
import { allows } from '../http/scopes.ts';

/** A tab of a partner: one list of the API, narrowed to theirs. */
interface Related<Row> {
  readonly tab: PartnerTab;
  readonly title: string;
  readonly columns: readonly Column<Row>[];
  readonly href: (row: Row) => string;
  readonly empty: string;
  /** The list of everybody's, when it is not at `/admin/<tab>`. */
  readonly all?: string;
  readonly make?: { readonly label: string; readonly path: string };
}

const byId =
  (room: string) =>
  ({ id }: { readonly id: string }): string =>
    `/admin/${room}/${id}`;

export const partnerRelatedPages = (): PageRoute[] => [
  relatedPage({
    tab: 'links',
    title: 'Links',
    columns: linkColumns,
    href: byId('links'),
    make: { label: 'New link', path: '/admin/links/new' },
    empty: 'No link yet: without one, or a promo code, nothing can be credited to them.',
  }),
  relatedPage({
    tab: 'promo-codes',
    title: 'Promo codes',
    columns: promoCodeColumns,
    href: byId('promo-codes'),
    make: { label: 'New promo code', path: '/admin/promo-codes/new' },
    empty: 'No promo code: customers who enter one are theirs without any click.',
  }),
  relatedPage({
    tab: 'referrals',
    title: 'Customers',
    columns: referralColumns,
    href: ({ customer_id }) => `/admin/customers/${customer_id}`,
    empty: 'They have brought nobody yet.',
    all: '/admin/customers',
  }),
  relatedPage({
    tab: 'conversions',
    title: 'Conversions',
    columns: conversionColumns,
    href: byId('conversions'),
    empty: 'No signup and no purchase has been credited to them yet.',
  }),
  relatedPage({
    tab: 'commissions',
    title: 'Commissions',
    columns: commissionColumns,
    href: byId('commissions'),
    empty: 'They have earned nothing yet.',
  }),
  relatedPage({
    tab: 'payouts',
    title: 'Payouts',
    columns: payoutColumns,
    href: byId('payouts'),
    empty: 'Nothing has been paid to them yet.',
  }),
];

const relatedPage = <Row>({ tab, all = `/admin/${tab}`, ...related }: Related<Row>): PageRoute => ({
  method: 'GET',
  path: `${partnersPath}/:id/${tab}`,
  scope: 'read',
  handle: async (page) => {
    const head = await readHead(page);
    const { partner } = head;
    const query = pick(page.query, ['cursor']);
    const { data, next_cursor } = await page.api.get<{ data: Row[]; next_cursor: string | null }>(
      `/api/v1/${tab}`,
      { query: { ...query, partner_id: partner.id } },
    );
    const list = { rows: data, nextCursor: next_cursor, query, all };
    return showPage(
      `${related.title} of ${partner.name}`,
      PartnerRelatedPage({ ...head, ...related, ...list, tab }),
    );
  },
});

/** What stands above every tab. */
export const readHead = async ({
  api,
  params,
  viewer,
}: PageRequest): Promise<Omit<PartnerHeadProps, 'tab'>> => {
  const partner = await api.get<PartnerFacts>('/api/v1/partners/:id', { params });
  const links = await api.get<{ data: { url: string }[] }>('/api/v1/links', {
    query: { partner_id: partner.id, limit: 200 },
  });
  return {
    partner,
    linkUrl: links.data.at(-1)?.url,
    mayWrite: allows(viewer.caller.scopes, 'write'),
  };
};
