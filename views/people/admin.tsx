import type { z } from 'zod';
import type { AdminView } from '../../src/admins/admin.view.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { Facts } from '../components/facts.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Time } from '../components/time.tsx';
import { RoleSentences, roleField } from './invite.tsx';

type Admin = z.output<typeof AdminView>;

export const adminForm: readonly Field[] = [roleField];

interface AdminProps {
  readonly admin: Admin;
  readonly isSelf: boolean;
  readonly rowVersion: number | undefined;
  readonly values: FormValues;
  readonly refusal?: FormRefusal | undefined;
}

export const AdminPage = ({ admin, isSelf, rowVersion, values, refusal }: AdminProps) => (
  <>
    <PageHead title={admin.name} above={{ label: 'Team', href: '/admin/team' }} answer={admin.email} />
    <Facts
      facts={[
        ['Role', admin.role],
        ['Authenticator app', admin.has_authenticator_app ? 'asked for at each sign-in' : 'none'],
        ['Passkeys', String(admin.passkeys)],
        ['Last seen', <Time at={admin.last_seen_at} empty="never" />],
        ['Admin since', <Time at={admin.created_at} />],
      ]}
    />
    <section aria-labelledby="role">
      <h2 id="role">Role</h2>
      <ActionForm
        action={`/admin/team/${admin.id}`}
        fields={adminForm}
        values={values}
        refusal={refusal}
        submit="Change the role"
        hidden={{ row_version: rowVersion }}
      >
        <RoleSentences />
        <p class="muted">
          {isSelf ? 'This is you: you will have to sign in again.' : 'They will have to sign in again.'}
        </p>
      </ActionForm>
    </section>
    <section aria-labelledby="removal">
      <h2 id="removal">Remove</h2>
      <p>
        <a class="button" data-kind="danger" href={`/admin/team/${admin.id}/removal`}>
          Remove {isSelf ? 'yourself' : admin.name}
        </a>
      </p>
    </section>
  </>
);

export const removalForm: readonly Field[] = [
  {
    name: 'typed',
    label: 'Type their email to confirm',
    kind: 'text',
    required: true,
    autocomplete: 'off',
  },
];

interface RemovalProps {
  readonly admin: Admin;
  readonly isSelf: boolean;
  readonly values: FormValues;
  readonly refusal?: FormRefusal | undefined;
}

export const AdminRemovalPage = ({ admin, isSelf, values, refusal }: RemovalProps) => (
  <>
    <PageHead
      title={isSelf ? 'Remove yourself' : `Remove ${admin.name}`}
      above={{ label: admin.name, href: `/admin/team/${admin.id}` }}
      answer={
        isSelf
          ? 'You are signed out at once and cannot come back without an invitation.'
          : `${admin.name} is signed out at once and cannot come back without an invitation.`
      }
    />
    <p>
      What was done under this name stays in the audit log. API keys stay as they are: they belong to the
      installation.
    </p>
    <p>
      Email: <code>{admin.email}</code>
    </p>
    <ActionForm
      action={`/admin/team/${admin.id}/removal`}
      fields={removalForm}
      values={values}
      refusal={refusal}
      submit={isSelf ? 'Remove myself' : 'Remove this admin'}
      kind="danger"
      cancel={`/admin/team/${admin.id}`}
    />
  </>
);
