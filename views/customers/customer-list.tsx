import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { ListPage } from '../components/list-page.tsx';
import type { Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { partnerHref } from '../partners/partner.ts';
import { customerHref, customersPath, customerTitle, type ListedCustomerFacts } from './customer.ts';

interface CustomerListProps {
  readonly list: { readonly data: readonly ListedCustomerFacts[]; readonly next_cursor: string | null };
  readonly query: Query;
}

export const CustomerListPage = ({ list, query }: CustomerListProps) => (
  <ListPage
    title="Customers"
    answer="Who signed up or bought, and which partner they belong to. Of email addresses only a keyed hash is kept."
    path={customersPath}
    query={query}
    filters={[{ name: 'q', label: 'Find', type: 'search', placeholder: 'Your id, or whole email address' }]}
    columns={columns}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => customerHref(id)}
    hasCsv
    empty={query.q === undefined ? <NobodyYet /> : <NobodyHere sought={query.q} />}
  />
);

const columns: readonly Column<ListedCustomerFacts>[] = [
  {
    label: 'Customer',
    cell: (customer) => (
      <>
        {customerTitle(customer)}
        {customer.name !== null && customer.external_id !== null && (
          <span class="note">{customer.external_id}</span>
        )}
      </>
    ),
  },
  {
    label: 'Referred by',
    cell: ({ referral }) =>
      referral === null ? (
        <span class="muted">nobody</span>
      ) : (
        <a href={partnerHref(referral.partner_id)}>{referral.partner_name}</a>
      ),
  },
  { label: 'Since', cell: ({ referral }) => <Time at={referral?.decided_at} /> },
  {
    label: 'First purchase',
    cell: ({ first_purchase_at }) => <Time at={first_purchase_at} empty="none yet" />,
  },
  { label: 'First seen', cell: ({ created_at }) => <Time at={created_at} /> },
];

const NobodyYet = () => (
  <Empty title="No customer yet">
    <p>
      Customers come with the first signup or purchase that your backend sends: with your own id of them, an
      email address, or both.
    </p>
    <p>
      <a class="button" href="/api/docs">
        How to send them
      </a>
    </p>
  </Empty>
);

const NobodyHere = ({ sought }: { readonly sought: string }) => (
  <Empty title={`Nobody is known as ${sought}`}>
    <p>
      Your own id and the email address have to be whole: addresses are kept as hashes, which have no parts to
      look for.
    </p>
    <p>
      <a href={customersPath}>Show all customers</a>
    </p>
  </Empty>
);
