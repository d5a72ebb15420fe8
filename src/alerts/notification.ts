import { hourMs, type Instant, minuteMs, secondMs } from '../core/clock.ts';
import type { AlertId } from '../core/ids.ts';
import { defineTransitions } from '../core/transitions.ts';
import type { Alert, Severity } from './alert.ts';

/** `failed` after a day of trying; `canceled` when there is nothing to tell any more, or nobody to tell it to. */
export const notificationTransitions = defineTransitions('notification', {
  pending: ['sent', 'failed', 'canceled'],
  sent: [],
  failed: [],
  canceled: [],
});
export type NotificationState = keyof typeof notificationTransitions.table;

export const channelNames = ['email', 'hook'] as const;
export type ChannelName = (typeof channelNames)[number];

export const notificationKinds = ['opened', 'escalated', 'resolved'] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** What a message says of one alert, as it was at that moment. */
export interface NotificationContent {
  readonly alertId: AlertId;
  readonly kind: NotificationKind;
  readonly cause: Alert['cause'];
  readonly severity: Severity;
  readonly stage: number;
  readonly sentence: string;
  readonly at: Instant;
}

export interface Notification {
  readonly seq: number;
  readonly alertId: AlertId;
  readonly channel: ChannelName;
  readonly kind: NotificationKind;
  readonly content: NotificationContent;
  readonly state: NotificationState;
  readonly attemptCount: number;
  readonly nextAttemptAt: Instant | null;
  /** Why the last attempt failed, or what went wrong although it was sent. */
  readonly lastError: string | null;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
}

/** Two openings for the same subject and cause are told at least this far apart. */
export const quietMs = 30 * minuteMs;

const delaysMs = [30 * secondMs, 2 * minuteMs, 10 * minuteMs, 30 * minuteMs, hourMs, 2 * hourMs, 4 * hourMs];

/** After so many attempts the next one comes this much later; it is given up after a day. */
export const retryDelayMs = (attemptCount: number): number =>
  delaysMs[Math.min(attemptCount, delaysMs.length) - 1] ?? 30 * secondMs;

/** Milliseconds from its beginning after which a notification is not tried any more. */
export const givenUpAfterMs = 24 * hourMs;
