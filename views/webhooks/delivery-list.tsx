import type { z } from 'zod';
import type { Child } from '../../src/jsx/markup.ts';
import type { DeliveryView } from '../../src/webhooks/deliveries/delivery.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { type Filter, FilterBar } from '../components/filter-bar.tsx';
import { ActionButton } from '../components/form.tsx';
import { ListPage } from '../components/list-page.tsx';
import { counted } from '../components/plain-list.ts';
import { hrefWith, type Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { EndpointHead } from './endpoint-head.tsx';
import { outcomeText } from './outcome.ts';
import type { Endpoint } from './standing.ts';
import { webhookTabs } from './webhook-tabs.tsx';

export type Delivery = z.output<typeof DeliveryView>;

export interface DeliveryListProps {
  readonly list: { readonly data: readonly Delivery[]; readonly next_cursor: string | null };
  readonly query: Query;
  readonly endpoints: readonly Pick<Endpoint, 'id' | 'name' | 'state'>[];
  readonly eventTypes: readonly { readonly name: string }[];
  readonly canWrite: boolean;
}

const path = '/admin/deliveries';

export const DeliveryListPage = (props: DeliveryListProps) => (
  <ListPage
    title="Deliveries"
    answer="What was sent to whom, what came back, and what is sent next."
    path={path}
    query={props.query}
    views={webhookTabs(path)}
    filters={[
      ...filtersFor(props),
      {
        name: 'endpoint_id',
        label: 'Endpoint',
        options: props.endpoints.map(({ id, name }) => ({ value: id, label: name })),
      },
    ]}
    columns={columnsFor(props, hrefWith(path, props.query, {}))}
    rows={props.list.data}
    nextCursor={props.list.next_cursor}
    href={({ id }) => `${path}/${id}`}
    hasCsv
    empty={<NoDelivery query={props.query} />}
  />
);

/** The same log of one endpoint. */
export const EndpointDeliveriesPage = (props: DeliveryListProps & { readonly endpoint: Endpoint }) => {
  const { endpoint, list, query, canWrite } = props;
  const own = `/admin/webhooks/${endpoint.id}/deliveries`;
  return (
    <>
      <EndpointHead endpoint={endpoint} current="deliveries" canWrite={canWrite} />
      <FilterBar path={own} query={query} filters={filtersFor(props)} />
      {list.data.length === 0 ? (
        <NoDelivery query={query} />
      ) : (
        <DataTable
          caption={`Deliveries to ${endpoint.name}`}
          columns={columnsFor(props, hrefWith(own, query, {})).filter(({ label }) => label !== 'Endpoint')}
          rows={list.data}
          href={({ id }) => `${path}/${id}`}
        />
      )}
      <nav class="list-foot" aria-label="Pages">
        {query.cursor && <a href={hrefWith(own, query, { cursor: undefined })}>Newest</a>}
        {list.next_cursor && (
          <a href={hrefWith(own, query, { cursor: list.next_cursor })} rel="next">
            Older
          </a>
        )}
        {list.data.length > 0 && (
          <a
            href={hrefWith(`${path}.csv`, query, { cursor: undefined, endpoint_id: endpoint.id })}
            download=""
          >
            CSV of this view
          </a>
        )}
      </nav>
    </>
  );
};

const states = 'pending sending held delivered rejected exhausted canceled expired'.split(' ');

const filtersFor = ({ eventTypes }: DeliveryListProps): Filter[] => [
  { name: 'id', label: 'Id', type: 'search', placeholder: 'whd_… or evt_…' },
  { name: 'state', label: 'State', options: states.map((state) => ({ value: state, label: state })) },
  {
    name: 'event_type',
    label: 'Event',
    options: eventTypes.map(({ name }) => ({ value: name, label: name })),
  },
  { name: 'since', label: 'From', type: 'date' },
  { name: 'until', label: 'Before', type: 'date' },
];

/** What a person can send again. */
export const canRetry = ({ state, origin }: Pick<Delivery, 'state' | 'origin'>): boolean =>
  origin !== 'test' && ['rejected', 'exhausted', 'canceled', 'held', 'pending'].includes(state);

const columnsFor = ({ endpoints, canWrite }: DeliveryListProps, here: string): Column<Delivery>[] => {
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const retry: Column<Delivery> = {
    label: 'Send again',
    cell: (row): Child =>
      canRetry(row) &&
      byId.get(row.endpoint_id)?.state === 'active' && (
        <ActionButton action={`${path}/${row.id}/retry`} label="Retry" kind="quiet" hidden={{ back: here }} />
      ),
  };
  return [
    { label: 'Event', cell: ({ event_type }) => event_type },
    {
      label: 'Endpoint',
      cell: ({ endpoint_id: id }) => <a href={`/admin/webhooks/${id}`}>{byId.get(id)?.name ?? 'deleted'}</a>,
    },
    {
      label: 'State',
      cell: ({ state, origin }) => (
        <>
          <StateBadge state={state} /> {origin === 'test' && <span class="muted">test</span>}
        </>
      ),
    },
    { label: 'Last answer', cell: (row) => <LastAnswer delivery={row} /> },
    { label: 'Next attempt', cell: ({ next_attempt_at }) => <Time at={next_attempt_at} /> },
    { label: 'Made', cell: ({ created_at }) => <Time at={created_at} /> },
    ...(canWrite ? [retry] : []),
  ];
};

const LastAnswer = ({ delivery }: { delivery: Delivery }) => (
  <>
    {outcomeText(delivery)}
    {delivery.attempt_count !== 1 && (
      <span class="muted"> {counted(delivery.attempt_count, 'attempt', 'attempts')}</span>
    )}
  </>
);

const NoDelivery = ({ query }: { query: Query }) =>
  Object.values(query).some((value) => value !== '') ? (
    <Empty title="No delivery fits">
      <p>Take a filter away to see more.</p>
    </Empty>
  ) : (
    <Empty title="Nothing was sent yet">
      <p>
        Every event makes one delivery for each endpoint that asked for it: here is what was sent, what the
        receiver answered, and when it is tried again.
      </p>
      <p>
        <a class="button" href="/admin/webhooks">
          To the endpoints
        </a>
      </p>
    </Empty>
  );
