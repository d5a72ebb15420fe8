import { sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { EndpointId, ProgramId } from '../../core/ids.ts';
import type { HistogramColumn, Schema } from '../../database/schema.ts';
import { type Argument, command, statement } from '../../database/statement.ts';
import type { Db } from '../../database/work.ts';
import { type DeliveryCounts, type DeliveryMinute, durationStepsMs } from './delivery-minute.ts';
import type { DeliverySpan } from './span.ts';

type CountColumn = 'succeeded' | 'failed' | 'slow' | 'duration_ms_sum' | HistogramColumn;
type Counted = Record<CountColumn | 'duration_ms_max', number>;

export const bucketColumns = durationStepsMs.map((_, step): HistogramColumn => `bucket_${step as 0}`);

const summed: readonly CountColumn[] = ['succeeded', 'failed', 'slow', 'duration_ms_sum', ...bucketColumns];

/** Adds to what is stored of a minute: a clock that went back leads to minutes that are stored already. */
export const addMinute = command<Counted & { endpoint_id: EndpointId; minute: number }>((tx, arg) =>
  tx
    .insertInto('webhook_minutes')
    .values({ endpoint_id: arg('endpoint_id'), minute: arg('minute'), ...countsFrom(arg) })
    .onConflict((conflict) =>
      conflict.columns(['minute', 'endpoint_id']).doUpdateSet(added('webhook_minutes')),
    ),
);

export const addSpan = command<Counted & { subject: string; length_minutes: number; start_minute: number }>(
  (tx, arg) =>
    tx
      .insertInto('webhook_spans')
      .values({
        subject: arg('subject'),
        length_minutes: arg('length_minutes'),
        start_minute: arg('start_minute'),
        ...countsFrom(arg),
      })
      .onConflict((conflict) =>
        conflict.columns(['length_minutes', 'start_minute', 'subject']).doUpdateSet(added('webhook_spans')),
      ),
);

export const minuteArguments = (minute: DeliveryMinute): Parameters<typeof addMinute>[1] => ({
  endpoint_id: minute.endpointId,
  minute: minute.minute,
  ...toColumns(minute),
});

export const spanArguments = (span: DeliverySpan): Parameters<typeof addSpan>[1] => ({
  subject: span.subject,
  length_minutes: span.lengthMinutes,
  start_minute: span.startMinute,
  ...toColumns(span),
});

const countsFrom = (arg: Argument<Counted>): Counted =>
  Object.fromEntries([...summed, 'duration_ms_max' as const].map((name) => [name, arg(name)])) as Counted;

const added = (table: 'webhook_minutes' | 'webhook_spans') => ({
  ...Object.fromEntries(
    summed.map((name) => [
      name,
      sql<number>`${sql.ref(`${table}.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
    ]),
  ),
  duration_ms_max: sql<number>`case when ${sql.ref('excluded.duration_ms_max')} > ${sql.ref(`${table}.duration_ms_max`)}
    then ${sql.ref('excluded.duration_ms_max')} else ${sql.ref(`${table}.duration_ms_max`)} end`,
});

const toColumns = (counts: DeliveryCounts): Counted => {
  const columns: Record<string, number> = {
    succeeded: counts.succeeded,
    failed: counts.failed,
    slow: counts.slow,
    duration_ms_sum: counts.durationMsSum,
    duration_ms_max: counts.durationMsMax,
  };
  for (const [step, name] of bucketColumns.entries()) columns[name] = counts.histogram[step] ?? 0;
  return columns as Counted;
};

/** Says that every attempt up to `attempt_seq` of the endpoints in the shard is counted in what is stored. */
export const storeMark = command<Schema['webhook_minute_marks']>((tx, arg) =>
  tx
    .insertInto('webhook_minute_marks')
    .values({ shard: arg('shard'), attempt_seq: arg('attempt_seq') })
    .onConflict((conflict) =>
      conflict.column('shard').doUpdateSet({ attempt_seq: sql<number>`excluded.attempt_seq` }),
    ),
);

export const findMarks = async (db: Db): Promise<ReadonlyMap<number, number>> => {
  const rows = await db.selectFrom('webhook_minute_marks').selectAll().execute();
  return new Map(rows.map((row) => [row.shard, row.attempt_seq]));
};

/** 0 when there are none. */
export const findLastAttemptSeq = async (db: Db): Promise<number> => {
  const [row] = await lastAttempt(db, {});
  return row?.seq ?? 0;
};

const lastAttempt = statement<object, { seq: number | null }>((db) =>
  db.selectFrom('attempts').select((column) => column.fn.max('seq').as('seq')),
);

/** An attempt as far as it is counted. */
export interface CountedAttempt {
  readonly seq: number;
  readonly endpointId: EndpointId;
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
}

/** Attempts in the order they were recorded, those of tests left out. */
export const findAttemptsBetween = statement<{ after: number; until: number; limit: number }, CountedAttempt>(
  (db, arg) =>
    db
      .selectFrom('attempts')
      .innerJoin('deliveries', 'deliveries.id', 'attempts.delivery_id')
      .select([
        'attempts.seq as seq',
        'attempts.endpoint_id as endpointId',
        'attempts.started_at as startedAt',
        'attempts.duration_ms as durationMs',
        'attempts.status as status',
        'attempts.error as error',
      ])
      .where('attempts.seq', '>', arg('after'))
      .where('attempts.seq', '<=', arg('until'))
      .where('deliveries.origin', '<>', sql.lit('test'))
      .orderBy('attempts.seq')
      .limit(arg('limit')),
);

/** Deleted endpoints included: what was sent to them was sent. */
export const findProgramsOf = async (
  db: Db,
  ids: readonly EndpointId[],
): Promise<ReadonlyMap<EndpointId, ProgramId | null>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select(['id', 'program_id as programId'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, row.programId]));
};
