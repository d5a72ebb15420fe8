import type { z } from 'zod';
import type { IntegrityView } from '../../src/doctor/integrity.view.ts';
import type { InstanceView } from '../../src/instance/instance.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted } from '../components/plain-list.ts';
import { Time } from '../components/time.tsx';
import { bytesText, countText, durationText } from '../webhooks/figures.ts';

export type Instance = z.output<typeof InstanceView>;
export type Integrity = z.output<typeof IntegrityView>;

interface HealthProps {
  readonly instance: Instance;
  /** Undefined for who may not see it. */
  readonly integrity: Integrity | undefined;
}

export const HealthPage = ({ instance, integrity }: HealthProps) => (
  <>
    <PageHead title="Data and health" answer={answerOf(instance, integrity)} />
    <section class="card" aria-labelledby="running">
      <h2 id="running">Now</h2>
      <Facts facts={presentFacts(instance)} />
    </section>
    {integrity && <IntegritySection integrity={integrity} />}
    <section class="card" aria-labelledby="settings">
      <h2 id="settings">What the operator has set</h2>
      <Facts facts={settingFacts(instance)} />
      <p class="muted">
        These are settings of the server: <code>tributary config print</code> shows all of them and where each
        comes from.
      </p>
    </section>
    <section class="card" aria-labelledby="retention">
      <h2 id="retention">What is kept, and for how long</h2>
      <Facts facts={retentionFacts(instance)} />
      <p class="muted">
        Never less than a delivery that has not come to an end needs. What must go sooner is expunged on the
        page of its <a href="/admin/events">event</a>. Money, and who did what, is kept for ever.
      </p>
    </section>
  </>
);

const answerOf = ({ sending, backlog }: Instance, integrity: Integrity | undefined): string => {
  if (!sending) return 'Nothing is being sent: the server should be restarted.';
  if (integrity?.ok === false) return 'What is stored does not agree with itself: see the findings below.';
  const waiting = backlog.pending + backlog.sending;
  const books = integrity?.ok === true ? 'The books agree' : 'It runs';
  return `${books}, and ${waiting === 0 ? 'no delivery waits' : counted(waiting, 'delivery waits', 'deliveries wait')}.`;
};

type Fact = Parameters<typeof Facts>[0]['facts'][number];

const presentFacts = ({ sending, backlog, disk, database_bytes, ...instance }: Instance): Fact[] => [
  [
    'Sending',
    sending ? <StateBadge state="running" tone="good" /> : <StateBadge state="stopped" tone="bad" />,
  ],
  ['Backlog', `${countText(backlog.pending + backlog.sending)} waiting, ${countText(backlog.held)} held`],
  ['Oldest waiting since', backlog.oldest_pending_at && <Time at={backlog.oldest_pending_at} />],
  ['Database', bytesText(database_bytes)],
  [
    'Disk',
    disk ? `${bytesText(disk.free_bytes)} free of ${bytesText(disk.total_bytes)}` : 'not told by the system',
  ],
  ['Clock', <Time at={instance.now} />],
  ['Clock compared', skewText(instance.clock_skew_ms)],
  ['Version', instance.version],
];

const skewText = (skewMs: number | null): string => {
  if (skewMs === null) return 'no receiver has told its time yet';
  if (Math.abs(skewMs) < 1_000) return 'within a second of what receivers say';
  return `${durationText(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead of' : 'behind'} what receivers say`;
};

const settingFacts = (instance: Instance): Fact[] => [
  ['Reached at', <code>{instance.base_url}</code>],
  [
    'Mail',
    instance.mail ? 'a mail server is set' : 'none: TRIBUTARY_SMTP_URL and TRIBUTARY_MAIL_FROM set one',
  ],
  ['Metrics', instance.metrics ? 'at /metrics, with a token' : 'off: TRIBUTARY_METRICS_TOKEN turns them on'],
  ['Webhooks over plain HTTP', instance.webhook_allow_http ? 'allowed' : 'refused'],
  ['Webhooks into private networks', instance.webhook_allow_cidrs.join(', ') || 'refused'],
];

const retentionFacts = ({ retention }: Instance): Fact[] => [
  ['Bodies of events', counted(retention.payload_days, 'day', 'days')],
  ['What receivers answered', counted(retention.excerpt_days, 'day', 'days')],
  ['Attempts', counted(retention.attempt_days, 'day', 'days')],
];

/** The findings change while it is looked at. */
const IntegritySection = ({ integrity }: { integrity: Integrity }) => {
  const found = integrity.checks.filter(({ violations }) => violations > 0);
  return (
    <section class="card" id="integrity" aria-labelledby="books" {...(integrity.running ? polling : {})}>
      <h2 id="books">
        Whether the books agree <Verdict integrity={integrity} />
      </h2>
      <p>
        {integrity.checked_at === null ? (
          'Not looked at yet. It happens by itself a little after the start, then once a day.'
        ) : (
          <>
            {counted(integrity.checks.length, 'check', 'checks')} of everything that is stored, made{' '}
            <Time at={integrity.checked_at} /> in {durationText(integrity.duration_ms)}.
          </>
        )}
      </p>
      {!integrity.running && <ActionButton action="/admin/health/examination" label="Check now" />}
      {found.length > 0 && <Findings checks={found} />}
      {integrity.checks.length > 0 && <AllChecks checks={integrity.checks} />}
    </section>
  );
};

const polling = {
  'hx-get': '/admin/health',
  'hx-trigger': 'every 2s',
  'hx-select': '#integrity',
  'hx-target': '#integrity',
  'hx-swap': 'outerHTML',
} as const;

const Verdict = ({ integrity: { ok, running } }: { integrity: Integrity }) => {
  if (running) return <StateBadge state="being checked" tone="wait" />;
  if (ok === null) return <StateBadge state="not checked" tone="still" />;
  return ok ? <StateBadge state="sound" tone="good" /> : <StateBadge state="violated" tone="bad" />;
};

const Findings = ({ checks }: { checks: Integrity['checks'] }) =>
  checks.map(({ name, sentence, violations, examples }) => (
    <section aria-label={name}>
      <h3>
        {name.replaceAll('_', ' ')}: {counted(violations, 'violation', 'violations')}
      </h3>
      <p>It should be that: {sentence}</p>
      <DataTable
        caption={`The first of ${name}`}
        columns={[
          { label: 'Of', cell: ({ id }) => <code>{id}</code> },
          { label: 'What was found', cell: ({ what }) => what },
        ]}
        rows={examples}
      />
    </section>
  ));

const AllChecks = ({ checks }: { checks: Integrity['checks'] }) => (
  <details class="folded">
    <summary>What is checked</summary>
    <ul>
      {checks.map(({ sentence, violations }) => (
        <li>
          {sentence} {violations > 0 && <StateBadge state="violated" tone="bad" />}
        </li>
      ))}
    </ul>
  </details>
);
