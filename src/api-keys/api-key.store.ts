import type { Selectable } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { ApiKeyId, ProgramId } from '../core/ids.ts';
import type { PageRequest } from '../core/page.ts';
import type { Schema } from '../database/schema.ts';
import { command, statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Scope } from '../http/scopes.ts';
import type { ApiKey } from './api-key.ts';

type ApiKeyRow = Selectable<Schema['api_keys']>;

export interface ListedApiKey extends ApiKey {
  readonly seq: number;
}

/** The key with this hash, revoked or not. */
export const findApiKeyByHash = async (db: Db, keyHash: string): Promise<ApiKey | undefined> => {
  const [row] = await byHash(db, { keyHash });
  return row && toApiKey(row);
};

const byHash = statement<{ keyHash: string }, ApiKeyRow>((db, arg) =>
  db.selectFrom('api_keys').selectAll().where('key_hash', '=', arg('keyHash')),
);

export const findApiKey = async (db: Db, id: ApiKeyId): Promise<ApiKey | undefined> => {
  const row = await db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toApiKey(row);
};

/** Newest first, one more than asked for when there are more; revoked keys included. */
export const listApiKeys = async (
  db: Db,
  page: PageRequest,
  programId: ProgramId | undefined,
): Promise<ListedApiKey[]> => {
  let query = db
    .selectFrom('api_keys')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  if (programId !== undefined) query = query.where('program_id', '=', programId);
  return (await query.execute()).map(toApiKey);
};

export const insertApiKey = async (tx: Tx, key: ApiKey, keyHash: string): Promise<void> => {
  await tx
    .insertInto('api_keys')
    .values({
      id: key.id,
      name: key.name,
      key_hash: keyHash,
      hint: key.hint,
      scopes_json: JSON.stringify(key.scopes),
      program_id: key.programId,
      created_at: key.createdAt,
      last_used_at: key.lastUsedAt,
      revoked_at: key.revokedAt,
    })
    .execute();
};

/** Keeps the instant of the first revocation. */
export const markRevoked = async (tx: Tx, id: ApiKeyId, now: Instant): Promise<void> => {
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
};

export const markUsed = command<{ id: ApiKeyId; usedAt: Instant }>((tx, arg) =>
  tx
    .updateTable('api_keys')
    .set({ last_used_at: arg('usedAt') })
    .where('id', '=', arg('id'))
    .where((where) =>
      where.or([where('last_used_at', 'is', null), where('last_used_at', '<', arg('usedAt'))]),
    ),
);

const toApiKey = (row: ApiKeyRow): ListedApiKey => ({
  seq: row.seq,
  id: row.id,
  name: row.name,
  hint: row.hint,
  scopes: JSON.parse(row.scopes_json) as Scope[],
  programId: row.program_id,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
});
