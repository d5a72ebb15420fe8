import { z } from 'zod';
import { isoTime, toIsoOrNull } from '../http/views.ts';
import { alertCauseNames } from './alert.ts';
import type { AlertSettings } from './alert-settings.ts';
import { type ChannelName, channelNames, type Notification } from './notification.ts';

const ChannelView = z.strictObject({
  channel: z.enum(channelNames),
  configured: z.boolean(),
  host: z.string().nullable().meta({ description: 'The mail server, or the host of the hook.' }),
  last_sent_at: isoTime
    .nullable()
    .meta({ description: 'When the newest message was sent; null if it was not.' }),
  problem: z.string().nullable().meta({ description: 'What went wrong with the newest message.' }),
});

export const AlertSettingsView = z
  .strictObject({
    email_recipients: z.array(z.string()),
    hook_host: z.string().nullable().meta({ description: 'The address of the hook itself is never shown.' }),
    minimum_sample: z.int(),
    failure_rate_basis_points: z.int(),
    slow_ms: z.int(),
    causes: z.array(z.enum(alertCauseNames)).meta({ description: 'What is watched.' }),
    channels: z.array(ChannelView),
  })
  .meta({ id: 'AlertSettings' });

export const AlertTestView = z
  .strictObject({
    results: z.array(
      z.strictObject({
        channel: z.enum(channelNames),
        sent: z.boolean(),
        problem: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'AlertTest' });

export interface ChannelFacts {
  readonly channel: ChannelName;
  readonly configured: boolean;
  readonly host: string | null;
  /** The newest message that was tried. */
  readonly last: Notification | undefined;
}

export const toAlertSettingsView = (
  settings: AlertSettings,
  channels: readonly ChannelFacts[],
): z.input<typeof AlertSettingsView> => ({
  email_recipients: [...settings.emailRecipients],
  hook_host: settings.hook?.host ?? null,
  minimum_sample: settings.minimumSample,
  failure_rate_basis_points: settings.failureRateBasisPoints,
  slow_ms: settings.slowMs,
  causes: [...settings.causes],
  channels: channels.map(({ channel, configured, host, last }) => ({
    channel,
    configured,
    host,
    last_sent_at: toIsoOrNull(last?.state === 'sent' ? last.finishedAt : null),
    problem: last?.lastError ?? null,
  })),
});
