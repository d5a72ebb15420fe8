import type { Caller } from '../http/caller.ts';

/** Knows which key is whose without asking the database each time. */
export interface KeyRing {
  /** @throws DomainError `unauthorized` for a missing, unknown or revoked key. */
  authenticate(request: Request): Promise<Caller>;
  /** After a key was revoked or changed. */
  forget(): void;
}
