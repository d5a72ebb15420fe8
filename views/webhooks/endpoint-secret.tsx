import type { Field } from '../../src/http/forms/field.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { Facts } from '../components/facts.tsx';
import { ActionButton, ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { SecretOnce } from '../components/secret-once.tsx';
import { Time } from '../components/time.tsx';
import { EndpointHead } from './endpoint-head.tsx';
import { type Format, ReceiverCode } from './receiver-code.tsx';
import type { Endpoint } from './standing.ts';

interface ShownOnceProps {
  readonly endpoint: Endpoint;
  readonly secret: string;
  readonly format: Format;
}

export const EndpointMadePage = ({ endpoint, secret, format }: ShownOnceProps) => (
  <>
    <PageHead
      title={`${endpoint.name} is ready`}
      above={{ label: 'Webhooks', href: '/admin/webhooks' }}
      answer="Put the secret where your receiver finds it, then send a test."
    >
      <a class="button" data-kind="primary" href={`/admin/webhooks/${endpoint.id}/test`}>
        Send a test…
      </a>
      <a class="button" href={`/admin/webhooks/${endpoint.id}`}>
        To the endpoint
      </a>
    </PageHead>
    <SecretOnce label="Signing secret" secret={secret}>
      Shown this once. We keep it sealed and cannot show it again; a lost one is replaced by rotating.
    </SecretOnce>
    <ReceiverCode format={format} secret={secret} />
  </>
);

export const SecretRotatedPage = ({ endpoint, secret, format }: ShownOnceProps) => (
  <>
    <PageHead
      title="The new signing secret"
      above={{ label: endpoint.name, href: `/admin/webhooks/${endpoint.id}` }}
      answer={
        endpoint.secret_rotation ? (
          <>
            The previous secret signs beside it until <Time at={endpoint.secret_rotation.expires_at} />.
          </>
        ) : (
          'The previous secret signs nothing any more: give your receiver this one now.'
        )
      }
    >
      <a class="button" href={`/admin/webhooks/${endpoint.id}/secret`}>
        To the secret’s page
      </a>
    </PageHead>
    <SecretOnce label="Signing secret" secret={secret}>
      Shown this once. We keep it sealed and cannot show it again; a lost one is replaced by rotating.
    </SecretOnce>
    <ReceiverCode format={format} secret={secret} />
  </>
);

const graceField: Field = {
  name: 'grace_seconds',
  label: 'The present secret goes on signing beside the new one for',
  kind: 'radio',
  required: true,
  options: [
    {
      value: '86400',
      label: '24 hours',
      help: 'Enough to give the receiver the new secret without a lost event.',
    },
    { value: '259200', label: '3 days' },
    { value: '604800', label: '7 days' },
    {
      value: '0',
      label: 'Not at all: it has leaked',
      help: 'Everything is signed with the new one at once. Requests fail until the receiver knows it; they are retried.',
    },
  ],
};

export const rotationFields: readonly Field[] = [graceField];

interface SecretPageProps {
  readonly endpoint: Endpoint;
  readonly rowVersion: number | undefined;
  readonly format: Format;
  readonly canWrite: boolean;
  readonly refusal?: FormRefusal;
}

export const EndpointSecretPage = ({ endpoint, rowVersion, format, canWrite, refusal }: SecretPageProps) => (
  <>
    <EndpointHead endpoint={endpoint} current="secret" canWrite={canWrite} />
    <Facts
      facts={[
        ['Last verified', verifiedWith(endpoint)],
        ['Rotation', rotationState(endpoint)],
      ]}
    />
    {canWrite && endpoint.secret_rotation && <CutOver endpoint={endpoint} rowVersion={rowVersion} />}
    {canWrite && (
      <section aria-labelledby="rotate">
        <h2 id="rotate">Rotate the secret</h2>
        <p>
          A new secret is made and shown once. Lists of signatures carry both while the old one lives; headers
          with room for one stay on the old one until you cut over.
        </p>
        <ActionForm
          action={`/admin/webhooks/${endpoint.id}/secret`}
          fields={rotationFields}
          values={{ grace_seconds: '86400' }}
          refusal={refusal}
          hidden={{ row_version: rowVersion }}
          submit="Make a new secret"
        />
      </section>
    )}
    <ReceiverCode format={format} />
  </>
);

const verifiedWith = ({ last_verified_key: key, last_succeeded_at: at }: Endpoint) => {
  if (key === null) return 'Nothing has been answered with a 2xx since the secret was made.';
  const which = { current: 'the present secret', previous: 'the previous secret', both: 'both secrets' }[key];
  return (
    <>
      The last 2xx answered a request signed with {which}
      {at !== null && (
        <>
          {' '}
          (<Time at={at} />)
        </>
      )}
      .
    </>
  );
};

const rotationState = ({ secret_rotation: rotation }: Endpoint) => {
  if (rotation === null) return 'One secret signs everything.';
  return (
    <>
      The previous secret signs until <Time at={rotation.expires_at} />.{' '}
      {rotation.cut_over_at === null ? (
        'Headers with room for one signature still use it.'
      ) : (
        <>
          Headers with room for one signature use the new one since <Time at={rotation.cut_over_at} />.
        </>
      )}
    </>
  );
};

const CutOver = ({ endpoint, rowVersion }: Pick<SecretPageProps, 'endpoint' | 'rowVersion'>) => {
  const isOver = endpoint.secret_rotation?.cut_over_at !== null;
  return (
    <section aria-labelledby="cut-over">
      <h2 id="cut-over">{isOver ? 'Roll back' : 'Cut over'}</h2>
      <p>
        {isOver
          ? 'If the receiver refuses what it gets now, headers with room for one signature can go back to the previous secret while that lives.'
          : 'Once the receiver knows the new secret: headers with room for one signature use the new one from the next request on. It can be taken back.'}
      </p>
      <ActionButton
        action={`/admin/webhooks/${endpoint.id}/secret-cutover`}
        label={isOver ? 'Go back to the previous secret' : 'Cut over to the new secret'}
        hidden={{ row_version: rowVersion, back: isOver ? 'true' : undefined }}
      />
    </section>
  );
};
