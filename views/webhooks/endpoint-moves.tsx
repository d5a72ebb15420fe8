import { confirmationField } from '../../src/http/forms/confirmation.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { counted } from '../components/plain-list.ts';
import { type Endpoint, standingOf } from './standing.ts';

interface MoveProps {
  readonly endpoint: Endpoint;
  readonly rowVersion: string | number | undefined;
  readonly refusal?: FormRefusal;
  readonly values?: FormValues;
}

/** @param held how many deliveries wait for it */
export const activationFields = (held: number): readonly Field[] => [
  {
    name: 'held',
    label: 'What happened while it was off',
    kind: 'radio',
    required: true,
    options: [
      {
        value: 'send',
        label:
          held === 0
            ? 'Send whatever was held'
            : `Send the ${counted(held, 'held delivery', 'held deliveries')} now`,
        help: 'Oldest first, as fast as the receiver keeps up.',
      },
      {
        value: 'recover',
        label: 'Begin with what happens now, and choose what to send again',
        help: 'Held deliveries stay held. The next page offers to send everything since it was off, counted first, paced, and stopped when you like.',
      },
      {
        value: 'keep',
        label: 'Begin with what happens now',
        help: 'Held deliveries stay held until you decide.',
      },
    ],
  },
];

export const ActivationPage = ({
  endpoint,
  rowVersion,
  refusal,
  held,
  values = { held: 'send' },
}: MoveProps & { readonly held: number }) => (
  <>
    <PageHead
      title={`Activate ${endpoint.name}`}
      above={{ label: endpoint.name, href: `/admin/webhooks/${endpoint.id}` }}
      answer={standingOf(endpoint).why}
    />
    <ActionForm
      action={`/admin/webhooks/${endpoint.id}/activation`}
      fields={activationFields(held)}
      values={values}
      refusal={refusal}
      hidden={{ row_version: rowVersion }}
      submit="Activate"
      cancel={`/admin/webhooks/${endpoint.id}`}
    />
  </>
);

export const DeletionPage = ({
  endpoint,
  rowVersion,
  refusal,
  values,
  waiting,
}: MoveProps & { readonly waiting: number }) => (
  <>
    <PageHead
      title={`Delete ${endpoint.name}?`}
      above={{ label: endpoint.name, href: `/admin/webhooks/${endpoint.id}/settings` }}
      answer={`Nothing more is sent to it. ${waiting === 0 ? 'Nothing waits for it now.' : `${counted(waiting, 'delivery', 'deliveries')} that wait for it will be canceled.`} Its log stays readable. This cannot be undone.`}
    />
    <ActionForm
      action={`/admin/webhooks/${endpoint.id}/deletion`}
      fields={[confirmationField(endpoint.name)]}
      values={values}
      refusal={refusal}
      hidden={{ row_version: rowVersion }}
      submit="Delete the endpoint"
      kind="danger"
      cancel={`/admin/webhooks/${endpoint.id}/settings`}
    />
  </>
);
