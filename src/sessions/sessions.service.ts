import { type AdminRole, scopesOfRole } from '../admins/admin.ts';
import type { Clock } from '../core/clock.ts';
import type { Id } from '../core/ids.ts';
import type { Db, Transact, Work } from '../database/work.ts';
import { ownCookie } from '../http/cookies.ts';
import type { Viewer } from '../http/pages/page-route.ts';
import {
  deleteSession,
  deleteSessionsBefore,
  deleteSessionsOf,
  findSession,
  insertSession,
  markSeen,
} from './session.store.ts';
import { hashToken, idleLimitMs, isOver, sessionLimitMs } from './session.ts';
import type { Sightings } from './sightings.ts';

/** Characters of 5 random bits each. */
const tokenLength = 40;

/** Signs a person in. @returns the token for their cookie, which is kept nowhere */
export const openSession = async (work: Work, adminId: Id<'adm'>, device = ''): Promise<string> => {
  const token = work.ids.token(tokenLength);
  const times = { createdAt: work.now, lastSeenAt: work.now };
  const tokenHash = hashToken(token);
  await insertSession(work.tx, { tokenHash, adminId, device, ...times });
  await markSeen(work.tx, { tokenHash, adminId, seenAt: work.now });
  return token;
};

/** Signs out on the server: whoever kept the cookie has nothing. */
export const closeSession = (work: Work, tokenHash: string): Promise<void> =>
  deleteSession(work.tx, tokenHash);

/** Ends every sign-in of a person, in every browser. */
export const closeSessionsOf = (work: Work, adminId: Id<'adm'>): Promise<void> =>
  deleteSessionsOf(work.tx, adminId);

/** `Lax`, so that a link in a mail leads to a page and not to the login. */
export const sessionCookie = (baseUrl: string) => ownCookie(baseUrl, 'trb_session');

export interface SessionContext {
  readonly read: Db;
  readonly clock: Clock;
  readonly gate: { readonly sightings: Sightings };
  readonly config: { readonly baseUrl: string };
}

/** Who a request's cookie signs in, if anybody. Never writes. */
export const viewerOf = async (
  { read, clock, gate: { sightings }, config }: SessionContext,
  request: Request,
): Promise<Viewer | undefined> => {
  const token = sessionCookie(config.baseUrl).read(request);
  if (token === undefined) return undefined;
  const tokenHash = hashToken(token);
  const found = await findSession(read, tokenHash);
  if (!found) return undefined;
  const { adminId, name, email, role, createdAt } = found;
  const now = clock.now();
  const lastSeenAt = Math.max(found.lastSeenAt, sightings.lastOf(tokenHash) ?? 0);
  if (isOver({ createdAt, lastSeenAt }, now)) return undefined;
  sightings.see({ tokenHash, adminId, seenAt: now });
  const caller = {
    actor: { kind: 'admin', id: adminId } as const,
    scopes: scopesOfRole[role as AdminRole],
    programId: null,
  };
  return { id: adminId, name, email, role, caller, sessionId: tokenHash };
};

/** Stores when sign-ins were last used; a job calls it once a minute. */
export const storeSightings = async (
  transact: Transact,
  sightings: Sightings,
  requestId: string,
): Promise<void> => {
  const seen = sightings.all();
  if (seen.length === 0) return;
  await transact(systemOrigin(requestId), async ({ tx }) => {
    for (const sighting of seen) await markSeen(tx, sighting);
  });
  sightings.forget(seen);
};

/** Sign-ins that have run out let nobody in; this is about not keeping them. */
export const forgetEndedSessions = (transact: Transact, requestId: string): Promise<void> =>
  transact(systemOrigin(requestId), ({ tx, now }) =>
    deleteSessionsBefore(tx, { createdAt: now - sessionLimitMs, lastSeenAt: now - idleLimitMs }),
  );

const systemOrigin = (requestId: string) =>
  ({ actor: { kind: 'system', id: 'sessions' }, requestId, lane: 'bulk' }) as const;
