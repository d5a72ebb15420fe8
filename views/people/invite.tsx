import type { z } from 'zod';
import { adminRoles, roleSentences } from '../../src/admins/admin.ts';
import type { NewInvitationView } from '../../src/admins/admin.view.ts';
import type { Field } from '../../src/http/forms/field.ts';
import type { FormValues } from '../../src/http/forms/fill-form.ts';
import type { FormRefusal } from '../../src/http/pages/attempt.ts';
import { CodeBlock } from '../components/code-block.tsx';
import { ActionForm } from '../components/form.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Time } from '../components/time.tsx';

const above = { label: 'Team', href: '/admin/team' };

export const roleField: Field = {
  name: 'role',
  label: 'Role',
  kind: 'choice',
  required: true,
  options: adminRoles.map((role) => ({ value: role, label: role })),
};

/** What each role may do, for people who choose one. */
export const RoleSentences = () => (
  <dl class="facts">
    {adminRoles.map((role) => (
      <>
        <dt>{role}</dt>
        <dd>{roleSentences[role]}</dd>
      </>
    ))}
  </dl>
);

export const inviteForm: readonly Field[] = [
  { name: 'email', label: 'Email', kind: 'email', required: true, autocomplete: 'off' },
  { name: 'name', label: 'Name', kind: 'text', required: true, autocomplete: 'off' },
  roleField,
];

interface InviteProps {
  readonly values?: FormValues;
  readonly refusal?: FormRefusal | undefined;
}

export const InvitePage = ({ values = { role: 'viewer' }, refusal }: InviteProps) => (
  <>
    <PageHead
      title="Invite an admin"
      above={above}
      answer="They choose a password on a page that a link leads to."
    />
    <ActionForm
      action="/admin/team/invite"
      fields={inviteForm}
      values={values}
      refusal={refusal}
      submit="Make the link"
      cancel="/admin/team"
    >
      <RoleSentences />
    </ActionForm>
  </>
);

export const InvitedPage = ({ invitation }: { readonly invitation: z.output<typeof NewInvitationView> }) => (
  <>
    <PageHead
      title={`${invitation.name} is invited`}
      above={above}
      answer={
        invitation.is_mailed
          ? `The link is on its way to ${invitation.email}. Here it is once more, this once.`
          : `Send this link to ${invitation.email} yourself: it is shown this once.`
      }
    />
    <CodeBlock code={invitation.url} label="Link of the invitation" />
    <p>
      It is good once, until <Time at={invitation.expires_at} />. Whoever has it becomes {invitation.role}.
    </p>
    <p>
      <a class="button" href="/admin/team">
        Back to the team
      </a>
    </p>
  </>
);
