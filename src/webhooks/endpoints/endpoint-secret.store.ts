import type { Instant } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import { statement } from '../../database/statement.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { Endpoint } from './endpoint.ts';
import type { VerifiedKey } from './endpoint-secret.ts';

export interface NewSecret {
  readonly sealed: string;
  /** Until when the present secret signs beside it; null forgets that at once. */
  readonly previousUntil: Instant | null;
  readonly lastVerifiedKey: VerifiedKey | null;
}

/**
 * Puts a new secret in place of the present one, and that in place of an older one.
 * @returns false when the endpoint was changed since it was read
 */
export const storeNewSecret = async (
  tx: Tx,
  before: Pick<Endpoint, 'id' | 'rowVersion'>,
  { sealed, previousUntil, lastVerifiedKey }: NewSecret,
  now: Instant,
): Promise<boolean> => {
  const result = await tx
    .updateTable('webhook_endpoints')
    .set((column) => ({
      previous_secret_sealed: previousUntil === null ? null : column.ref('secret_sealed'),
      previous_secret_expires_at: previousUntil,
      secret_sealed: sealed,
      cut_over_at: null,
      last_verified_key: lastVerifiedKey,
      row_version: before.rowVersion + 1,
      updated_at: now,
    }))
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** The secret that signs, as it is kept. */
export const findSealedSecret = async (db: Db, id: EndpointId): Promise<string | undefined> => {
  const row = await db
    .selectFrom('webhook_endpoints')
    .select('secret_sealed')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.secret_sealed;
};

/** @returns false when the endpoint was changed since it was read */
export const storeCutOver = async (
  tx: Tx,
  before: Pick<Endpoint, 'id' | 'rowVersion'>,
  cutOverAt: Instant | null,
  now: Instant,
): Promise<boolean> => {
  const result = await tx
    .updateTable('webhook_endpoints')
    .set({ cut_over_at: cutOverAt, row_version: before.rowVersion + 1, updated_at: now })
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Endpoints whose previous secret has expired and is still there, the longest expired first. */
export const findExpiredSecrets = statement<{ now: Instant; limit: number }, { id: EndpointId }>((db, arg) =>
  db
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('previous_secret_expires_at', '<=', arg('now'))
    .orderBy('previous_secret_expires_at')
    .limit(arg('limit')),
);

export const isAnySecretExpired = async (db: Db, now: Instant): Promise<boolean> =>
  (await findExpiredSecrets(db, { now, limit: 1 })).length > 0;

/** Forgets previous secrets. Nobody has changed anything: the version of the row stays. */
export const forgetPreviousSecrets = async (tx: Tx, ids: readonly EndpointId[]): Promise<void> => {
  await tx
    .updateTable('webhook_endpoints')
    .set((column) => ({
      previous_secret_sealed: null,
      previous_secret_expires_at: null,
      cut_over_at: null,
      // A 2xx to what both have signed does not say which of them was right.
      last_verified_key: column
        .case()
        .when('last_verified_key', '=', 'current' satisfies VerifiedKey)
        .then('current')
        .else(null)
        .end(),
    }))
    .where('id', 'in', ids)
    .execute();
};
