import { roleSentences } from '../../src/admins/admin.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import type { Viewer } from '../../src/http/pages/page-route.ts';
import { StateBadge } from '../components/badge.tsx';
import { DataTable } from '../components/data-table.tsx';
import { ActionButton, ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Time } from '../components/time.tsx';
import { newPasswordField } from './setup.tsx';

export const nameForm: readonly Field[] = [
  { name: 'name', label: 'Name', kind: 'text', required: true, autocomplete: 'name' },
];

/** Asked before anything changes that lets somebody in. */
export const currentPasswordField: Field = {
  name: 'current_password',
  label: 'Your present password',
  kind: 'password',
  required: true,
  autocomplete: 'current-password',
};

export const passwordForm: readonly Field[] = [
  currentPasswordField,
  { ...newPasswordField, label: 'New password' },
];

interface PasskeyLine {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
}

interface SignInLine {
  readonly device: string;
  readonly created_at: string;
  readonly last_seen_at: string;
  readonly isThis: boolean;
}

interface AccountProps {
  readonly viewer: Viewer;
  readonly values: FormValues;
  readonly refusal?: FormRefusal | undefined;
  /** Undefined while no code is asked for. */
  readonly secondStep: { readonly codesLeft: number } | undefined;
  readonly passkeys: readonly PasskeyLine[];
  readonly signIns: readonly SignInLine[];
}

export const AccountPage = (account: AccountProps) => (
  <>
    <PageHead
      title="Your account"
      answer={
        <>
          You sign in as <strong>{account.viewer.email}</strong>. Your role is {account.viewer.role}:{' '}
          {roleSentences[account.viewer.role as keyof typeof roleSentences]}
        </>
      }
    />
    <ActionForm
      action="/admin/account"
      fields={nameForm}
      values={account.values}
      refusal={account.refusal}
      submit="Change the name"
    />
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      <p>
        <a class="button" href="/admin/account/password">
          Change the password
        </a>
      </p>
    </section>
    <SecondStep secondStep={account.secondStep} />
    <Passkeys passkeys={account.passkeys} />
    <SignIns signIns={account.signIns} />
  </>
);

const SecondStep = ({ secondStep }: Pick<AccountProps, 'secondStep'>) => (
  <section aria-labelledby="second-step">
    <h2 id="second-step">Two-step sign-in</h2>
    {secondStep ? (
      <>
        <p>
          <StateBadge state="on" /> After the password, a code of your authenticator app is asked for.{' '}
          {secondStep.codesLeft === 1 ? '1 recovery code is' : `${secondStep.codesLeft} recovery codes are`}{' '}
          left.
        </p>
        <p>
          <a class="button" href="/admin/account/two-factor">
            Recovery codes and switching it off
          </a>
        </p>
      </>
    ) : (
      <>
        <p>
          <StateBadge state="off" /> Whoever has your password can sign in. A code of an app on your phone
          stops that.
        </p>
        <p>
          <a class="button" href="/admin/account/two-factor">
            Set up an authenticator app
          </a>
        </p>
      </>
    )}
  </section>
);

const Passkeys = ({ passkeys }: Pick<AccountProps, 'passkeys'>) => (
  <section aria-labelledby="passkeys">
    <h2 id="passkeys">Passkeys</h2>
    {passkeys.length === 0 ? (
      <p>
        None yet. With a passkey you sign in by fingerprint, face or PIN of your device, without a password.
      </p>
    ) : (
      <DataTable
        caption="Passkeys"
        columns={[
          { label: 'Name', cell: ({ name }) => name },
          { label: 'Registered', cell: ({ created_at }) => <Time at={created_at} /> },
          { label: 'Last used', cell: ({ last_used_at }) => <Time at={last_used_at} empty="never" /> },
          {
            label: 'Remove',
            cell: ({ id, name }) => (
              <a href={`/admin/account/passkeys/${id}/removal`} aria-label={`Remove ${name}`}>
                Remove
              </a>
            ),
          },
        ]}
        rows={passkeys}
      />
    )}
    <p>
      <a class="button" href="/admin/account/passkeys/new">
        Add a passkey
      </a>
    </p>
  </section>
);

const SignIns = ({ signIns }: Pick<AccountProps, 'signIns'>) => (
  <section aria-labelledby="sign-ins">
    <h2 id="sign-ins">Where you are signed in</h2>
    <DataTable
      caption="Sign-ins"
      columns={[
        {
          label: 'Browser',
          cell: ({ device, isThis }) => (
            <>
              {device || 'Unknown browser'} {isThis && <StateBadge state="this one" tone="good" />}
            </>
          ),
        },
        { label: 'Since', cell: ({ created_at }) => <Time at={created_at} /> },
        { label: 'Last seen', cell: ({ last_seen_at }) => <Time at={last_seen_at} /> },
      ]}
      rows={signIns}
    />
    {signIns.length > 1 && (
      <p>
        <ActionButton action="/admin/account/sign-ins" label="Sign out everywhere else" />
      </p>
    )}
    <p class="muted">A sign-in ends after 12 hours without use, and after 14 days in any case.</p>
  </section>
);

interface PasswordProps {
  readonly values?: FormValues;
  readonly refusal?: FormRefusal | undefined;
}

export const PasswordPage = ({ values = {}, refusal }: PasswordProps) => (
  <>
    <PageHead title="Change password" above={{ label: 'Your account', href: '/admin/account' }} />
    <ActionForm
      action="/admin/account/password"
      fields={passwordForm}
      values={values}
      refusal={refusal}
      submit="Change the password"
      cancel="/admin/account"
    >
      <p class="muted">Everywhere else you will be signed out.</p>
    </ActionForm>
  </>
);
