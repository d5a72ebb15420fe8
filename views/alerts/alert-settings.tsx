import type { z } from 'zod';
import { alertCauseNames, alertCauses } from '../../src/alerts/alert.ts';
import type { AlertSettingsView, AlertTestView } from '../../src/alerts/alert-settings.view.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { StateBadge } from '../components/badge.tsx';
import { DataTable } from '../components/data-table.tsx';
import { ActionButton, ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Time } from '../components/time.tsx';

export type AlertSettings = z.output<typeof AlertSettingsView>;
export type AlertTest = z.output<typeof AlertTestView>;

export const alertSettingsFields = ({ hook_host }: Pick<AlertSettings, 'hook_host'>): readonly Field[] => [
  {
    name: 'email_recipients',
    label: 'Mail goes to',
    kind: 'lines',
    placeholder: 'ops@example.com',
    help: 'One address a line.',
  },
  {
    name: 'hook_url',
    label: 'Hook',
    kind: 'url',
    placeholder: 'https://hooks.slack.com/services/…',
    autocomplete: 'off',
    help:
      hook_host === null
        ? 'An incoming webhook as Slack has them. Kept sealed; only its host is shown.'
        : `One at ${hook_host} is set. What is written here takes its place; empty leaves it.`,
  },
  ...(hook_host === null
    ? []
    : [{ name: 'remove_hook', label: `Tell ${hook_host} nothing any more`, kind: 'switch' } as const]),
  {
    name: 'failure_rate_basis_points',
    label: 'Failures above',
    kind: 'percent',
    required: true,
    help: 'Of the attempts of an endpoint within 15 minutes.',
  },
  {
    name: 'minimum_sample',
    label: 'Judged from this many attempts',
    kind: 'number',
    required: true,
    help: 'Within 15 minutes. With 1, a single failure among few attempts is told.',
  },
  {
    name: 'slow_ms',
    label: 'Slow from (milliseconds)',
    kind: 'number',
    required: true,
    help: '1,000 to 30,000.',
  },
  {
    name: 'causes',
    label: 'What is watched',
    kind: 'choices',
    options: alertCauseNames.map((name) => ({
      value: name,
      label: name.replaceAll('_', ' '),
      help: alertCauses[name].meaning.replaceAll('`', ''),
    })),
    help: 'What is not ticked is closed without a word.',
  },
];

interface AlertSettingsProps {
  readonly settings: AlertSettings;
  readonly rowVersion: string | number | undefined;
  readonly values: FormValues;
  readonly refusal?: FormRefusal | undefined;
  readonly test?: AlertTest;
}

export const AlertSettingsPage = ({ settings, rowVersion, values, refusal, test }: AlertSettingsProps) => (
  <>
    <PageHead
      title="Who is told of alerts"
      above={{ label: 'Alerts', href: '/admin/alerts' }}
      answer="The banner on every page says how many are open. Mail and a hook reach people who are elsewhere."
    />
    {test && <TestResult test={test} />}
    <section aria-labelledby="channels">
      <h2 id="channels">Channels</h2>
      <DataTable
        caption="Channels"
        columns={[
          { label: 'Channel', cell: ({ channel }) => channel },
          {
            label: 'State',
            cell: ({ configured }) =>
              configured ? <StateBadge state="on" /> : <StateBadge state="not set up" tone="still" />,
          },
          { label: 'Through', cell: ({ channel, host }) => host ?? missing[channel] },
          { label: 'Last sent', cell: ({ last_sent_at }) => <Time at={last_sent_at} empty="never" /> },
          { label: 'Problem', cell: ({ problem }) => problem ?? '' },
        ]}
        rows={settings.channels}
      />
      <ActionButton action="/admin/alerts/settings/test" label="Send a test through every channel" />
    </section>
    <section aria-labelledby="what">
      <h2 id="what">Who is told, and of what</h2>
      <ActionForm
        action="/admin/alerts/settings"
        fields={alertSettingsFields(settings)}
        values={values}
        refusal={refusal}
        hidden={{ row_version: rowVersion }}
        submit="Save"
        cancel="/admin/alerts"
      />
    </section>
  </>
);

const missing: Readonly<Record<AlertSettings['channels'][number]['channel'], string>> = {
  email: 'the operator sets a mail server with TRIBUTARY_SMTP_URL and TRIBUTARY_MAIL_FROM',
  hook: 'no hook is set',
};

const TestResult = ({ test: { results } }: { test: AlertTest }) => (
  <section class="card" aria-labelledby="test" role="status">
    <h2 id="test">What came of the test</h2>
    {results.length === 0 ? (
      <p>No channel is set up: nothing was sent.</p>
    ) : (
      <ul>
        {results.map(({ channel, sent, problem }) => (
          <li>
            {channel}: {sent ? <StateBadge state="sent" tone="good" /> : <StateBadge state="failed" />}{' '}
            {problem}
          </li>
        ))}
      </ul>
    )}
  </section>
);
