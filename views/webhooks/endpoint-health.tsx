import type { z } from 'zod';
import type { EndpointStatisticsView } from '../../src/webhooks/monitoring/statistics.view.ts';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton } from '../components/form.tsx';
import { counted } from '../components/plain-list.ts';
import { Time } from '../components/time.tsx';
import { EndpointCharts } from './endpoint-charts.tsx';
import { EndpointHead } from './endpoint-head.tsx';
import { countText, durationText, shareText } from './figures.ts';
import { type Endpoint, standingOf } from './standing.ts';

export type EndpointStatistics = z.output<typeof EndpointStatisticsView>;

/** A retry policy as people read it. */
export interface RetryPolicy {
  readonly name: string;
  readonly summary: string;
  readonly sentences: readonly string[];
}

interface HealthProps {
  readonly endpoint: Endpoint;
  readonly rowVersion: number | undefined;
  readonly day: EndpointStatistics;
  readonly week: EndpointStatistics;
  readonly programName: string | undefined;
  readonly policy: RetryPolicy | undefined;
  readonly canWrite: boolean;
}

export const EndpointHealthPage = ({
  endpoint,
  rowVersion,
  day,
  week,
  programName,
  policy,
  canWrite,
}: HealthProps) => (
  <>
    <EndpointHead endpoint={endpoint} current="" canWrite={canWrite}>
      {canWrite && <Actions endpoint={endpoint} rowVersion={rowVersion} />}
    </EndpointHead>
    <p class="lead">{standingOf(endpoint).why}</p>
    <Facts facts={[...healthFacts(endpoint, day), ...settingFacts(endpoint, programName, policy)]} />
    <section aria-labelledby="figures">
      <h2 id="figures">How it has been answering</h2>
      <DataTable
        caption="Requests of the last 24 hours and 7 days"
        columns={[
          { label: 'Last', cell: ({ label }) => label },
          { label: 'Requests', isNumber: true, cell: (row) => countText(row.succeeded + row.failed) },
          { label: 'Failed', isNumber: true, cell: ({ failed }) => countText(failed) },
          { label: 'Success', isNumber: true, cell: (row) => shareText(row.success_rate) || '–' },
          { label: 'Half within', isNumber: true, cell: (row) => durationText(row.p50_ms) || '–' },
          { label: '95 % within', isNumber: true, cell: (row) => durationText(row.p95_ms) || '–' },
          { label: '99 % within', isNumber: true, cell: (row) => durationText(row.p99_ms) || '–' },
        ]}
        rows={[
          { label: '24 hours', ...day.totals },
          { label: '7 days', ...week.totals },
        ]}
      />
      <EndpointCharts day={day} week={week} />
      <p class="muted">Retries count; tests do not.</p>
    </section>
  </>
);

const Actions = ({ endpoint, rowVersion }: Pick<HealthProps, 'endpoint' | 'rowVersion'>) => (
  <>
    <a class="button" href={`/admin/webhooks/${endpoint.id}/test`}>
      Send a test…
    </a>
    {endpoint.state === 'active' ? (
      <ActionButton
        action={`/admin/webhooks/${endpoint.id}/pause`}
        label="Pause"
        hidden={{ row_version: rowVersion }}
      />
    ) : (
      <a class="button" data-kind="primary" href={`/admin/webhooks/${endpoint.id}/activation`}>
        Activate…
      </a>
    )}
  </>
);

type Fact = Parameters<typeof Facts>[0]['facts'][number];

const healthFacts = (
  endpoint: Endpoint,
  { backlog, last_status, last_error }: EndpointStatistics,
): Fact[] => [
  ['Failing since', endpoint.failing_since && <Time at={endpoint.failing_since} />],
  ['Disabled', endpoint.disabled_at && <Time at={endpoint.disabled_at} />],
  ['Left alone until', endpoint.gated_until && <Time at={endpoint.gated_until} />],
  ['Last success', <Time at={endpoint.last_succeeded_at} empty="none yet" />],
  ['Last failure', endpoint.last_failed_at && <Time at={endpoint.last_failed_at} />],
  ['Last answer', last_error ? last_error.replaceAll('_', ' ') : last_status],
  ['Backlog', backlogText(backlog)],
  ['Oldest waiting since', backlog.oldest_pending_at && <Time at={backlog.oldest_pending_at} />],
  ['Last verified with', endpoint.last_verified_key && `${endpoint.last_verified_key} secret`],
];

const backlogText = ({ pending, sending, held }: EndpointStatistics['backlog']): string => {
  if (pending + sending + held === 0) return 'nothing waits';
  const waiting = counted(pending + sending, 'delivery', 'deliveries');
  return `${waiting} waiting${held > 0 ? `, ${countText(held)} held` : ''}`;
};

const settingFacts = (
  endpoint: Endpoint,
  programName: string | undefined,
  policy: RetryPolicy | undefined,
): Fact[] => [
  ['URL', <code>{endpoint.url}</code>],
  ['Events', endpoint.event_types.map((name) => (name === '*' ? 'everything (*)' : name)).join(', ')],
  ['Format', endpoint.format],
  ['When a delivery fails', policy ? <PolicyText policy={policy} /> : endpoint.retry_policy],
  ['Program', programName ?? 'all'],
  [
    'Partner',
    endpoint.partner_id && (
      <a href={`/admin/partners/${endpoint.partner_id}`}>
        <code>{endpoint.partner_id}</code>
      </a>
    ),
  ],
  ['Custom headers', endpoint.header_names.join(', ')],
  ['At most', endpoint.rate_limit && `${endpoint.rate_limit} requests a second`],
  ['Order', endpoint.fifo && 'one at a time, in order'],
  ['Id', <code>{endpoint.id}</code>],
];

const PolicyText = ({ policy: { name, summary, sentences } }: { policy: RetryPolicy }) => (
  <>
    {name}: {summary}
    <p class="muted">{sentences.join(' ').replaceAll('`', '')}</p>
  </>
);
