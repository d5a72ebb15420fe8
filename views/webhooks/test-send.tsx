import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { StateBadge } from '../components/badge.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { scrollable } from '../components/scrollable.ts';
import { durationText } from './figures.ts';
import type { Endpoint } from './standing.ts';

export interface TestResult {
  readonly delivery: { readonly id: string; readonly event_type: string };
  readonly ok: boolean;
  readonly answer: {
    readonly status: number | null;
    readonly error: string | null;
    readonly duration_ms: number;
    readonly excerpt: string | null;
  };
  readonly hint: string | null;
}

export const testFields = (types: readonly { readonly name: string }[]): readonly Field[] => [
  {
    name: 'event_type',
    label: 'Event',
    kind: 'choice',
    required: true,
    options: types.map(({ name }) => ({ value: name, label: name })),
  },
];

interface TestPageProps {
  readonly endpoint: Endpoint;
  readonly types: readonly { readonly name: string }[];
  readonly values?: FormValues;
  readonly result?: TestResult;
  readonly refusal?: FormRefusal;
}

export const TestSendPage = ({ endpoint, types, values = {}, result, refusal }: TestPageProps) => (
  <>
    <PageHead
      title={`Send ${endpoint.name} a test`}
      above={{ label: endpoint.name, href: `/admin/webhooks/${endpoint.id}` }}
      answer="An event with example data and “test”: true, signed and written like any other, sent once and at once. Paused endpoints get it too; no statistics count it."
    />
    {result && <Answer result={result} />}
    <ActionForm
      action={`/admin/webhooks/${endpoint.id}/test`}
      fields={testFields(types)}
      values={values}
      refusal={refusal}
      submit={result ? 'Send another' : 'Send the test'}
      cancel={`/admin/webhooks/${endpoint.id}`}
    />
  </>
);

const Answer = ({ result: { delivery, ok, answer, hint } }: { result: TestResult }) => (
  <section class="card" aria-labelledby="answer" role="status">
    <h2 id="answer">
      {ok ? 'It arrived ' : 'It was not accepted '}
      <StateBadge state={ok ? 'accepted' : 'failed'} tone={ok ? 'good' : 'bad'} />
    </h2>
    {hint && <p>{hint}</p>}
    <Facts
      facts={[
        ['Event', delivery.event_type],
        ['Status', answer.status ?? 'no answer'],
        ['Error', answer.error?.replaceAll('_', ' ')],
        ['Time', durationText(answer.duration_ms)],
      ]}
    />
    {answer.excerpt ? (
      <>
        <h3>What it answered</h3>
        <pre {...scrollable}>{answer.excerpt}</pre>
      </>
    ) : (
      <p class="muted">The answer had no body.</p>
    )}
    <p>
      <a href={`/admin/deliveries/${delivery.id}`}>The exact request</a>
    </p>
  </section>
);
