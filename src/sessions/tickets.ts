import { type Clock, type Instant, minuteMs } from '../core/clock.ts';
import type { SecretBox } from '../core/secret-box.ts';

/**
 * Something secret that goes to one browser and comes back once, such as the challenge for a passkey: sealed, so that
 * nothing has to be kept for those who never come back.
 */
export interface Tickets {
  /** @param context who may bring it back for what; another one does not open it */
  issue(secret: string, context: string): string;
  /** What was issued; undefined when it is not ours, too old or was brought before. */
  redeem(ticket: string | undefined, context: string): string | undefined;
  /** As `redeem`, for a form that may come back: it stays good. */
  look(ticket: string | undefined, context: string): string | undefined;
}

export const ticketMs = 10 * minuteMs;

/** Brought back within the time a ticket lives; when there are more, new ones are not believed. */
const maxRedeemed = 20_000;

export const createTickets = (clock: Clock, secrets: Pick<SecretBox, 'seal' | 'open'>): Tickets => {
  const redeemed = new Map<string, Instant>();

  const forgetOld = (now: Instant): void => {
    for (const [ticket, until] of redeemed) {
      if (until > now) return;
      redeemed.delete(ticket);
    }
  };

  const look = (ticket: string | undefined, context: string): string | undefined => {
    if (ticket === undefined || redeemed.has(ticket)) return undefined;
    const [until = '', ...secret] = opened(secrets, ticket, context).split(' ');
    return clock.now() < Number(until) ? secret.join(' ') : undefined;
  };

  return {
    look,
    issue: (secret, context) => secrets.seal(`${clock.now() + ticketMs} ${secret}`, `ticket ${context}`),
    redeem(ticket, context) {
      const secret = look(ticket, context);
      forgetOld(clock.now());
      if (ticket === undefined || secret === undefined || redeemed.size >= maxRedeemed) return undefined;
      redeemed.set(ticket, clock.now() + ticketMs);
      return secret;
    },
  };
};

/** Empty for what somebody made up. */
const opened = (secrets: Pick<SecretBox, 'open'>, ticket: string, context: string): string => {
  try {
    return secrets.open(ticket, `ticket ${context}`);
  } catch {
    return '';
  }
};
