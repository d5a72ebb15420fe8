import { type Clock, type Instant, minuteMs } from '../core/clock.ts';
import type { Id, Ids } from '../core/ids.ts';
import { hashToken } from './session.ts';

/** Somebody whose password was right and whose code is still to come. */
export interface PendingLogin {
  readonly adminId: Id<'adm'>;
  /** As it was then: a password that changes meanwhile has to be given again. */
  readonly passwordHash: string;
  /** Where they wanted to go. */
  readonly next: string;
  readonly until: Instant;
}

/** In memory: after a restart somebody gives their password again. */
export interface PendingLogins {
  /** @returns the token for a cookie; it opens nothing by itself */
  begin(login: Omit<PendingLogin, 'until'>): string;
  find(token: string | undefined): PendingLogin | undefined;
  end(token: string | undefined): void;
}

export const pendingLoginMs = 10 * minuteMs;
const tokenLength = 40;

/** Each takes a right password; the oldest give way. */
const maxPending = 1_000;

export const createPendingLogins = (clock: Clock, ids: Pick<Ids, 'token'>): PendingLogins => {
  const pending = new Map<string, PendingLogin>();
  return {
    begin(login) {
      const token = ids.token(tokenLength);
      if (pending.size >= maxPending) pending.delete(pending.keys().next().value ?? '');
      pending.set(hashToken(token), { ...login, until: clock.now() + pendingLoginMs });
      return token;
    },
    find(token) {
      const login = token === undefined ? undefined : pending.get(hashToken(token));
      return login && clock.now() < login.until ? login : undefined;
    },
    end(token) {
      if (token !== undefined) pending.delete(hashToken(token));
    },
  };
};
