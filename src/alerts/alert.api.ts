import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import { type EndpointId, isId } from '../core/ids.ts';
import { readCursor, toPage } from '../core/page.ts';
import { assertReach, visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { findAlert, listAlerts } from './alert.store.ts';
import { alertCauseNames } from './alert.ts';
import { AlertView, toAlertView } from './alert.view.ts';
import { findNotifications } from './notification.store.ts';

const tag = 'Alerts';

const subject = z
  .custom<EndpointId | 'instance'>(
    (value) => value === 'instance' || (typeof value === 'string' && isId('whe', value)),
    'must be the id of a webhook endpoint (whe_...) or `instance`',
  )
  .meta({ type: 'string', description: 'Id of an endpoint, or `instance`.' });

export const alertRoutes = (app: Pick<App, 'read'>): Route[] => [list(app), read(app)];

const list = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/alerts',
    scope: 'read',
    tag,
    summary: 'Lists alerts, newest first',
    description:
      'What is wrong now is `state=open`. A key of one program sees alerts about the endpoints of that program; those about the instance are for keys that reach all.',
    query: pageQuery.extend({
      state: z.enum(['open', 'resolved']).optional(),
      subject: subject.optional(),
      cause: z.enum(alertCauseNames).optional(),
      program_id: id('prg').optional(),
    }),
    answers: { 200: { description: 'One page of alerts.', schema: pageOf(AlertView) } },
    handle: async ({ caller, query }) => {
      const { limit, cursor, program_id, ...filter } = query;
      const programId = visibleProgram(caller, program_id);
      const alerts = await listAlerts(
        app.read,
        { limit, after: readCursor(cursor) },
        { ...filter, programId },
      );
      const notifications = await findNotifications(
        app.read,
        alerts.map((alert) => alert.id),
      );
      return ok(toPage(alerts, limit, (alert) => toAlertView(alert, notifications)));
    },
  });

const read = (app: Pick<App, 'read'>): Route =>
  route({
    method: 'GET',
    path: '/api/v1/alerts/:id',
    scope: 'read',
    tag,
    summary: 'Reads an alert',
    params: z.strictObject({ id: id('alr') }),
    answers: { 200: { description: 'The alert.', schema: AlertView } },
    handle: async ({ caller, params }) => {
      const alert = await findAlert(app.read, params.id);
      if (!alert) throw notFound('alert');
      assertReach(caller, alert.programId, 'alert');
      return ok(toAlertView(alert, await findNotifications(app.read, [alert.id])));
    },
  });
