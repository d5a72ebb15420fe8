import { passwordRule } from '../../src/admins/password.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { ActionForm } from '../components/form.tsx';
import { Entry } from './entry.tsx';

export const newPasswordField: Field = {
  name: 'password',
  label: 'Password',
  kind: 'password',
  required: true,
  autocomplete: 'new-password',
  help: passwordRule,
};

export const setupForm: readonly Field[] = [
  {
    name: 'code',
    label: 'Set-up code',
    kind: 'text',
    required: true,
    autocomplete: 'off',
    help: 'It stands in the log of the server and in the file setup-code of its data folder.',
  },
  { name: 'name', label: 'Your name', kind: 'text', required: true, autocomplete: 'name' },
  { name: 'email', label: 'Your email', kind: 'email', required: true, autocomplete: 'username' },
  newPasswordField,
];

interface SetupProps {
  readonly values?: FormValues;
  readonly refusal?: FormRefusal | undefined;
}

export const SetupPage = ({ values = {}, refusal }: SetupProps) => (
  <Entry heading="Set up Tributary">
    <p class="lead">This installation has no admin yet. Whoever has the set-up code becomes its owner.</p>
    <ActionForm
      action="/setup"
      fields={setupForm}
      values={values}
      refusal={refusal}
      submit="Become the owner"
    />
  </Entry>
);

/** The code ran out: a new one is made when the server starts. */
export const SetupOverPage = () => (
  <Entry heading="The set-up code is no longer good">
    <p class="lead">It is good for one hour and for five tries.</p>
    <p>
      Restart the server for a new one, or make the first admin on its command line:{' '}
      <code>tributary admin create --role owner --email you@example.com</code>
    </p>
  </Entry>
);
