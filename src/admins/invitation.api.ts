import { z } from 'zod';
import type { App } from '../app.ts';
import { readCursor, toPage } from '../core/page.ts';
import { assertReachesAll } from '../http/caller.ts';
import { email, id, pageQuery, text } from '../http/fields.ts';
import { created, noContent, ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { adminRoles } from './admin.ts';
import { InvitationView, NewInvitationView, toInvitationView } from './admin.view.ts';
import { inviteAdmin, revokeInvitation } from './invitation.service.ts';
import { listInvitations } from './invitation.store.ts';
import { invitationUrl } from './invitation.ts';
import { mailInvitation } from './invitation-mail.service.ts';

const tag = 'Team';
/** Whoever is invited will reach every program. */
const teamIs = 'the team is';

const NewInvitationBody = z.strictObject({
  email,
  name: text(200),
  role: z.enum(adminRoles),
});

type InvitationApp = Pick<App, 'read' | 'transact' | 'clock' | 'config' | 'mailer' | 'log'>;

export const invitationRoutes = (app: InvitationApp): Route[] => [
  listRoute(app),
  inviteRoute(app),
  revokeRoute(app),
];

const listRoute = ({ read, clock }: InvitationApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/invitations',
    scope: 'admin',
    tag,
    summary: 'List invitations',
    query: pageQuery,
    answers: {
      200: {
        description: 'Invitations, newest first, those that are over included.',
        schema: pageOf(InvitationView),
      },
    },
    handle: async ({ caller, query }) => {
      assertReachesAll(caller, teamIs);
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const invitations = await listInvitations(read, page);
      return ok(toPage(invitations, page.limit, (invitation) => toInvitationView(invitation, clock.now())));
    },
  });

const inviteRoute = (app: InvitationApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/invitations',
    scope: 'admin',
    tag,
    summary: 'Invite an admin',
    description:
      'The answer holds a link that is good once, for 72 hours: there the person chooses a password. It is mailed, too, when a mail server is configured. An earlier invitation of the same person is withdrawn.',
    body: NewInvitationBody,
    answers: { 201: { description: 'The invitation and its link.', schema: NewInvitationView } },
    handle: async ({ caller, body, origin }) => {
      assertReachesAll(caller, teamIs);
      const { invitation, token } = await app.transact(origin, (work) => inviteAdmin(work, body));
      const url = invitationUrl(app.config.baseUrl, token);
      const isMailed = mailInvitation(app, invitation, url);
      return created({ ...toInvitationView(invitation, app.clock.now()), url, is_mailed: isMailed });
    },
  });

const revokeRoute = ({ transact }: InvitationApp): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/invitations/:id',
    scope: 'admin',
    tag,
    summary: 'Withdraw an invitation',
    description: 'Its link leads nowhere from this answer on.',
    params: z.strictObject({ id: id('inv') }),
    answers: { 204: { description: 'It is withdrawn.' } },
    handle: async ({ caller, params, origin }) => {
      assertReachesAll(caller, teamIs);
      await transact(origin, (work) => revokeInvitation(work, params.id));
      return noContent;
    },
  });
