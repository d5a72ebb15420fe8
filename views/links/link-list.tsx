import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import { hrefWith, type Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { partnerHref } from '../partners/partner.ts';
import { type ListedLinkFacts, linkHref, linksPath } from './link.ts';

interface LinkListProps {
  readonly list: { readonly data: readonly ListedLinkFacts[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly mayWrite: boolean;
}

export const LinkListPage = ({ list, query, mayWrite }: LinkListProps) => (
  <ListPage
    title="Links"
    answer="Each link belongs to a partner: whoever comes by it is theirs, and what they buy is credited."
    path={linksPath}
    query={query}
    views={[
      {
        label: 'In use',
        href: hrefWith(linksPath, query, { archived: undefined, cursor: undefined }),
        current: query.archived !== 'true',
      },
      {
        label: 'Retired',
        href: hrefWith(linksPath, query, { archived: 'true', cursor: undefined }),
        current: query.archived === 'true',
      },
    ]}
    filters={[
      { name: 'partner', label: 'Partner', type: 'search', placeholder: 'Code, name or email' },
      { name: 'slug', label: 'Slug', placeholder: 'The end of the link' },
    ]}
    columns={columns}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => linkHref(id)}
    hasCsv
    actions={
      mayWrite && (
        <a class="button" data-kind="primary" href={`${linksPath}/new`}>
          New link
        </a>
      )
    }
    empty={isNarrowed(query) ? <NoneHere /> : <NoneYet mayWrite={mayWrite} />}
  />
);

const isNarrowed = ({ partner, slug, archived }: Query): boolean =>
  partner !== undefined || slug !== undefined || archived === 'true';

const columns: readonly Column<ListedLinkFacts>[] = [
  { label: 'Link', cell: ({ url }) => url.replace(/^https?:\/\//, '') },
  {
    label: 'Partner',
    cell: ({ partner_id, partner_name }) => <a href={partnerHref(partner_id)}>{partner_name}</a>,
  },
  { label: 'Leads to', cell: ({ destination_url }) => destination_url },
  { label: 'Made', cell: ({ created_at }) => <Time at={created_at} /> },
];

const NoneYet = ({ mayWrite }: { readonly mayWrite: boolean }) => (
  <Empty title="No link yet">
    <p>
      A partner shares a link that leads to a page of yours. Clicks on it, and what visitors buy afterwards,
      show whose they are.
    </p>
    {mayWrite && (
      <p>
        <a class="button" data-kind="primary" href={`${linksPath}/new`}>
          Make the first link
        </a>
      </p>
    )}
  </Empty>
);

const NoneHere = () => (
  <Empty title="No link is like that">
    <p>
      <a href={linksPath}>Show all links</a>
    </p>
  </Empty>
);
