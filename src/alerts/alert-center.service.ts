import { createRateLimit } from '../http/rate-limit.ts';
import { readAlertSettings } from './alert-settings.service.ts';
import type { AlertSettings } from './alert-settings.ts';
import { AlertWatch, type InstanceProbes } from './alert-watch.service.ts';
import { type ChannelOutcome, configuredChannels, sendThrough } from './channel.service.ts';
import { testMessage } from './message.service.ts';
import type { ChannelName } from './notification.ts';
import { messagePace, type SenderTools, sendNotifications } from './notification-sender.service.ts';

export interface TestOutcome extends ChannelOutcome {
  readonly channel: ChannelName;
}

/** Everything about alerts that happens outside requests, and what requests need of it. */
export interface AlertCenter {
  /** Looks for trouble; a job. */
  evaluate(): Promise<void>;
  /** Sends what people are to be told; a job. */
  notify(): Promise<void>;
  /** Sends a test through every channel that is configured, at once. */
  test(): Promise<readonly TestOutcome[]>;
  /** Name of the mail server; undefined when none is set. */
  readonly mailHost: string | undefined;
  channelsOf(settings: AlertSettings): readonly ChannelName[];
}

export const createAlertCenter = (tools: SenderTools, probes: InstanceProbes): AlertCenter => {
  const watch = new AlertWatch({ ...tools, probes });
  const pace = createRateLimit({ clock: tools.clock, ...messagePace });
  return {
    evaluate: () => watch.evaluate(),
    notify: () => sendNotifications(tools, pace),
    test: async () => {
      const settings = await readAlertSettings(tools.read);
      const message = testMessage(tools.baseUrl);
      return Promise.all(
        configuredChannels(settings, tools).map(async (channel) => ({
          channel,
          ...(await sendThrough(channel, message, settings, tools)),
        })),
      );
    },
    mailHost: tools.mailer?.host,
    channelsOf: (settings) => configuredChannels(settings, tools),
  };
};
