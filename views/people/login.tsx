import type { Field } from '../../src/http/forms/field.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { Entry } from './entry.tsx';
import { PasskeyLogin } from './passkey-button.tsx';

export const loginForm: readonly Field[] = [
  { name: 'email', label: 'Email', kind: 'email', required: true, autocomplete: 'username webauthn' },
  { name: 'password', label: 'Password', kind: 'password', required: true, autocomplete: 'current-password' },
];

interface LoginProps {
  /** Where it leads. */
  readonly next: string;
  readonly email?: string;
  readonly refusal?: FormRefusal | undefined;
  /** What was just done, such as signing out. */
  readonly notice?: string | undefined;
  /** Whether what is typed here can be read on the way. */
  readonly isPlain: boolean;
  /** For the browser to ask an authenticator with; undefined where passkeys cannot work. */
  readonly passkeyOptions?: string | undefined;
}

export const LoginPage = ({ next, email = '', refusal, notice, isPlain, passkeyOptions }: LoginProps) => (
  <Entry heading="Sign in" scripts={['passkeys.js']}>
    {isPlain && (
      <p class="banner" data-tone="bad">
        This connection is not encrypted: others in the network can read your password. Put the server behind
        https before you use it in earnest.
      </p>
    )}
    {notice && (
      <p class="notice" role="status">
        {notice}
      </p>
    )}
    <ActionForm
      action="/login"
      fields={loginForm}
      values={{ email }}
      refusal={refusal}
      submit="Sign in"
      hidden={{ next }}
      refusalTitle="You are not signed in"
    />
    {passkeyOptions && <PasskeyLogin options={passkeyOptions} next={next} />}
    <p class="muted">
      Forgotten the password? Whoever runs the server sets a new one with <code>tributary admin reset</code>.
    </p>
  </Entry>
);

export const codeForm: readonly Field[] = [
  {
    name: 'code',
    label: 'Code',
    kind: 'text',
    required: true,
    autocomplete: 'one-time-code',
    help: 'The six digits that your authenticator app shows now, or one of your recovery codes.',
  },
];

export const CodePage = ({ refusal }: { readonly refusal?: FormRefusal | undefined }) => (
  <Entry heading="One more step">
    <ActionForm
      action="/login/code"
      fields={codeForm}
      refusal={refusal}
      submit="Sign in"
      cancel="/login"
      refusalTitle="You are not signed in"
    />
  </Entry>
);

export const RefusedPasskeyPage = () => (
  <Entry heading="This passkey was not taken">
    <p class="lead">It is not registered here, it was removed, or the page had been open for too long.</p>
    <p>
      <a class="button" href="/login">
        Try once more
      </a>
    </p>
  </Entry>
);
