import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { idView, isoTime, toIsoOrNull } from '../http/views.ts';
import { type Alert, alertCauseNames, alertCauses, stateOf } from './alert.ts';
import { sentenceOf } from './alert-sentence.ts';
import { channelNames, type Notification, notificationKinds } from './notification.ts';

const NotificationView = z.strictObject({
  channel: z.enum(channelNames),
  kind: z.enum(notificationKinds),
  state: z.enum(['pending', 'sent', 'failed', 'canceled']),
  attempts: z.int(),
  next_attempt_at: isoTime.nullable(),
  problem: z.string().nullable().meta({ description: 'Why the last attempt failed.' }),
  created_at: isoTime,
  finished_at: isoTime.nullable(),
});

export const AlertView = z
  .strictObject({
    id: idView('alr'),
    cause: z.enum(alertCauseNames).meta({ description: causesInWords() }),
    severity: z.enum(['warning', 'critical']),
    state: z.enum(['open', 'resolved']),
    subject: z.string().meta({ description: 'Id of the endpoint it is about, or `instance`.' }),
    program_id: idView('prg')
      .nullable()
      .meta({ description: 'Of the endpoint; null for one of all programs and for the instance.' }),
    stage: z.int().meta({ description: '1 at first; each further one is worse, and told.' }),
    sentence: z.string().meta({ description: 'What is wrong, for people.' }),
    facts: z
      .record(z.string(), z.unknown())
      .meta({ description: 'The figures behind the sentence; times are ISO 8601 text.' }),
    resolution: z.string().meta({ description: 'When it resolves by itself.' }),
    notifications: z.array(NotificationView).meta({ description: 'Who was told, oldest first.' }),
    opened_at: isoTime,
    updated_at: isoTime,
    resolved_at: isoTime.nullable(),
  })
  .meta({ id: 'Alert' });

export const toAlertView = (
  alert: Alert,
  notifications: readonly Notification[],
): z.input<typeof AlertView> => ({
  id: alert.id,
  cause: alert.cause,
  severity: alertCauses[alert.cause].severity,
  state: stateOf(alert),
  subject: alert.subject,
  program_id: alert.programId,
  stage: alert.stage,
  sentence: sentenceOf(alert),
  facts: { ...alert.facts },
  resolution: alertCauses[alert.cause].resolution,
  notifications: notifications.filter(({ alertId }) => alertId === alert.id).map(toNotificationView),
  opened_at: toIso(alert.openedAt),
  updated_at: toIso(alert.updatedAt),
  resolved_at: toIsoOrNull(alert.resolvedAt),
});

const toNotificationView = (notification: Notification): z.input<typeof NotificationView> => ({
  channel: notification.channel,
  kind: notification.kind,
  state: notification.state,
  attempts: notification.attemptCount,
  next_attempt_at: toIsoOrNull(notification.nextAttemptAt),
  problem: notification.lastError,
  created_at: toIso(notification.createdAt),
  finished_at: toIsoOrNull(notification.finishedAt),
});

/** The whole list with its meanings, for the documentation. */
function causesInWords(): string {
  return alertCauseNames.map((name) => `\`${name}\`: ${alertCauses[name].meaning}`).join(' ');
}
