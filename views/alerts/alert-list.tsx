import type { z } from 'zod';
import type { AlertView } from '../../src/alerts/alert.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { Empty } from '../components/empty.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted } from '../components/plain-list.ts';
import { hrefWith, type Query } from '../components/query.ts';
import { Tabs } from '../components/tabs.tsx';
import { Time } from '../components/time.tsx';
import { adviceFor } from './advice.ts';

export type Alert = z.output<typeof AlertView>;

interface AlertListProps {
  readonly list: { readonly data: readonly Alert[]; readonly next_cursor: string | null };
  readonly state: 'open' | 'resolved';
  readonly query: Query;
  readonly canConfigure: boolean;
  readonly canWrite: boolean;
}

const path = '/admin/alerts';

export const AlertListPage = ({ list, state, query, canConfigure, canWrite }: AlertListProps) => (
  <>
    <PageHead title="Alerts" answer={answerOf(list.data, state, list.next_cursor !== null)}>
      {canConfigure && (
        <a class="button" href={`${path}/settings`}>
          Who is told
        </a>
      )}
    </PageHead>
    <Tabs
      label="Alerts"
      tabs={[
        { label: 'Open', href: path, current: state === 'open' },
        { label: 'Resolved', href: `${path}?state=resolved`, current: state === 'resolved' },
      ]}
    />
    {list.data.length === 0 && <NoAlert state={state} />}
    {list.data.map((alert) => (
      <AlertCard alert={alert} canWrite={canWrite} />
    ))}
    <nav class="list-foot" aria-label="Pages">
      {query.cursor && <a href={hrefWith(path, query, { cursor: undefined })}>Newest</a>}
      {list.next_cursor && (
        <a href={hrefWith(path, query, { cursor: list.next_cursor })} rel="next">
          Older
        </a>
      )}
    </nav>
  </>
);

const answerOf = (alerts: readonly Alert[], state: string, hasMore: boolean): string => {
  if (state === 'resolved') return 'What was wrong and is over. Alerts resolve by themselves.';
  if (alerts.length === 0) return 'Nothing is wrong.';
  const count = hasMore
    ? `More than ${alerts.length} alerts are`
    : counted(alerts.length, 'alert is', 'alerts are');
  return `${count} open.`;
};

const AlertCard = ({ alert, canWrite }: { alert: Alert; canWrite: boolean }) => (
  <article class="card alert" aria-labelledby={alert.id}>
    <h2 id={alert.id}>
      {alert.sentence}{' '}
      <StateBadge
        state={alert.state === 'open' ? alert.severity : 'resolved'}
        tone={alert.state === 'resolved' ? 'good' : alert.severity === 'critical' ? 'bad' : 'wait'}
      />
    </h2>
    {alert.state === 'open' && (
      <>
        <p>{adviceFor(alert, canWrite).text}</p>
        <p>
          <a href={adviceFor(alert, canWrite).href}>{adviceFor(alert, canWrite).label}</a>
        </p>
      </>
    )}
    <p class="muted">
      Open since <Time at={alert.opened_at} />
      {alert.resolved_at === null ? (
        `. Over when: ${alert.resolution}`
      ) : (
        <>
          , over since <Time at={alert.resolved_at} />.
        </>
      )}
    </p>
    {alert.notifications.length > 0 && <p class="muted">{notificationText(alert)}</p>}
  </article>
);

const notificationText = ({ notifications }: Alert): string =>
  notifications
    .map(({ channel, kind, state, problem }) => {
      const failed = state === 'failed' ? `failed${problem === null ? '' : ` (${problem})`}` : state;
      return `${channel}, ${kind}: ${failed}`;
    })
    .join('; ');

const NoAlert = ({ state }: Pick<AlertListProps, 'state'>) =>
  state === 'open' ? (
    <Empty title="All is well">
      <p>
        Failing or slow receivers, deliveries that were given up, a full disk, a wrong clock, books that do
        not agree: each opens one alert here, says what to do, and resolves by itself.
      </p>
    </Empty>
  ) : (
    <Empty title="No alert yet">
      <p>Alerts that are over stay here.</p>
    </Empty>
  );
