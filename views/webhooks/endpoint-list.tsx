import type { z } from 'zod';
import type { WebhookStatisticsView } from '../../src/webhooks/monitoring/statistics.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted } from '../components/plain-list.ts';
import { hrefWith, type Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';
import { countText, shareText } from './figures.ts';
import { SourceAddresses, type SourceAddressesProps } from './source-addresses.tsx';
import { type Endpoint, hostOf, lastDeliveryAt, standingOf } from './standing.ts';
import { WebhookTabs } from './webhook-tabs.tsx';

type Statistics = z.output<typeof WebhookStatisticsView>;
type Line = Statistics['data'][number];

export interface EndpointListProps {
  readonly list: { readonly data: readonly Endpoint[]; readonly next_cursor: string | null };
  readonly statistics: Statistics;
  readonly source: SourceAddressesProps['source'];
  readonly query: Query;
  readonly canWrite: boolean;
}

export const EndpointListPage = ({ list, statistics, source, query, canWrite }: EndpointListProps) => (
  <>
    <PageHead title="Webhooks" answer={list.data.length > 0 && answerOf(statistics)}>
      {canWrite && (
        <a class="button" data-kind="primary" href="/admin/webhooks/new">
          New endpoint
        </a>
      )}
    </PageHead>
    <WebhookTabs current="/admin/webhooks" />
    {list.data.length === 0 ? (
      <NoEndpoint canWrite={canWrite} />
    ) : (
      <DataTable
        caption="Webhook endpoints"
        columns={columnsFor(statistics)}
        rows={list.data}
        href={({ id }) => `/admin/webhooks/${id}`}
      />
    )}
    <nav class="list-foot" aria-label="Pages">
      {query.cursor && <a href="/admin/webhooks">Newest</a>}
      {list.next_cursor && (
        <a href={hrefWith('/admin/webhooks', query, { cursor: list.next_cursor })} rel="next">
          Older
        </a>
      )}
    </nav>
    <SourceAddresses source={source} />
  </>
);

const answerOf = ({ totals, backlog }: Statistics): string => {
  const requests = totals.succeeded + totals.failed;
  const success =
    requests === 0
      ? 'No request was sent in the last 24 hours'
      : `${shareText(totals.success_rate)} of ${counted(requests, 'request', 'requests')} succeeded in the last 24 hours`;
  const waiting = backlog.pending + backlog.sending;
  const held = backlog.held > 0 ? `, ${countText(backlog.held)} held` : '';
  return `${success}; ${counted(waiting, 'delivery', 'deliveries')} waiting${held}.`;
};

const columnsFor = ({ data }: Statistics): Column<Endpoint>[] => {
  const lines = new Map<string, Line>(data.map((line) => [line.endpoint_id, line]));
  return [
    {
      label: 'Endpoint',
      cell: ({ name }) => name,
    },
    { label: 'Host', cell: ({ url }) => <span class="muted">{hostOf(url)}</span> },
    {
      label: 'State',
      cell: (endpoint) => {
        const { word, tone } = standingOf(endpoint);
        return <StateBadge state={word} tone={tone} />;
      },
    },
    { label: 'Format', cell: ({ format }) => format },
    {
      label: 'Success, 24 h',
      isNumber: true,
      cell: ({ id }) => shareText(lines.get(id)?.totals.success_rate ?? null) || '–',
    },
    { label: 'Waiting', isNumber: true, cell: ({ id }) => countText(lines.get(id)?.pending ?? 0) },
    {
      label: 'Last delivery',
      cell: (endpoint) => <Time at={lastDeliveryAt(endpoint)} empty="none yet" />,
    },
  ];
};

const NoEndpoint = ({ canWrite }: Pick<EndpointListProps, 'canWrite'>) => (
  <Empty title="No endpoint yet">
    <p>
      A webhook endpoint is an address of yours that is told of every click, sale, commission and payout as it
      happens: signed, retried until it arrives, in the format your receiver already understands.
    </p>
    <p>
      {canWrite ? (
        <a class="button" data-kind="primary" href="/admin/webhooks/new">
          Make the first endpoint
        </a>
      ) : (
        'An admin can make one.'
      )}
    </p>
    <p>
      No receiver yet? An <a href="/admin/inspectors">inspector</a> is a private address that shows what would
      arrive.
    </p>
  </Empty>
);
