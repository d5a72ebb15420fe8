import type { z } from 'zod';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type {
  RecoveryDetailView,
  RecoveryPreviewView,
  RecoveryView,
} from '../../src/webhooks/recovery/recovery.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { Control } from '../components/control.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { ActionButton, ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted } from '../components/plain-list.ts';
import { Time } from '../components/time.tsx';
import { EndpointHead } from './endpoint-head.tsx';
import { countText } from './figures.ts';
import type { Endpoint } from './standing.ts';

export type Recovery = z.output<typeof RecoveryView>;
export type RecoveryDetail = z.output<typeof RecoveryDetailView>;
export type RecoveryPreview = z.output<typeof RecoveryPreviewView>;

/** Asked for in the address, so that an estimate can be looked at again. */
export const recoveryAskFields: readonly Field[] = [
  {
    name: 'since',
    label: 'Events from (UTC)',
    kind: 'instant',
    required: true,
    help: 'Up to now. What is sent already is left alone.',
  },
  {
    name: 'include',
    label: 'What to send',
    kind: 'radio',
    required: true,
    options: [
      { value: 'all', label: 'Everything that did not arrive' },
      {
        value: 'failed',
        label: 'What failed or is held',
        help: 'Deliveries that were made and have not arrived.',
      },
      {
        value: 'missed',
        label: 'What was missed',
        help: 'Events that it asks for now, from before it did: they never had a delivery.',
      },
    ],
  },
];

export const paceField: Field = {
  name: 'per_second',
  label: 'Deliveries a second at most',
  kind: 'number',
  help: 'Slower by itself while the receiver does not keep up. 1 to 500; 50 if empty.',
};

interface RecoveryPageProps {
  readonly endpoint: Endpoint;
  readonly asked: FormValues;
  readonly preview: RecoveryPreview | undefined;
  readonly recoveries: readonly Recovery[];
  readonly refusal?: FormRefusal;
  readonly canWrite: boolean;
}

export const RecoveryPage = (props: RecoveryPageProps) => {
  const { endpoint, preview, recoveries, canWrite } = props;
  return (
    <>
      <EndpointHead endpoint={endpoint} current="recovery" canWrite={canWrite} />
      <p class="lead">
        Sends again what failed, was held or was missed since a moment: in the background, paced, and stopped
        when you like.
      </p>
      {canWrite && endpoint.state === 'active' && <Ask {...props} />}
      {canWrite && endpoint.state !== 'active' && (
        <p>
          It is {endpoint.state}. <a href={`/admin/webhooks/${endpoint.id}/activation`}>Activate it</a> first.
        </p>
      )}
      {preview && <Estimate {...props} preview={preview} />}
      <section aria-labelledby="recoveries">
        <h2 id="recoveries">Recoveries so far</h2>
        {recoveries.length === 0 ? <p class="muted">None.</p> : <RecoveryTable recoveries={recoveries} />}
      </section>
    </>
  );
};

const Ask = ({ endpoint, asked, refusal }: RecoveryPageProps) => (
  <form class="form" method="get" action={`/admin/webhooks/${endpoint.id}/recovery`}>
    {recoveryAskFields.map((field) => (
      <Control
        field={field}
        value={asked[field.name]}
        error={refusal?.errors.find(({ path }) => path === field.name)?.message}
      />
    ))}
    <p class="form-actions">
      <button type="submit">Count what that is</button>
    </p>
  </form>
);

const Estimate = ({
  endpoint,
  asked,
  preview,
  canWrite,
  refusal,
}: RecoveryPageProps & { readonly preview: RecoveryPreview }) => (
  <section class="card" aria-labelledby="estimate">
    <h2 id="estimate">
      {preview.total === 0
        ? 'Nothing to send'
        : `${preview.exact ? '' : 'At least '}${counted(preview.total, 'delivery', 'deliveries')} would be sent`}
    </h2>
    <Facts
      facts={[
        ['Failed or held', countText(preview.failed)],
        ['Missed', countText(preview.missed)],
        [
          'Cannot be sent',
          preview.skipped > 0 && `${countText(preview.skipped)}: their payload is kept no longer`,
        ],
      ]}
    />
    {canWrite && preview.total > 0 && endpoint.state === 'active' && (
      <ActionForm
        action={`/admin/webhooks/${endpoint.id}/recovery`}
        fields={[paceField]}
        values={asked}
        refusal={refusal}
        hidden={{ since: preview.since, include: preview.include }}
        submit={`Send ${counted(preview.total, 'delivery', 'deliveries')}`}
      />
    )}
  </section>
);

