import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import { readCursor, toPage } from '../core/page.ts';
import { assertReachesAll } from '../http/caller.ts';
import { id, pageQuery, text } from '../http/fields.ts';
import { noContent, ok, type Route, route } from '../http/route.ts';
import { etagOf, readIfMatch } from '../http/row-version.ts';
import { pageOf } from '../http/views.ts';
import { changeAdmin, removeAdmin } from './admin.service.ts';
import { findAdmin, listAdmins } from './admin.store.ts';
import { adminRoles } from './admin.ts';
import { AdminView, toAdminView } from './admin.view.ts';

const tag = 'Team';
/** Whoever is an admin reaches every program: no key of one program decides who that is. */
const teamIs = 'the team is';
const params = z.strictObject({ id: id('adm') });

const AdminChangesBody = z.strictObject({
  name: text(200).optional(),
  role: z.enum(adminRoles).optional().meta({
    description:
      '`owner` does everything; `admin` all but the team, keys and the audit log; `finance` looks and pays; `viewer` looks.',
  }),
});

export const adminRoutes = (app: Pick<App, 'read' | 'transact'>): Route[] => [
  listRoute(app),
  readRoute(app),
  changeRoute(app),
  removeRoute(app),
];

const listRoute = ({ read }: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/admins',
    scope: 'admin',
    tag,
    summary: 'List admins',
    query: pageQuery,
    answers: { 200: { description: 'Who administers this installation.', schema: pageOf(AdminView) } },
    handle: async ({ caller, query }) => {
      assertReachesAll(caller, teamIs);
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      return ok(toPage(await listAdmins(read, page), page.limit, toAdminView));
    },
  });

const readRoute = ({ read }: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/admins/:id',
    scope: 'admin',
    tag,
    summary: 'Read an admin',
    params,
    answers: { 200: { description: 'The admin.', schema: AdminView } },
    handle: async ({ caller, params }) => {
      assertReachesAll(caller, teamIs);
      const admin = await findAdmin(read, params.id);
      if (!admin) throw notFound('admin');
      return ok(toAdminView(admin), etagOf(admin.rowVersion));
    },
  });

const changeRoute = ({ transact }: Pick<App, 'transact'>): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/admins/:id',
    scope: 'admin',
    tag,
    summary: 'Change an admin',
    description:
      'Another role ends every sign-in of that admin at once. The last owner stays one (409 `conflict`).',
    params,
    body: AdminChangesBody,
    answers: { 200: { description: 'As it is now.', schema: AdminView } },
    handle: async ({ caller, params, body, origin, request }) => {
      assertReachesAll(caller, teamIs);
      const admin = await transact(origin, (work) =>
        changeAdmin(work, params.id, body, readIfMatch(request)),
      );
      return ok(toAdminView(admin), etagOf(admin.rowVersion));
    },
  });

const removeRoute = ({ transact }: Pick<App, 'transact'>): Route =>
  route({
    method: 'DELETE',
    path: '/api/v1/admins/:id',
    scope: 'admin',
    tag,
    summary: 'Remove an admin',
    description:
      'Ends every sign-in of theirs at once, and forgets what lets them in. What they did keeps their name. The last owner stays (409 `conflict`).',
    params,
    answers: { 204: { description: 'They are no admin any more.' } },
    handle: async ({ caller, params, origin }) => {
      assertReachesAll(caller, teamIs);
      await transact(origin, (work) => removeAdmin(work, params.id));
      return noContent;
    },
  });
