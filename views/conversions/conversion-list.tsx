import type { z } from 'zod';
import type { ListedConversionView } from '../../src/conversions/conversion.view.ts';
import { Amount } from '../components/amount.tsx';
import { StateBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import type { Filter } from '../components/filter-bar.tsx';
import { ListPage } from '../components/list-page.tsx';
import { counted } from '../components/plain-list.ts';
import { hrefWith, type Query } from '../components/query.ts';
import { ShortId } from '../components/short-id.tsx';
import type { Tab } from '../components/tabs.tsx';
import { Time } from '../components/time.tsx';
import { methodWords, typeWords } from './words.ts';

type Listed = z.output<typeof ListedConversionView>;

interface ConversionListProps {
  readonly list: { readonly data: readonly Listed[]; readonly next_cursor: string | null };
  /** How many wait for a review, as far as they were counted. */
  readonly waiting: number;
  /** Whether there are more than that. */
  readonly isMore: boolean;
  readonly query: Query;
}

const path = '/admin/conversions';

export const ConversionListPage = ({ list, waiting, isMore, query }: ConversionListProps) => (
  <ListPage
    title="Conversions"
    answer={answerOf(waiting, isMore)}
    path={path}
    query={query}
    views={views.map(([label, chosen]) => tabOf(label, chosen, query))}
    filters={filters}
    columns={columns}
    rows={list.data}
    nextCursor={list.next_cursor}
    href={({ id }) => `${path}/${id}`}
    hasCsv
    actions={
      <a class="button" href="/admin/rules/simulator">
        Simulate a sale
      </a>
    }
    empty={isFiltered(query) ? <NothingFits query={query} /> : <NoneYet />}
  />
);

const answerOf = (waiting: number, isMore: boolean) => {
  if (waiting === 0) return 'No conversion waits for a review.';
  const count = isMore
    ? 'More than 50 conversions wait'
    : counted(waiting, 'conversion waits', 'conversions wait');
  return <a href={`${path}?state=in_review`}>{count} for a review.</a>;
};

const viewNames = ['state', 'attributed', 'refunded'] as const;

const views: readonly (readonly [string, Query])[] = [
  ['All', {}],
  ['In review', { state: 'in_review' }],
  ['Nobody earned', { attributed: 'false' }],
  ['Refunded', { refunded: 'true' }],
  ['Rejected', { state: 'rejected' }],
];

/** A view takes the place of another; other filters stay. */
const tabOf = (label: string, chosen: Query, query: Query): Tab => ({
  label,
  href: hrefWith(path, query, {
    cursor: undefined,
    ...Object.fromEntries(viewNames.map((name) => [name, chosen[name]])),
  }),
  current: viewNames.every((name) => (query[name] ?? '') === (chosen[name] ?? '')),
});

const filters: readonly Filter[] = [
  { name: 'partner', label: 'Partner', placeholder: 'Name, code or id', type: 'search' },
  { name: 'order_id', label: 'Order', placeholder: 'Any name of the order', type: 'search' },
  { name: 'type', label: 'Type', placeholder: 'purchase' },
  {
    name: 'state',
    label: 'State',
    options: ['in_review', 'qualified', 'rejected'].map((value) => ({
      value,
      label: value.replaceAll('_', ' '),
    })),
  },
];

const columns: readonly Column<Listed>[] = [
  {
    label: 'Sale',
    cell: ({ type, order_id, id }) => (
      <>
        {typeWords(type)} {order_id ?? <ShortId id={id} />}
      </>
    ),
  },
  { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  {
    label: 'Partner',
    cell: ({ partner_id, partner_name }) =>
      partner_id === null ? (
        <span class="muted">nobody</span>
      ) : (
        <a href={`/admin/partners/${partner_id}`}>{partner_name}</a>
      ),
  },
  {
    label: 'By',
    cell: ({ attribution }) => <span class="muted">{methodWords[attribution.method]}</span>,
  },
  {
    label: 'Amount',
    isNumber: true,
    cell: ({ amount, currency }) =>
      amount === null || currency === null ? '' : <Amount minor={amount} currency={currency} />,
  },
  {
    label: 'Refunded',
    isNumber: true,
    cell: ({ refunded_amount, refund_status, currency }) =>
      refund_status === 'none' || currency === null ? (
        ''
      ) : (
        <>
          <Amount minor={refunded_amount} currency={currency} />
          {refund_status === 'charged_back' && <span class="note"> charged back</span>}
        </>
      ),
  },
  { label: 'Occurred', cell: ({ occurred_at }) => <Time at={occurred_at} /> },
];

const isFiltered = (query: Query): boolean => Object.keys(query).some((name) => name !== 'cursor');

const NothingFits = ({ query }: { query: Query }) => (
  <Empty title={query.state === 'in_review' ? 'Nothing waits for a review' : 'No conversion fits'}>
    <p>
      <a href={path}>Show all conversions</a>
    </p>
  </Empty>
);

const NoneYet = () => (
  <Empty title="No conversion yet">
    <p>
      A conversion is a signup, a purchase or anything else that a customer did and you told us of. It says
      who earned it, and why.
    </p>
    <p>
      Tell the first one with <code>POST /track/purchase</code>, or try what one would come to.
    </p>
    <p>
      <a class="button" data-kind="primary" href="/admin/rules/simulator">
        Simulate a sale
      </a>{' '}
      <a class="button" href="/api/docs">
        Read how to track
      </a>
    </p>
  </Empty>
);
