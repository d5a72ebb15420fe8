import { type AdminRole, scopesOfRole } from '../admins/admin.ts';
import type { Id } from '../core/ids.ts';
import type { Db, Work } from '../database/work.ts';
import { ownCookie } from '../http/cookies.ts';
import type { Viewer } from '../http/pages/page-route.ts';
import { findSession, insertSession } from './session.store.ts';

/** Characters of 5 random bits each. */
const tokenLength = 40;

/** Signs a person in. @returns the token for their cookie, which is kept nowhere */
export const openSession = async (work: Work, adminId: Id<'adm'>): Promise<string> => {
  const token = work.ids.token(tokenLength);
  await insertSession(work.tx, { tokenHash: hashToken(token), adminId, now: work.now });
  return token;
};

export const sessionCookie = (baseUrl: string) => ownCookie(baseUrl, 'trb_session');

/** Who a request's cookie signs in, if anybody. */
export const viewerOf = async (db: Db, baseUrl: string, request: Request): Promise<Viewer | undefined> => {
  const token = sessionCookie(baseUrl).read(request);
  if (token === undefined) return undefined;
  const tokenHash = hashToken(token);
  const found = await findSession(db, tokenHash);
  if (!found) return undefined;
  const { adminId, name, email, role } = found;
  const caller = {
    actor: { kind: 'admin', id: adminId } as const,
    scopes: scopesOfRole[role as AdminRole],
    programId: null,
  };
  return { id: adminId, name, email, role, caller, sessionId: tokenHash };
};

const hashToken = (token: string): string => new Bun.CryptoHasher('sha256').update(token).digest('hex');
