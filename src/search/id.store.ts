import { sql } from 'kysely';
import type { ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import type { Schema } from '../database/schema.ts';
import type { Db } from '../database/work.ts';
import type { Found, FoundKind } from './found.ts';
import { isBetween } from './range.store.ts';

/** Tables whose things have an id with an index of its own, and a program. */
const tables = {
  partner: 'partners',
  conversion: 'conversions',
  customer: 'customers',
  promo_code: 'promo_codes',
  link: 'links',
  commission: 'commissions',
  payout: 'payouts',
  payout_batch: 'payout_batches',
  click: 'clicks',
  referral: 'referrals',
  refund: 'refunds',
  commission_rule: 'commission_rules',
  group: 'groups',
  event: 'events',
  webhook_endpoint: 'webhook_endpoints',
  alert: 'alerts',
  inspector: 'inspectors',
  import: 'imports',
} as const satisfies Partial<Record<FoundKind, keyof Schema>>;

interface Named {
  readonly id: string;
  readonly program_id: ProgramId | null;
  readonly parent?: string | null;
}

/** What a thing is shown with, where it has no page of its own. */
const parents: Readonly<Partial<Record<FoundKind, string>>> = {
  ...{ referral: 'customer_id', refund: 'conversion_id', click: 'partner_id' },
};

/** The things whose id begins so. */
export const findByIdPrefix = async (
  db: Db,
  kind: FoundKind,
  prefix: string,
  limit: number,
): Promise<Found[]> => {
  const rows = await read(db, kind, prefix, limit);
  return rows.map(({ id, program_id, parent = null }) => ({
    ...{ kind, id, programId: program_id, title: id, detail: null, belongsTo: parent },
  }));
};

const read = (db: Db, kind: FoundKind, prefix: string, limit: number): Promise<readonly Named[]> => {
  if (kind === 'program') return findPrograms(db, prefix, limit);
  if (kind === 'delivery') return findOfEndpoint(db, 'deliveries', prefix, limit);
  if (kind === 'recovery') return findOfEndpoint(db, 'recoveries', prefix, limit);
  return findInTable(db, kind, prefix, limit);
};

const findInTable = (
  db: Db,
  kind: keyof typeof tables,
  prefix: string,
  limit: number,
): Promise<readonly Named[]> =>
  db
    .selectFrom(tables[kind] as 'alerts')
    .select(['id', 'program_id'])
    .select(() => sql.ref<string | null>(parents[kind] ?? 'id').as('parent'))
    .distinct()
    .where(isBetween('id', prefix))
    .orderBy('id')
    .limit(literal(limit))
    .execute();

const findPrograms = (db: Db, prefix: string, limit: number): Promise<readonly Named[]> =>
  db
    .selectFrom('programs')
    .select(['id', 'id as program_id'])
    .where(isBetween('id', prefix))
    .orderBy('id')
    .limit(literal(limit))
    .execute();

/** Their program is that of their endpoint. */
const findOfEndpoint = (
  db: Db,
  table: 'deliveries' | 'recoveries',
  prefix: string,
  limit: number,
): Promise<readonly Named[]> =>
  db
    .selectFrom(`${table as 'recoveries'} as found`)
    .innerJoin('webhook_endpoints', 'webhook_endpoints.id', 'found.endpoint_id')
    .select(['found.id', 'webhook_endpoints.program_id', 'found.endpoint_id as parent'])
    .where(isBetween('found.id', prefix))
    .orderBy('found.id')
    .limit(literal(limit))
    .execute();
