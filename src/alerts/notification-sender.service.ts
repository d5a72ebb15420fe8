import type { Clock, Instant } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Db, Origin, Transact } from '../database/work.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { readAlertSettings } from './alert-settings.service.ts';
import type { AlertSettings } from './alert-settings.ts';
import {
  type ChannelOutcome,
  type ChannelTools,
  configuredChannels,
  sendThrough,
} from './channel.service.ts';
import { alertMessage } from './message.service.ts';
import { beginAttempt, findDue, findDueChannels, settleNotifications } from './notification.store.ts';
import { type ChannelName, givenUpAfterMs, type Notification, retryDelayMs } from './notification.ts';

export interface SenderTools extends ChannelTools {
  readonly read: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly log: Log;
  readonly origin: Origin;
  readonly baseUrl: string;
}

/** Alerts that one message speaks of at most. */
const maxInMessage = 200;

/** Messages of a channel: some at once, then one every three minutes. What is due meanwhile goes into the next one. */
export const messagePace = { burst: 10, perSecond: 1 / 180 };

/**
 * Sends what is due, one message a channel: a storm of alerts is one mail, not a storm of mails. Written down
 * before it is sent and settled after, so that a crash sends a message at most once more. One that fails makes
 * no alert of its own.
 */
export const sendNotifications = async (tools: SenderTools, pace: RateLimit): Promise<void> => {
  const due = await findDueChannels(tools.read, tools.clock.now());
  const channels = due.filter((channel) => pace.take(channel) === 0);
  if (channels.length === 0) return;
  const settings = await readAlertSettings(tools.read);
  await Promise.all(channels.map((channel) => sendDue(tools, settings, channel)));
};

const sendDue = async (tools: SenderTools, settings: AlertSettings, channel: ChannelName): Promise<void> => {
  const isConfigured = configuredChannels(settings, tools).includes(channel);
  const due = await tools.transact(tools.origin, async ({ tx, now }) => {
    const found = await findDue(tx, channel, now, maxInMessage);
    const seqs = found.map(({ seq }) => seq);
    const gone = { state: 'canceled', lastError: 'The channel is not configured any more.' } as const;
    if (!isConfigured) await settleNotifications(tx, seqs, gone, now);
    else for (const one of found) await beginAttempt(tx, one.seq, nextAttemptAt(one, now));
    return found;
  });
  if (!isConfigured || due.length === 0) return;
  const message = alertMessage(
    due.map(({ content }) => content),
    tools.baseUrl,
  );
  const outcome = await sendThrough(channel, message, settings, tools);
  await tools.transact(tools.origin, ({ tx, now }) => settle(tx, due, outcome, now));
  if (!outcome.sent)
    tools.log.warn('alert_not_sent', { channel, alerts: due.length, problem: outcome.problem });
};

const settle = async (
  tx: Parameters<typeof settleNotifications>[0],
  due: readonly Notification[],
  { sent, problem }: ChannelOutcome,
  now: Instant,
): Promise<void> => {
  const isOver = (one: Notification) => nextAttemptAt(one, now) - one.createdAt > givenUpAfterMs;
  const seqs = (wanted: boolean) => due.filter((one) => isOver(one) === wanted).map(({ seq }) => seq);
  if (sent) {
    const all = due.map(({ seq }) => seq);
    return settleNotifications(tx, all, { state: 'sent', lastError: problem }, now);
  }
  await settleNotifications(tx, seqs(true), { state: 'failed', lastError: problem }, now);
  await settleNotifications(tx, seqs(false), { state: 'pending', lastError: problem }, now);
};

const nextAttemptAt = ({ attemptCount }: Notification, now: Instant): Instant =>
  now + retryDelayMs(attemptCount + 1);
