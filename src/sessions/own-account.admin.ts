import type { App } from '../app.ts';
import type { Id } from '../core/ids.ts';
import type { Origin, Work } from '../database/work.ts';
import type { SentForm } from '../http/forms/sent-form.ts';
import type { PageRequest, RenewedSession } from '../http/pages/page-route.ts';
import { actingAs } from './acting.ts';
import { confirmPassword } from './login.service.ts';
import { deviceOf, hashToken } from './session.ts';
import { openSession, sessionCookie } from './sessions.service.ts';

/** What the pages of one's own account need of the application. */
export type AccountApp = Pick<App, 'read' | 'transact' | 'gate' | 'config' | 'secrets' | 'ids' | 'clock'>;

export const ownId = ({ viewer }: Pick<PageRequest, 'viewer'>): Id<'adm'> => viewer.id as Id<'adm'>;

export const doing = (asked: PageRequest, action: string): Origin =>
  actingAs(ownId(asked), asked.origin.requestId, action);

/** @throws DomainError `invalid_request` naming `current_password` */
export const askPassword = (app: AccountApp, asked: PageRequest): Promise<void> =>
  confirmPassword(app, ownId(asked), typed(asked.form, 'current_password'));

/** Exactly as it was typed. */
export const typed = (form: SentForm, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/**
 * Does something that ends every sign-in of who does it, and lets this browser go on under a new token.
 *
 * @param action for the audit log
 */
export const changeAndGoOn = async <T>(
  app: AccountApp,
  asked: PageRequest,
  action: string,
  change: (work: Work) => Promise<T>,
): Promise<{ result: T; renewed: RenewedSession }> => {
  const device = deviceOf(asked.request.headers.get('user-agent'));
  const { result, token } = await app.transact(doing(asked, action), async (work) => {
    const result = await change(work);
    return { result, token: await openSession(work, ownId(asked), device) };
  });
  const cookie = sessionCookie(app.config.baseUrl).write(token);
  return { result, renewed: { id: hashToken(token), cookie } };
};
