import { type Selectable, sql } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { AlertId } from '../core/ids.ts';
import { insertRows } from '../database/insert-rows.ts';
import { literal } from '../database/literal.ts';
import type { Schema } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import type { Db, Tx } from '../database/work.ts';
import type { Alert } from './alert.ts';
import type {
  ChannelName,
  Notification,
  NotificationContent,
  NotificationKind,
  NotificationState,
} from './notification.ts';

export interface NewNotification {
  readonly channel: ChannelName;
  readonly content: NotificationContent;
  readonly nextAttemptAt: Instant;
}

export const insertNotifications = async (
  tx: Tx,
  notifications: readonly NewNotification[],
  now: Instant,
): Promise<void> =>
  insertRows(
    tx,
    'notifications',
    notifications.map(({ channel, content, nextAttemptAt }) => ({
      alert_id: content.alertId,
      channel,
      kind: content.kind,
      payload_json: JSON.stringify(content),
      state: 'pending' satisfies NotificationState,
      attempt_count: 0,
      next_attempt_at: nextAttemptAt,
      last_error: null,
      created_at: now,
      finished_at: null,
    })),
  );

/** Of some alerts, oldest first. */
export const findNotifications = async (db: Db, alertIds: readonly AlertId[]): Promise<Notification[]> => {
  if (alertIds.length === 0) return [];
  const rows = await db
    .selectFrom('notifications')
    .selectAll()
    .where('alert_id', 'in', alertIds)
    .orderBy('seq')
    .execute();
  return rows.map(toNotification);
};

/** The newest one of a channel that was tried at all. */
export const findLastTried = async (db: Db, channel: ChannelName): Promise<Notification | undefined> => {
  const row = await db
    .selectFrom('notifications')
    .selectAll()
    .where('channel', '=', channel)
    .where('attempt_count', '>', 0)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toNotification(row);
};

/** When people were last told, or will be told, through a channel that this kind of alert has opened. */
export const findLastOpeningAt = async (
  db: Db,
  { subject, cause }: Pick<Alert, 'subject' | 'cause'>,
  channel: ChannelName,
): Promise<Instant | undefined> => {
  const row = await db
    .selectFrom('notifications')
    .innerJoin('alerts', 'alerts.id', 'notifications.alert_id')
    .where('alerts.subject', '=', subject)
    .where('alerts.cause', '=', cause)
    .where('notifications.channel', '=', channel)
    .where('notifications.kind', '=', 'opened' satisfies NotificationKind)
    .where('notifications.state', 'in', ['pending', 'sent'] satisfies NotificationState[])
    .select((column) =>
      column.fn
        .max<Instant | null>(sql`coalesce(notifications.finished_at, notifications.next_attempt_at)`)
        .as('at'),
    )
    .executeTakeFirst();
  return row?.at ?? undefined;
};

/** Channels in which something is due. */
export const findDueChannels = async (db: Db, now: Instant): Promise<ChannelName[]> =>
  (await dueChannels(db, { now })).map(({ channel }) => channel as ChannelName);

const dueChannels = statement<{ now: Instant }, { channel: string }>((db, arg) =>
  db
    .selectFrom('notifications')
    .select('channel')
    .distinct()
    .where('state', '=', literal('pending'))
    .where('next_attempt_at', '<=', arg('now')),
);

/** What is due in a channel, oldest first. */
export const findDue = async (
  tx: Tx,
  channel: ChannelName,
  now: Instant,
  limit: number,
): Promise<Notification[]> => {
  const rows = await tx
    .selectFrom('notifications')
    .selectAll()
    .where('state', '=', literal('pending'))
    .where('next_attempt_at', '<=', now)
    .where('channel', '=', channel)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toNotification);
};

/** Writes an attempt down before it is made, so that one that a crash cut off is known. */
export const beginAttempt = async (tx: Tx, seq: number, nextAttemptAt: Instant): Promise<void> => {
  await tx
    .updateTable('notifications')
    .set((column) => ({
      attempt_count: column('attempt_count', '+', 1),
      next_attempt_at: nextAttemptAt,
    }))
    .where('seq', '=', seq)
    .where('state', '=', literal('pending'))
    .execute();
};

/** Ends a notification, or leaves it for its next attempt when `state` is pending. */
export const settleNotifications = async (
  tx: Tx,
  seqs: readonly number[],
  { state, lastError }: { readonly state: NotificationState; readonly lastError: string | null },
  now: Instant,
): Promise<void> => {
  if (seqs.length === 0) return;
  const ended = state === 'pending' ? {} : { next_attempt_at: null, finished_at: now };
  await tx
    .updateTable('notifications')
    .set({ state, last_error: lastError, ...ended })
    .where('seq', 'in', seqs)
    .where('state', '=', literal('pending'))
    .execute();
};

const toNotification = (row: Selectable<Schema['notifications']>): Notification => ({
  seq: row.seq,
  alertId: row.alert_id,
  channel: row.channel as ChannelName,
  kind: row.kind as NotificationKind,
  content: JSON.parse(row.payload_json) as NotificationContent,
  state: row.state as NotificationState,
  attemptCount: row.attempt_count,
  nextAttemptAt: row.next_attempt_at,
  lastError: row.last_error,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
});
