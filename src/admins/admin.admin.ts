import type { z } from 'zod';
import { AdminPage, AdminRemovalPage, adminForm, removalForm } from '../../views/people/admin.tsx';
import { InvitedPage, InvitePage, inviteForm } from '../../views/people/invite.tsx';
import { TeamPage } from '../../views/people/team.tsx';
import { invalidField } from '../core/errors.ts';
import { presentValues, writtenValues } from '../http/forms/fill-form.ts';
import { readForm } from '../http/forms/read-form.ts';
import { written } from '../http/forms/sent-form.ts';
import { attempt, type FormRefusal } from '../http/pages/attempt.ts';
import { pick } from '../http/pages/list-query.ts';
import {
  type FramedPage,
  goTo,
  type PageAnswer,
  type PageRequest,
  type PageRoute,
  showPage,
} from '../http/pages/page-route.ts';
import type { AdminView, InvitationView, NewInvitationView } from './admin.view.ts';

type Admin = z.output<typeof AdminView>;
type Invitation = z.output<typeof InvitationView>;

interface List<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}

const path = '/admin/team';

/** Who administers this installation, and who is invited to. */
export const teamPages = (): PageRoute[] => [
  { method: 'GET', path, scope: 'admin', handle: showTeam },
  {
    method: 'GET',
    path: `${path}/invite`,
    scope: 'admin',
    handle: () => showPage('Invite an admin', InvitePage({})),
  },
  { method: 'POST', path: `${path}/invite`, scope: 'admin', handle: invite },
  { method: 'POST', path: `${path}/invitations/:id/removal`, scope: 'admin', handle: withdraw },
  { method: 'GET', path: `${path}/:id`, scope: 'admin', handle: (asked) => showAdmin(asked) },
  { method: 'POST', path: `${path}/:id`, scope: 'admin', handle: change },
  { method: 'GET', path: `${path}/:id/removal`, scope: 'admin', handle: (asked) => showRemoval(asked) },
  { method: 'POST', path: `${path}/:id/removal`, scope: 'admin', handle: remove },
];

const showTeam = async ({ api, query, viewer }: PageRequest): Promise<FramedPage> => {
  const admins = await api.get<List<Admin>>('/api/v1/admins', { query: pick(query, ['cursor']) });
  const invitations = await api.get<List<Invitation>>('/api/v1/invitations', { query: { limit: 100 } });
  const open = invitations.data.filter(({ state }) => state === 'open');
  return showPage('Team', TeamPage({ admins, invitations: open, query, ownId: viewer.id }));
};

const invite = ({ api, form }: PageRequest): Promise<PageAnswer> =>
  attempt(
    async () => {
      const body = readForm(inviteForm, form);
      const made = await api.post<z.output<typeof NewInvitationView>>('/api/v1/invitations', { body });
      // Drawn at once, not after a redirect: the link is in this answer and nowhere else.
      return showPage('Invited', InvitedPage({ invitation: made }));
    },
    (refusal) =>
      showPage(
        'Invite an admin',
        InvitePage({ values: writtenValues(inviteForm, form), refusal }),
        refusal.status,
      ),
  );

const withdraw = async ({ api, params }: PageRequest): Promise<PageAnswer> => {
  await api.delete('/api/v1/invitations/:id', { params });
  return goTo(path, 'The invitation is withdrawn: its link leads nowhere.');
};

const showAdmin = async (asked: PageRequest, refusal?: FormRefusal): Promise<FramedPage> => {
  const { api, params, form, viewer } = asked;
  const { value: admin, rowVersion } = await api.read<Admin>('/api/v1/admins/:id', { params });
  const view = AdminPage({
    admin,
    isSelf: admin.id === viewer.id,
    rowVersion: refusal ? Number(written(form, 'row_version')) : rowVersion,
    values: refusal ? writtenValues(adminForm, form) : presentValues(adminForm, admin),
    refusal,
  });
  return showPage(admin.name, view, refusal?.status ?? 200);
};

const change = (asked: PageRequest): Promise<PageAnswer> =>
  attempt(
    async () => {
      const { api, params, form } = asked;
      const admin = await api.patch<Admin>('/api/v1/admins/:id', {
        params,
        body: readForm(adminForm, form),
        rowVersion: Number(written(form, 'row_version')),
      });
      return goTo(path, `${admin.name} has the role ${admin.role}.`);
    },
    (refusal) => showAdmin(asked, refusal),
  );

const showRemoval = async (asked: PageRequest, refusal?: FormRefusal): Promise<FramedPage> => {
  const admin = await asked.api.get<Admin>('/api/v1/admins/:id', { params: asked.params });
  const view = AdminRemovalPage({
    admin,
    isSelf: admin.id === asked.viewer.id,
    values: refusal ? writtenValues(removalForm, asked.form) : {},
    refusal,
  });
  return showPage(`Remove ${admin.name}`, view, refusal?.status ?? 200);
};

const remove = (asked: PageRequest): Promise<PageAnswer> =>
  attempt(
    async () => {
      const { api, params, form } = asked;
      const admin = await api.get<Admin>('/api/v1/admins/:id', { params });
      if (written(form, 'typed').toLowerCase() !== admin.email) {
        throw invalidField('typed', 'is not the email of this admin');
      }
      await api.delete('/api/v1/admins/:id', { params });
      return goTo(path, `${admin.name} is no admin any more.`);
    },
    (refusal) => showRemoval(asked, refusal),
  );
