import type { Instant } from '../core/clock.ts';
import type { Tx, Work } from '../database/work.ts';
import { type Alert, alertCauses } from './alert.ts';
import { sentenceOf } from './alert-sentence.ts';
import {
  findLastOpeningAt,
  findNotifications,
  insertNotifications,
  type NewNotification,
  settleNotifications,
} from './notification.store.ts';
import {
  type ChannelName,
  type Notification,
  type NotificationContent,
  type NotificationKind,
  quietMs,
} from './notification.ts';

/**
 * Has people told, in the unit of the change itself, that an alert has opened: at once, or once enough time has
 * passed since they were last told of the same. Resolved before that, it is not told at all.
 */
export const tellOpened = async (
  work: Work,
  channels: readonly ChannelName[],
  alert: Alert,
): Promise<void> => {
  const content = contentOf(alert, 'opened', work.now);
  const notifications: NewNotification[] = [];
  for (const channel of channels) {
    const last = await findLastOpeningAt(work.tx, alert, channel);
    const nextAttemptAt = last === undefined ? work.now : Math.max(work.now, last + quietMs);
    notifications.push({ channel, content, nextAttemptAt });
  }
  await insertNotifications(work.tx, notifications, work.now);
};

/** Has people told that it has got worse. */
export const tellEscalated = async (
  work: Work,
  channels: readonly ChannelName[],
  alert: Alert,
): Promise<void> => {
  const content = contentOf(alert, 'escalated', work.now);
  await insertNotifications(
    work.tx,
    channels.map((channel) => ({ channel, content, nextAttemptAt: work.now })),
    work.now,
  );
};

/** Takes back what nobody has heard of yet, and tells those who have that it is over. */
export const tellResolved = async (
  work: Work,
  channels: readonly ChannelName[],
  alert: Alert,
): Promise<void> => {
  const told = await findNotifications(work.tx, [alert.id]);
  await cancelUntold(work.tx, told, work.now);
  const content = contentOf(alert, 'resolved', work.now);
  const informed = channels.filter((channel) => told.some((one) => one.channel === channel && wasHeard(one)));
  await insertNotifications(
    work.tx,
    informed.map((channel) => ({ channel, content, nextAttemptAt: work.now })),
    work.now,
  );
};

/** An alert that is watched no longer ends without a word. */
export const cancelUntold = async (
  tx: Tx,
  notifications: readonly Notification[],
  now: Instant,
): Promise<void> => {
  const untold = notifications.filter((one) => one.state === 'pending' && !wasHeard(one));
  await settleNotifications(
    tx,
    untold.map(({ seq }) => seq),
    { state: 'canceled', lastError: null },
    now,
  );
};

/** An attempt that has no end yet, or that a crash cut off, may have arrived. */
const wasHeard = ({ state, attemptCount }: Notification): boolean =>
  state === 'sent' || (state === 'pending' && attemptCount > 0);

const contentOf = (alert: Alert, kind: NotificationKind, at: Instant): NotificationContent => ({
  alertId: alert.id,
  kind,
  cause: alert.cause,
  severity: alertCauses[alert.cause].severity,
  stage: alert.stage,
  sentence: sentenceOf(alert),
  at,
});
