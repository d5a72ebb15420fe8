/** What a key may do. `track:write` posts conversions; the others govern `/api/v1`. */
export const scopes = ['track:write', 'read', 'write', 'payouts', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** A wider scope includes the narrower ones; tracking stands apart, so that a backend's key can do only that. */
const included: Readonly<Record<Scope, readonly Scope[]>> = {
  'track:write': ['track:write'],
  read: ['read'],
  write: ['write', 'read'],
  payouts: ['payouts', 'read'],
  admin: ['admin', 'payouts', 'write', 'read'],
};

export const allows = (held: readonly Scope[], needed: Scope): boolean =>
  held.some((scope) => included[scope].includes(needed));
