import type { Selectable } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { EndpointId, PartnerId, ProgramId } from '../../core/ids.ts';
import type { PageRequest } from '../../core/page.ts';
import type { Flag, Schema } from '../../database/schema.ts';
import type { Db, Tx } from '../../database/work.ts';
import type { SignatureScheme } from '../signing/signature.ts';
import type { Endpoint, EndpointSettings, EndpointState } from './endpoint.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import type { VerifiedKey } from './endpoint-secret.ts';

type EndpointRow = Selectable<Schema['webhook_endpoints']>;

export const findEndpoint = async (db: Db, id: EndpointId): Promise<Endpoint | undefined> => {
  const row = await db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
  return row && toEndpoint(row);
};

/** Whose an endpoint is, or was: deleted ones too. */
export const findEndpointScope = async (
  db: Db,
  id: EndpointId,
): Promise<Pick<Endpoint, 'id' | 'programId'> | undefined> =>
  db
    .selectFrom('webhook_endpoints')
    .select(['id', 'program_id as programId'])
    .where('id', '=', id)
    .executeTakeFirst();

export interface EndpointFilter {
  /** Only endpoints of this program; undefined for all, those of every program included. */
  readonly programId?: ProgramId | undefined;
  readonly partnerId?: PartnerId | undefined;
  readonly state?: EndpointState | undefined;
}

/** Newest first, one more than asked for when there are more. */
export const listEndpoints = async (
  db: Db,
  page: PageRequest,
  filter: EndpointFilter,
): Promise<Endpoint[]> => {
  let query = db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('archived_at', 'is', null)
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined) query = query.where('seq', '<', page.after);
  if (filter.programId !== undefined) query = query.where('program_id', '=', filter.programId);
  if (filter.partnerId !== undefined) query = query.where('partner_id', '=', filter.partnerId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  return (await query.execute()).map(toEndpoint);
};

export interface NewEndpoint extends EndpointSettings {
  readonly id: EndpointId;
  readonly programId: ProgramId | null;
  readonly partnerId: PartnerId | null;
  readonly signature: SignatureScheme;
  readonly secretSealed: string;
  /** Custom headers: name to sealed value. */
  readonly sealedHeaders: Readonly<Record<string, string>>;
}

export const insertEndpoint = async (tx: Tx, endpoint: NewEndpoint, now: Instant): Promise<void> => {
  await tx
    .insertInto('webhook_endpoints')
    .values({
      id: endpoint.id,
      program_id: endpoint.programId,
      partner_id: endpoint.partnerId,
      signature: endpoint.signature,
      state: 'active' satisfies EndpointState,
      secret_sealed: endpoint.secretSealed,
      headers_json: JSON.stringify(endpoint.sealedHeaders),
      row_version: 1,
      created_at: now,
      updated_at: now,
      ...toColumns(endpoint),
    })
    .execute();
};

export interface EndpointChange extends EndpointSettings {
  readonly signature: SignatureScheme;
  readonly sealedHeaders: Readonly<Record<string, string>> | undefined;
}

/**
 * Stores new settings of an endpoint that is still as it was read. A new URL is unverified and starts without
 * a history.
 * @returns false when somebody else has changed it meanwhile
 */
