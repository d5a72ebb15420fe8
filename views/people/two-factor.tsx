import type { Field } from '../../src/http/forms/field.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { CodeBlock } from '../components/code-block.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { QrCode } from '../components/qr-code.tsx';
import { currentPasswordField } from './account.tsx';

const above = { label: 'Your account', href: '/admin/account' };

const startForm: readonly Field[] = [
  {
    name: 'code',
    label: 'Code that the app shows',
    kind: 'text',
    required: true,
    autocomplete: 'one-time-code',
  },
  currentPasswordField,
];

interface StartProps {
  /** What the app scans. */
  readonly url: string;
  /** The same to be typed. */
  readonly secret: string;
  /** The secret, sealed until the app proves that it has it. */
  readonly ticket: string;
  readonly refusal?: FormRefusal | undefined;
}

export const TwoFactorStartPage = ({ url, secret, ticket, refusal }: StartProps) => (
  <>
    <PageHead title="Set up an authenticator app" above={above} />
    <ol class="steps">
      <li>
        <p>
          Scan this with an authenticator app on your phone, such as Aegis, 1Password or Google Authenticator.
        </p>
        <QrCode text={url} label="The secret for your authenticator app as a QR code" />
        <p>
          Or type it: <code class="secret">{(secret.match(/.{4}/g) ?? []).join(' ')}</code>
        </p>
      </li>
      <li>
        <p>Type the six digits that the app shows.</p>
        <ActionForm
          action="/admin/account/two-factor"
          fields={startForm}
          refusal={refusal}
          submit="Ask for a code from now on"
          cancel="/admin/account"
          hidden={{ ticket }}
        >
          <p class="muted">Everywhere else you will be signed out. You get recovery codes next.</p>
        </ActionForm>
      </li>
    </ol>
  </>
);

export const RecoveryCodesPage = ({ codes }: { readonly codes: readonly string[] }) => (
  <>
    <PageHead
      title="Recovery codes"
      above={above}
      answer="Save these codes now: they are not shown again. Each lets you in once without your phone."
    />
    <CodeBlock code={codes.join('\n')} label="Recovery codes" />
    <p>Keep them where your phone is not: in a password manager, or on paper.</p>
    <p>
      <a class="button" data-kind="primary" href="/admin/account">
        I have saved them
      </a>
    </p>
  </>
);

interface OnProps {
  readonly codesLeft: number;
  readonly refusal?: FormRefusal | undefined;
}

export const TwoFactorOnPage = ({ codesLeft, refusal }: OnProps) => (
  <>
    <PageHead
      title="Two-step sign-in"
      above={above}
      answer={codesLeft === 1 ? '1 recovery code is left.' : `${codesLeft} recovery codes are left.`}
    />
    <section aria-labelledby="renew">
      <h2 id="renew">New recovery codes</h2>
      <p>Ten new ones; those you have are worth nothing then.</p>
      <ActionForm
        action="/admin/account/two-factor/recovery-codes"
        fields={[currentPasswordField]}
        refusal={refusal}
        submit="Make new codes"
      />
    </section>
    <section aria-labelledby="stop">
      <h2 id="stop">Switch it off</h2>
      <p>
        <a class="button" href="/admin/account/two-factor/removal">
          Ask for no code any more
        </a>
      </p>
    </section>
  </>
);

export const TwoFactorRemovalPage = ({ refusal }: { readonly refusal?: FormRefusal | undefined }) => (
  <>
    <PageHead
      title="Switch off two-step sign-in"
      above={above}
      answer="Then your password alone lets anybody in who has it. Everywhere else you will be signed out."
    />
    <ActionForm
      action="/admin/account/two-factor/removal"
      fields={[currentPasswordField]}
      refusal={refusal}
      submit="Ask for no code any more"
      kind="danger"
      cancel="/admin/account"
    />
  </>
);
