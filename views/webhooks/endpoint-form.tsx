import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import {
  type EndpointChoices,
  endpointFields,
  foldedEndpointFields,
  scopeFields,
} from './endpoint-fields.ts';
import { EndpointHead } from './endpoint-head.tsx';
import type { Endpoint } from './standing.ts';

interface FormProps {
  readonly choices: EndpointChoices;
  readonly values?: FormValues;
  readonly refusal?: FormRefusal | undefined;
}

const usual: FormValues = { event_types: ['*'], format: 'tributary', retry_policy: 'track360' };

interface NewEndpointProps extends FormProps {
  /** Goes with the form, so that it is done once however often it is sent. */
  readonly formKey: string;
}

export const NewEndpointPage = ({ choices, values = usual, refusal, formKey }: NewEndpointProps) => (
  <>
    <PageHead
      title="New endpoint"
      above={{ label: 'Webhooks', href: '/admin/webhooks' }}
      answer="The signing secret is shown once, on the next page."
    />
    <ActionForm
      action="/admin/webhooks/new"
      fields={endpointFields(choices)}
      folded={[{ label: 'Whose events', fields: scopeFields(choices.programs) }, ...foldedEndpointFields()]}
      values={values}
      refusal={refusal}
      hidden={{ idempotency_key: formKey }}
      submit="Make the endpoint"
      cancel="/admin/webhooks"
    />
  </>
);

export const EndpointSettingsPage = ({
  choices,
  values = {},
  refusal,
  endpoint,
  rowVersion,
}: FormProps & { readonly endpoint: Endpoint; readonly rowVersion: string | number | undefined }) => (
  <>
    <EndpointHead endpoint={endpoint} current="settings" canWrite />
    <ActionForm
      action={`/admin/webhooks/${endpoint.id}/settings`}
      fields={endpointFields(choices, endpoint.event_types)}
      folded={foldedEndpointFields(endpoint.header_names)}
      values={values}
      refusal={refusal}
      hidden={{ row_version: rowVersion }}
      submit="Save"
      cancel={`/admin/webhooks/${endpoint.id}`}
    />
    <section class="danger-zone" aria-labelledby="delete">
      <h2 id="delete">Delete this endpoint</h2>
      <p>Nothing more is sent to it, and what waits for it is canceled. Its log stays readable.</p>
      <p>
        <a class="button" data-kind="danger" href={`/admin/webhooks/${endpoint.id}/deletion`}>
          Delete…
        </a>
      </p>
    </section>
  </>
);