export const updateEndpoint = async (
  tx: Tx,
  before: Endpoint,
  after: EndpointChange,
  now: Instant,
): Promise<boolean> => {
  const result = await tx
    .updateTable('webhook_endpoints')
    .set({
      ...toColumns(after),
      ...(after.url === before.url ? {} : unverified),
      ...(after.sealedHeaders && { headers_json: JSON.stringify(after.sealedHeaders) }),
      signature: after.signature,
      row_version: before.rowVersion + 1,
      updated_at: now,
    })
    .where('id', '=', before.id)
    .where('row_version', '=', before.rowVersion)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/**
 * Moves an endpoint along its table, with what the move brings along.
 * @returns false when it is not in the state it should move from
 */
export const moveEndpoint = async (
  tx: Tx,
  move: { readonly id: EndpointId; readonly from: EndpointState; readonly to: EndpointState },
  facts: Partial<
    Pick<
      EndpointRow,
      | 'behind_from_seq'
      | 'disabled_reason'
      | 'disabled_at'
      | 'release_until_seq'
      | 'gated_until'
      | 'first_failed_at'
    >
  >,
  now: Instant,
): Promise<boolean> => {
  const result = await tx
    .updateTable('webhook_endpoints')
    .set((column) => ({
      ...facts,
      state: move.to,
      updated_at: now,
      row_version: column('row_version', '+', 1),
    }))
    .where('id', '=', move.id)
    .where('state', '=', move.from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Active endpoints whose run of failures began so long ago. */
export const findFailingSince = async (db: Db, until: Instant): Promise<Endpoint[]> => {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('archived_at', 'is', null)
    .where('state', '=', 'active' satisfies EndpointState)
    .where('first_failed_at', '<=', until)
    .orderBy('seq')
    .execute();
  return rows.map(toEndpoint);
};

/** The program of the newest event that an endpoint was to get; undefined when there was none. */
export const findLastProgram = async (db: Db, id: EndpointId): Promise<ProgramId | undefined> => {
  const row = await db
    .selectFrom('deliveries')
    .innerJoin('events', 'events.id', 'deliveries.event_id')
    .select('events.program_id')
    .where('deliveries.endpoint_id', '=', id)
    .orderBy('deliveries.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.program_id;
};

/** The row stays, because its deliveries name it; what could sign in its name is forgotten. */
export const archiveEndpoint = async (tx: Tx, id: EndpointId, now: Instant): Promise<void> => {
  await tx
    .updateTable('webhook_endpoints')
    .set({
      archived_at: now,
      updated_at: now,
      secret_sealed: '',
      previous_secret_sealed: null,
      previous_secret_expires_at: null,
      cut_over_at: null,
      headers_json: '{}',
      release_until_seq: null,
    })
    .where('id', '=', id)
    .execute();
};

const unverified = {
  verified_at: null,
  first_failed_at: null,
  last_failed_at: null,
  last_succeeded_at: null,
  gated_until: null,
  last_verified_key: null,
} as const;

const toColumns = (settings: EndpointSettings) => ({
  name: settings.name,
  url: settings.url,
  description: settings.description,
  event_types_json: JSON.stringify(settings.eventTypes),
  format: settings.format,
  retry_policy: settings.retryPolicy,
  rate_limit: settings.rateLimit,
  fifo: (settings.fifo ? 1 : 0) as Flag,
  settings_json: JSON.stringify(settings.options),
});

const toEndpoint = (row: EndpointRow): Endpoint => ({
  seq: row.seq,
  id: row.id,
  programId: row.program_id,
  partnerId: row.partner_id,
  name: row.name,
  url: row.url,
  description: row.description,
  eventTypes: JSON.parse(row.event_types_json) as string[],
  format: row.format as Endpoint['format'],
  signature: row.signature as Endpoint['signature'],
  retryPolicy: row.retry_policy as Endpoint['retryPolicy'],
  headerNames: Object.keys(JSON.parse(row.headers_json) as object),
  rateLimit: row.rate_limit,
  fifo: row.fifo === 1,
  options: JSON.parse(row.settings_json) as EndpointOptions,
  secretRotation:
    row.previous_secret_expires_at === null
      ? null
      : { expiresAt: row.previous_secret_expires_at, cutOverAt: row.cut_over_at },
  lastVerifiedKey: row.last_verified_key as VerifiedKey | null,
  state: row.state as EndpointState,
  verifiedAt: row.verified_at,
  firstFailedAt: row.first_failed_at,
  lastFailedAt: row.last_failed_at,
  lastSucceededAt: row.last_succeeded_at,
  gatedUntil: row.gated_until,
  disabledReason: row.disabled_reason,
  disabledAt: row.disabled_at,
  behindFromSeq: row.behind_from_seq,
  rowVersion: row.row_version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
