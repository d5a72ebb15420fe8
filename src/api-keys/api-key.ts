import type { Instant } from '../core/clock.ts';
import type { ApiKeyId, Ids, ProgramId } from '../core/ids.ts';
import type { Scope } from '../http/scopes.ts';

export interface ApiKey {
  readonly id: ApiKeyId;
  readonly name: string;
  /** The first characters of the key, so that people recognise it. */
  readonly hint: string;
  readonly scopes: readonly Scope[];
  /** The one program the key reaches; null reaches all. */
  readonly programId: ProgramId | null;
  readonly createdAt: Instant;
  /** To the minute; null while nobody has used it. */
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

const prefix = 'trb_';
const secretLength = 43;
const hintLength = prefix.length + 6;

/** A new key: 215 random bits, so that neither it nor its hash can be guessed. */
export const mintApiKey = (ids: Pick<Ids, 'token'>): string => prefix + ids.token(secretLength);

export const isApiKey = (text: string): boolean => /^trb_[0-9a-z]{43}$/.test(text);

/** Whether a text holds a key anywhere: what must never be written down. */
export const holdsApiKey = (text: string): boolean => /trb_[0-9a-z]{43}/i.test(text);

/** SHA-256 in hexadecimal. A fast hash is enough: the key is random, there is no dictionary to try. */
export const hashApiKey = (key: string): string => new Bun.CryptoHasher('sha256').update(key).digest('hex');

export const hintOf = (key: string): string => key.slice(0, hintLength);
