import type { Clock, Instant } from '../core/clock.ts';
import { secondMs } from '../core/clock.ts';
import { DomainError } from '../core/errors.ts';
import type { ApiKeyId } from '../core/ids.ts';
import type { Db, Transact } from '../database/work.ts';
import type { Caller } from '../http/caller.ts';
import { findApiKeyByHash, markUsed } from './api-key.store.ts';
import { hashApiKey, holdsApiKey, isApiKey } from './api-key.ts';

/** Knows which key is whose without asking the database each time. */
export interface KeyRing {
  /** @throws DomainError `unauthorized` for a missing, malformed, unknown or revoked key, or one in the address. */
  authenticate(request: Request): Promise<Caller>;
  /** After a key was revoked or changed. */
  forget(): void;
  /** Stores when keys were last used; a job calls it once a minute, so that authenticating never writes. */
  flush(transact: Transact): Promise<void>;
}

/** Another process (the command line) may revoke a key: nothing is believed longer than this. */
const trustedForMs = 10 * secondMs;
const maxRemembered = 10_000;

/** Keys stored in one unit of work, so that nobody waits long behind it. */
const flushChunk = 200;

export const createKeyRing = ({ read, clock }: { read: Db; clock: Clock }): KeyRing => {
  const remembered = new Map<string, { caller: Caller; until: Instant }>();
  const lastUsed = new Map<ApiKeyId, Instant>();
  let generation = 0;

  const lookUp = async (keyHash: string, now: Instant): Promise<Caller> => {
    const startedIn = generation;
    const found = await findApiKeyByHash(read, keyHash);
    if (!found || found.revokedAt !== null) throw unauthorized();
    const actor = { kind: 'api_key', id: found.id } as const;
    const caller = { actor, scopes: found.scopes, programId: found.programId };
    if (remembered.size >= maxRemembered) remembered.clear();
    // A key revoked while we were reading must not be remembered as it was before.
    if (generation === startedIn) remembered.set(keyHash, { caller, until: now + trustedForMs });
    return caller;
  };

  return {
    async authenticate(request) {
      const keyHash = hashApiKey(readKey(request));
      const now = clock.now();
      const known = remembered.get(keyHash);
      const caller = known && now < known.until ? known.caller : await lookUp(keyHash, now);
      lastUsed.set(caller.actor.id as ApiKeyId, now);
      return caller;
    },
    forget() {
      generation += 1;
      remembered.clear();
    },
    async flush(transact) {
      const uses = [...lastUsed].map(([id, usedAt]) => ({ id, usedAt }));
      for (let from = 0; from < uses.length; from += flushChunk) {
        const chunk = uses.slice(from, from + flushChunk);
        await transact(flushOrigin, async ({ tx }) => {
          for (const use of chunk) await markUsed(tx, use);
        });
        // What was used again meanwhile, or could not be stored, waits for the next time.
        for (const { id, usedAt } of chunk) if (lastUsed.get(id) === usedAt) lastUsed.delete(id);
      }
    },
  };
};

const flushOrigin = {
  actor: { kind: 'system', id: 'key-ring' },
  requestId: 'api-key-last-used',
  lane: 'bulk',
} as const;

const readKey = (request: Request): string => {
  if (holdsKeyInAddress(request.url)) {
    throw new DomainError(
      'unauthorized',
      'A key in the address ends up in logs and histories. Send it as "Authorization: Bearer ...", and replace this one.',
    );
  }
  const key = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (key === undefined || !isApiKey(key)) throw unauthorized();
  return key;
};

const holdsKeyInAddress = (url: string): boolean => url.includes('?') && holdsApiKey(url);

/** One answer for missing, malformed, unknown and revoked: it tells a stranger nothing. */
const unauthorized = (): DomainError =>
  new DomainError('unauthorized', 'Send a valid API key as "Authorization: Bearer trb_...".');