const RecoveryTable = ({ recoveries }: { recoveries: readonly Recovery[] }) => (
  <DataTable
    caption="Recoveries"
    columns={[
      { label: 'Begun', cell: ({ created_at }) => <Time at={created_at} /> },
      { label: 'Since', cell: ({ since }) => <Time at={since} /> },
      { label: 'What', cell: ({ include }) => includeText[include] },
      { label: 'State', cell: ({ state }) => <StateBadge state={state} /> },
      { label: 'Found', isNumber: true, cell: ({ found }) => countText(found) },
      { label: 'Ended', cell: ({ finished_at }) => <Time at={finished_at} /> },
    ]}
    rows={recoveries}
    href={({ id, endpoint_id }) => `/admin/webhooks/${endpoint_id}/recoveries/${id}`}
  />
);

const includeText: Readonly<Record<Recovery['include'], string>> = {
  all: 'everything',
  failed: 'failed or held',
  missed: 'missed',
};

interface RecoveryProgressProps {
  readonly endpoint: Endpoint | undefined;
  readonly recovery: RecoveryDetail;
  readonly canWrite: boolean;
}

export const RecoveryProgressPage = ({ endpoint, recovery, canWrite }: RecoveryProgressProps) => {
  const path = `/admin/webhooks/${recovery.endpoint_id}`;
  const { outcome } = recovery;
  return (
    <div id="recovery" {...polling(recovery)}>
      <PageHead
        title={`Recovery of ${endpoint?.name ?? 'a deleted endpoint'}`}
        above={{ label: 'Recoveries', href: `${path}/recovery` }}
        badge={<StateBadge state={recovery.state} />}
        answer={progressText(recovery)}
      >
        {canWrite && recovery.state === 'running' && (
          <ActionButton action={`${path}/recoveries/${recovery.id}/cancellation`} label="Stop" />
        )}
      </PageHead>
      <Facts
        facts={[
          ['Events since', <Time at={recovery.since} />],
          ['What', includeText[recovery.include]],
          ['At most', `${recovery.per_second} a second`],
          ['Made due again', countText(recovery.resent)],
          ['Made for missed events', countText(recovery.created)],
          [
            'Could not be sent',
            recovery.skipped > 0 && `${countText(recovery.skipped)}: payload kept no longer`,
          ],
          ['Arrived', countText(outcome.delivered)],
          ['On their way', countText(outcome.waiting)],
          ['Held', outcome.held > 0 && countText(outcome.held)],
          ['Failed again', outcome.failed > 0 && countText(outcome.failed)],
          ['Withdrawn', outcome.withdrawn > 0 && countText(outcome.withdrawn)],
          ['Begun', <Time at={recovery.created_at} />],
          ['Ended', recovery.finished_at && <Time at={recovery.finished_at} />],
        ]}
      />
    </div>
  );
};

const progressText = ({ state, found, outcome: { delivered, exact } }: RecoveryDetail): string => {
  const so = `${counted(found, 'delivery', 'deliveries')} found${exact ? `, ${countText(delivered)} arrived` : ''}`;
  switch (state) {
    case 'running':
      return `${so} so far. It goes on in the background, over restarts too.`;
    case 'canceled':
      return `${so}; then it was stopped. The next recovery finds the rest.`;
    case 'completed':
      return `${so}. Everything has been made due; retries may still follow.`;
  }
};

/** While there is something to come the page asks again by itself. */
const polling = ({ id, endpoint_id, state, outcome }: RecoveryDetail) =>
  state === 'running' || outcome.waiting > 0
    ? {
        'hx-get': `/admin/webhooks/${endpoint_id}/recoveries/${id}`,
        'hx-trigger': 'every 2s',
        'hx-select': '#recovery',
        'hx-target': '#recovery',
        'hx-swap': 'outerMorph',
      }
    : {};
