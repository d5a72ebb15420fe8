import { dayMs, hourMs, type Instant } from '../core/clock.ts';
import type { Id } from '../core/ids.ts';

/** Nobody at the keyboard for this long ends a sign-in. */
export const idleLimitMs = 12 * hourMs;

/** However busy: then somebody proves again who they are. */
export const sessionLimitMs = 14 * dayMs;

export interface Session {
  /** SHA-256 of the token in the cookie. */
  readonly tokenHash: string;
  readonly adminId: Id<'adm'>;
  /** `Firefox on Linux` */
  readonly device: string;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
}

export const isOver = ({ createdAt, lastSeenAt }: Pick<Session, 'createdAt' | 'lastSeenAt'>, now: Instant) =>
  now - createdAt >= sessionLimitMs || now - lastSeenAt >= idleLimitMs;

export const hashToken = (token: string): string =>
  new Bun.CryptoHasher('sha256').update(token).digest('hex');

/** What a browser says it is, for people to recognise it by. Anybody can write anything there. */
export const deviceOf = (userAgent: string | null): string => {
  const text = userAgent ?? '';
  const browser = browsers.find(([sign]) => text.includes(sign))?.[1] ?? 'Unknown browser';
  const system = systems.find(([sign]) => text.includes(sign))?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
};

/** In this order: most browsers name others, too. */
const browsers = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['CriOS/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;

const systems = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;
