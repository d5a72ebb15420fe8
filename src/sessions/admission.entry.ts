import type { App } from '../app.ts';
import type { Id } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import type { EntryRequest } from '../http/pages/entry-page.ts';
import type { Flashes } from '../http/pages/flashes.ts';
import { seeOther } from '../http/pages/page-response.ts';
import { actingAs } from './acting.ts';
import { deviceOf, hashToken } from './session.ts';
import { closeSession, openSession, sessionCookie } from './sessions.service.ts';

/** What entry pages need of the application. */
export type EntryApp = Pick<
  App,
  'read' | 'transact' | 'clock' | 'ids' | 'gate' | 'config' | 'secrets' | 'log'
>;

export interface EntryTools {
  readonly app: EntryApp;
  readonly flashes: Flashes;
}

/** Signs somebody in within a unit: always with a new token, whatever cookie was there before. */
export const admitIn = async (
  work: Work,
  { app, asked }: { app: EntryApp; asked: EntryRequest },
  adminId: Id<'adm'>,
): Promise<string> => {
  const before = sessionCookie(app.config.baseUrl).read(asked.request);
  if (before !== undefined) await closeSession(work, hashToken(before));
  return openSession(work, adminId, deviceOf(asked.request.headers.get('user-agent')));
};

/** The same in a unit of its own. */
export const admit = (
  app: EntryApp,
  asked: EntryRequest,
  { adminId, action }: { adminId: Id<'adm'>; action: string },
): Promise<string> =>
  app.transact(actingAs(adminId, asked.requestId, action), (work) => admitIn(work, { app, asked }, adminId));

/** Lets somebody through who was admitted. @param says something for the first page */
export const letThrough = (
  { app, flashes }: EntryTools,
  token: string,
  next: string,
  { says, cookies = [] }: { says?: string | undefined; cookies?: readonly string[] } = {},
): Response => {
  if (says !== undefined) flashes.put(hashToken(token), { text: says, stays: true });
  return seeOther(next, [sessionCookie(app.config.baseUrl).write(token), ...cookies]);
};
