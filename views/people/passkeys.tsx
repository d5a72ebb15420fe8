import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { currentPasswordField } from './account.tsx';

const above = { label: 'Your account', href: '/admin/account' };

export const newPasskeyForm: readonly Field[] = [
  {
    name: 'name',
    label: 'Name',
    kind: 'text',
    required: true,
    placeholder: 'Phone',
    help: 'By which you will know it from others.',
  },
  currentPasswordField,
];

interface NewPasskeyProps {
  /** Whether browsers take passkeys for this address. */
  readonly canWork: boolean;
  readonly values: FormValues;
  readonly refusal?: FormRefusal | undefined;
}

export const NewPasskeyPage = ({ canWork, values, refusal }: NewPasskeyProps) => (
  <>
    <PageHead
      title="New passkey"
      above={above}
      answer="You will sign in by fingerprint, face or PIN of a device, without a password and without a code."
    />
    {canWork ? (
      <ActionForm
        action="/admin/account/passkeys/new"
        fields={newPasskeyForm}
        values={values}
        refusal={refusal}
        submit="Go on"
        cancel="/admin/account"
      />
    ) : (
      <p>
        Browsers allow passkeys only on https with a host name, or at <code>localhost</code>. Set{' '}
        <code>TRIBUTARY_BASE_URL</code> to such an address.
      </p>
    )}
  </>
);

interface RegisterProps {
  readonly name: string;
  readonly ticket: string;
  /** As `navigator.credentials.create` takes it, in JSON. */
  readonly options: string;
}

export const RegisterPasskeyPage = ({ name, ticket, options }: RegisterProps) => (
  <>
    <PageHead title="New passkey" above={above} answer="Your browser asks now where to keep the passkey." />
    <p data-passkey-missing>This browser cannot make passkeys, or scripts are switched off in it.</p>
    <form
      method="post"
      action="/admin/account/passkeys"
      class="form"
      data-passkey="create"
      data-options={options}
      hidden
    >
      <input type="hidden" name="name" value={name} />
      <input type="hidden" name="ticket" value={ticket} />
      <input type="hidden" name="credential" />
      <p class="error" role="alert" data-passkey-error hidden></p>
      <p class="form-actions">
        <button type="submit" data-kind="primary">
          Make the passkey
        </button>
        <a href="/admin/account">Cancel</a>
      </p>
    </form>
  </>
);

interface RemovalProps {
  readonly name: string;
  readonly action: string;
  readonly refusal?: FormRefusal | undefined;
}

export const PasskeyRemovalPage = ({ name, action, refusal }: RemovalProps) => (
  <>
    <PageHead
      title="Remove passkey"
      above={above}
      answer={
        <>
          <strong>{name}</strong> will let nobody in any more. Everywhere else you will be signed out.
        </>
      }
    />
    <ActionForm
      action={action}
      fields={[currentPasswordField]}
      refusal={refusal}
      submit="Remove it"
      kind="danger"
      cancel="/admin/account"
    />
  </>
);
