import { StateBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import { hrefWith, type Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { partnerHref } from '../partners/partner.ts';
import {
  discountOf,
  type ListedPromoCodeFacts,
  promoCodeHref,
  promoCodesPath,
  validityOf,
} from './promo-code.ts';

interface PromoCodeListProps {
  readonly list: { readonly data: readonly ListedPromoCodeFacts[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly mayWrite: boolean;
  readonly now: string;
}

export const PromoCodeListPage = ({ list, query, mayWrite, now }: PromoCodeListProps) => (
  <ListPage
    title="Promo codes"
    answer="Whoever enters a partner’s code at your checkout is theirs, without any click."
    path={promoCodesPath}
    query={query}
    views={[
      {
        label: 'In use',
        href: hrefWith(promoCodesPath, query, { archived: undefined, cursor: undefined }),
        current: query.archived !== 'true',
      },
      {
        label: 'Retired',
        href: hrefWith(promoCodesPath, query, { archived: 'true', cursor: undefined }),
        current: query.archived === 'true',
      },
    ]}
    filters={[
      { name: 'code', label: 'Code', type: 'search' },
      { name: 'partner', label: 'Partner', placeholder: 'Code, name or email' },
    ]}
    columns={columnsAt(now)}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => promoCodeHref(id)}
    hasCsv
    actions={
      mayWrite && (
        <a class="button" data-kind="primary" href={`${promoCodesPath}/new`}>
          New promo code
        </a>
      )
    }
    empty={isNarrowed(query) ? <NoneHere /> : <NoneYet mayWrite={mayWrite} />}
  />
);

const isNarrowed = ({ partner, code, archived }: Query): boolean =>
  partner !== undefined || code !== undefined || archived === 'true';

const columnsAt = (now: string): readonly Column<ListedPromoCodeFacts>[] => [
  { label: 'Code', cell: ({ code }) => code },
  { label: 'State', cell: (promoCode) => <StateBadge {...validityOf(promoCode, now)} /> },
  {
    label: 'Partner',
    cell: ({ partner_id, partner_name }) => <a href={partnerHref(partner_id)}>{partner_name}</a>,
  },
  { label: 'Discount', cell: discountOf },
  { label: 'Valid from', cell: ({ starts_at }) => <Time at={starts_at} empty="at once" /> },
  { label: 'Valid until', cell: ({ ends_at }) => <Time at={ends_at} empty="no end" /> },
];

const NoneYet = ({ mayWrite }: { readonly mayWrite: boolean }) => (
  <Empty title="No promo code yet">
    <p>
      Give a partner a code of their own. When your backend sends it with a purchase, as promo_code, the sale
      is theirs: on podcasts, in print, wherever nobody clicks.
    </p>
    {mayWrite && (
      <p>
        <a class="button" data-kind="primary" href={`${promoCodesPath}/new`}>
          Give the first code
        </a>
      </p>
    )}
  </Empty>
);

const NoneHere = () => (
  <Empty title="No promo code is like that">
    <p>
      <a href={promoCodesPath}>Show all promo codes</a>
    </p>
  </Empty>
);
