import { recordChange } from '../audit/record.ts';
import { notFound } from '../core/errors.ts';
import type { ApiKeyId, ProgramId } from '../core/ids.ts';
import type { Db, Work } from '../database/work.ts';
import { assertReach, type Reach } from '../http/caller.ts';
import type { Scope } from '../http/scopes.ts';
import { findApiKey, insertApiKey, markRevoked } from './api-key.store.ts';
import { type ApiKey, hashApiKey, hintOf, mintApiKey } from './api-key.ts';
import type { KeyRing } from './key-ring.ts';

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The program must exist; null reaches all programs. */
  readonly programId: ProgramId | null;
}

/** Makes a key. `secret` is the only sight of it there will ever be: the database keeps its hash. */
export const createApiKey = async (
  work: Work,
  input: NewApiKey,
): Promise<{ apiKey: ApiKey; secret: string }> => {
  const secret = mintApiKey(work.ids);
  const apiKey: ApiKey = {
    id: work.ids.mint('key'),
    name: input.name,
    hint: hintOf(secret),
    scopes: [...new Set(input.scopes)],
    programId: input.programId,
    createdAt: work.now,
    lastUsedAt: null,
    revokedAt: null,
  };
  await insertApiKey(work.tx, apiKey, hashApiKey(secret));
  recordChange(work, { id: apiKey.id, programId: apiKey.programId, after: apiKey });
  return { apiKey, secret };
};

/**
 * Revokes a key for ever; a second time changes nothing. The key is refused from the answer on.
 * @throws DomainError `not_found`
 */
export const revokeApiKey = async (
  work: Work,
  keys: Pick<KeyRing, 'forget'>,
  reach: Reach,
  id: ApiKeyId,
): Promise<void> => {
  const { programId } = await getApiKey(work.tx, reach, id);
  await markRevoked(work.tx, id, work.now);
  recordChange(work, { id, programId });
  work.afterCommit(() => keys.forget());
};

/** @throws DomainError `not_found`, also for a key that the caller does not reach */
export const getApiKey = async (db: Db, reach: Reach, id: ApiKeyId): Promise<ApiKey> => {
  const apiKey = await findApiKey(db, id);
  if (!apiKey) throw notFound('API key');
  assertReach(reach, apiKey.programId, 'API key');
  return apiKey;
};
