import type { Instant } from '../core/clock.ts';
import type { Id } from '../core/ids.ts';
import type { Scope } from '../http/scopes.ts';

/** From everything to looking only; what each may do stands where it is asked. */
export const adminRoles = ['owner', 'admin', 'finance', 'viewer'] as const;
export type AdminRole = (typeof adminRoles)[number];

export const isAdminRole = (text: string): text is AdminRole =>
  (adminRoles as readonly string[]).includes(text);

export type AdminId = Id<'adm'>;

export interface Admin {
  readonly id: AdminId;
  /** In lower case: two spellings of an address are one person. */
  readonly email: string;
  readonly name: string;
  readonly role: AdminRole;
  /** A second step at sign-in, from an authenticator app. */
  readonly hasTotp: boolean;
  /** Some minutes behind at most; null for who has never signed in. */
  readonly lastSeenAt: Instant | null;
  readonly rowVersion: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** What a role may do, in the words of the API: in the browser it can do that and no more. */
export const scopesOfRole: Readonly<Record<AdminRole, readonly Scope[]>> = {
  owner: ['admin', 'track:write'],
  admin: ['write', 'payouts', 'track:write'],
  finance: ['payouts'],
  viewer: ['read'],
};

/** The same for people who choose a role for somebody. */
export const roleSentences: Readonly<Record<AdminRole, string>> = {
  owner: 'Everything, including the team, API keys and the audit log.',
  admin: 'Partners, links, rules, conversions, webhooks and payouts. Not the team, not API keys.',
  finance: 'Looks at everything and pays partners.',
  viewer: 'Looks at everything and changes nothing.',
};
