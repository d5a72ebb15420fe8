import type { Selectable } from 'kysely';
import { type Instant, secondMs } from '../../core/clock.ts';
import type { EndpointId } from '../../core/ids.ts';
import type { SecretBox } from '../../core/secret-box.ts';
import type { Schema } from '../../database/schema.ts';
import { command, statement } from '../../database/statement.ts';
import type { Db } from '../../database/work.ts';
import type { EndpointHealth } from '../endpoints/endpoint-health.ts';
import type { EndpointOptions } from '../endpoints/endpoint-options.ts';
import {
  type EndpointKeys,
  endpointKeys,
  headerSealContext,
  type VerifiedKey,
} from '../endpoints/endpoint-secret.ts';
import { type RetryPolicyName, retryPolicyOf } from '../retries/retry-policies.ts';
import { bodyHmacOf } from '../signing/body-hmac.ts';
import { type SignatureScheme, signingKeyOf } from '../signing/signature.ts';
import type { SendProfile } from './send-profile.ts';

/** Undefined when the endpoint is gone. @throws Error when its secret was sealed with another instance key */
export const findSendProfile = async (
  db: Db,
  secrets: Pick<SecretBox, 'open'>,
  id: EndpointId,
): Promise<SendProfile | undefined> => {
  const [row] = await endpointRow(db, { id });
  return row && row.archived_at === null ? toProfile(row, secrets) : undefined;
};

type EndpointRow = Selectable<Schema['webhook_endpoints']>;

const endpointRow = statement<{ id: EndpointId }, EndpointRow>((db, arg) =>
  db.selectFrom('webhook_endpoints').selectAll().where('id', '=', arg('id')),
);

const toProfile = (row: EndpointRow, secrets: Pick<SecretBox, 'open'>): SendProfile => {
  const options = JSON.parse(row.settings_json) as EndpointOptions;
  const sealedHeaders = Object.entries(JSON.parse(row.headers_json) as Record<string, string>);
  return {
    endpointId: row.id,
    rowVersion: row.row_version,
    name: row.name,
    url: row.url,
    active: row.state === 'active',
    policy: retryPolicyOf(row.retry_policy as RetryPolicyName, options.retry),
    maxAgeMs: options.max_age_seconds ? options.max_age_seconds * secondMs : null,
    signature: row.signature as SignatureScheme,
    bodyHmac: bodyHmacOf(options.signature),
    keys: openKeys(row, secrets),
    lastVerifiedKey: row.last_verified_key as VerifiedKey | null,
    customHeaders:
      sealedHeaders.length === 0
        ? undefined
        : Object.fromEntries(
            sealedHeaders.map(([name, sealed]) => [
              name,
              secrets.open(sealed, headerSealContext(row.id, name)),
            ]),
          ),
    fifo: row.fifo === 1,
    rateLimit: row.rate_limit,
    gatedUntil: row.gated_until,
    health: {
      verifiedAt: row.verified_at,
      firstFailedAt: row.first_failed_at,
      lastFailedAt: row.last_failed_at,
      lastSucceededAt: row.last_succeeded_at,
      disabledAt: row.disabled_at,
    },
    keepsHeld: row.behind_from_seq !== null,
    releaseUntilSeq: row.release_until_seq,
  };
};

const openKeys = (row: EndpointRow, secrets: Pick<SecretBox, 'open'>): EndpointKeys => {
  const open = (sealed: string) => signingKeyOf(secrets.open(sealed, row.id));
  const { previous_secret_sealed: previous, previous_secret_expires_at: expiresAt } = row;
  const current = open(row.secret_sealed);
  if (previous === null || expiresAt === null) return endpointKeys(current, undefined, null);
  return endpointKeys(current, open(previous), { expiresAt, cutOverAt: row.cut_over_at });
};

/** Changes nothing when a person has edited the endpoint meanwhile: the answers came from another URL then. */
export const storeHealth = command<
  EndpointHealth & {
    readonly endpointId: EndpointId;
    readonly rowVersion: number;
    readonly gatedUntil: Instant | null;
    readonly releaseUntilSeq: number | null;
    readonly lastVerifiedKey: VerifiedKey | null;
  }
>((tx, arg) =>
  tx
    .updateTable('webhook_endpoints')
    .set({
      verified_at: arg('verifiedAt'),
      first_failed_at: arg('firstFailedAt'),
      last_failed_at: arg('lastFailedAt'),
      last_succeeded_at: arg('lastSucceededAt'),
      disabled_at: arg('disabledAt'),
      gated_until: arg('gatedUntil'),
      release_until_seq: arg('releaseUntilSeq'),
      last_verified_key: arg('lastVerifiedKey'),
    })
    .where('id', '=', arg('endpointId'))
    .where('row_version', '=', arg('rowVersion')),
);
