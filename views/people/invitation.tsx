import { type AdminRole, roleSentences } from '../../src/admins/admin.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { Entry } from './entry.tsx';
import { newPasswordField } from './setup.tsx';

export const invitationForm: readonly Field[] = [
  { name: 'name', label: 'Your name', kind: 'text', required: true, autocomplete: 'name' },
  newPasswordField,
];

interface InvitationProps {
  /** Where the form goes: the address of this page. */
  readonly action: string;
  readonly email: string;
  readonly role: AdminRole;
  readonly values: FormValues;
  readonly refusal?: FormRefusal | undefined;
}

export const InvitationPage = ({ action, email, role, values, refusal }: InvitationProps) => (
  <Entry heading="You are invited">
    <p class="lead">
      You will sign in as <strong>{email}</strong> with the role <strong>{role}</strong>.
    </p>
    <p>What that allows: {roleSentences[role]}</p>
    <ActionForm
      action={action}
      fields={invitationForm}
      values={values}
      refusal={refusal}
      submit="Choose the password and sign in"
    />
  </Entry>
);

export const InvitationOverPage = () => (
  <Entry heading="This invitation is over">
    <p class="lead">It was used or withdrawn, or it is older than 72 hours.</p>
    <p>
      Ask whoever invited you for a new one. If you have chosen a password already,{' '}
      <a href="/login">sign in</a>.
    </p>
  </Entry>
);
