import type { z } from 'zod';
import type { AdminView, InvitationView } from '../../src/admins/admin.view.ts';
import { StateBadge } from '../components/badge.tsx';
import { DataTable } from '../components/data-table.tsx';
import { ActionButton } from '../components/form.tsx';
import { ListPage } from '../components/list-page.tsx';
import type { Query } from '../components/query.ts';
import { Time } from '../components/time.tsx';

type Admin = z.output<typeof AdminView>;
type Invitation = z.output<typeof InvitationView>;

interface TeamProps {
  readonly admins: { readonly data: readonly Admin[]; readonly next_cursor: string | null };
  /** Those that are open. */
  readonly invitations: readonly Invitation[];
  readonly query: Query;
  readonly ownId: string;
}

export const TeamPage = ({ admins, invitations, query, ownId }: TeamProps) => (
  <>
    <ListPage
      title="Team"
      answer={answerOf(admins.data)}
      path="/admin/team"
      query={query}
      columns={[
        { label: 'Name', cell: ({ id, name }) => (id === ownId ? `${name} (you)` : name) },
        { label: 'Email', cell: ({ email }) => email },
        { label: 'Role', cell: ({ role }) => role },
        { label: 'Proof beside the password', cell: proofOf },
        { label: 'Last seen', cell: ({ last_seen_at }) => <Time at={last_seen_at} empty="never" /> },
      ]}
      rows={admins.data}
      nextCursor={admins.next_cursor}
      href={({ id }) => `/admin/team/${id}`}
      actions={
        <a class="button" data-kind="primary" href="/admin/team/invite">
          Invite an admin
        </a>
      }
      empty={<p>Nobody.</p>}
    />
    {invitations.length > 0 && <Invitations invitations={invitations} />}
  </>
);

/** What an owner should know first: who could be impersonated by a password alone. */
const answerOf = (admins: readonly Admin[]): string => {
  const bare = admins.filter((admin) => !admin.has_authenticator_app && admin.passkeys === 0).length;
  const people = admins.length === 1 ? '1 person' : `${admins.length} people`;
  if (bare === 0) return `${people}. Each proves more than a password.`;
  return `${people}; ${bare === admins.length ? 'nobody' : admins.length - bare} with more than a password.`;
};

const proofOf = ({ has_authenticator_app, passkeys }: Admin) => {
  const proofs = [
    ...(has_authenticator_app ? ['app'] : []),
    ...(passkeys > 0 ? [passkeys === 1 ? '1 passkey' : `${passkeys} passkeys`] : []),
  ];
  return proofs.length === 0 ? (
    <StateBadge state="none" tone="wait" />
  ) : (
    <StateBadge state={proofs.join(', ')} tone="good" />
  );
};

const Invitations = ({ invitations }: Pick<TeamProps, 'invitations'>) => (
  <section aria-labelledby="invitations">
    <h2 id="invitations">Invited</h2>
    <DataTable
      caption="Open invitations"
      columns={[
        { label: 'Name', cell: ({ name }) => name },
        { label: 'Email', cell: ({ email }) => email },
        { label: 'Role', cell: ({ role }) => role },
        { label: 'Good until', cell: ({ expires_at }) => <Time at={expires_at} /> },
        {
          label: 'Withdraw',
          cell: ({ id }) => (
            <ActionButton action={`/admin/team/invitations/${id}/removal`} label="Withdraw" kind="quiet" />
          ),
        },
      ]}
      rows={invitations}
    />
  </section>
);
