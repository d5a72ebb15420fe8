import { secondMs } from '../core/clock.ts';
import type { SecretBox } from '../core/secret-box.ts';
import { sentenceOf as outboundSentenceOf } from '../outbound/failures.ts';
import type { GuardedFetch } from '../outbound/guarded-fetch.ts';
import { mailSentenceOf } from '../outbound/mail/mail-failures.ts';
import type { Mailer } from '../outbound/mail/mailer.ts';
import type { AlertSettings } from './alert-settings.ts';
import { hookBodyOf, htmlOf, type Message, textOf } from './message.service.ts';
import type { ChannelName } from './notification.ts';

/** What it takes to reach people. */
export interface ChannelTools {
  /** Undefined when no mail server is set. */
  readonly mailer: Mailer | undefined;
  readonly send: GuardedFetch['send'];
  readonly secrets: Pick<SecretBox, 'seal' | 'open'>;
  readonly userAgent: string;
}

/** `problem` says what went wrong, in a sentence without any secret; it may go with a message that was sent. */
export interface ChannelOutcome {
  readonly sent: boolean;
  readonly problem: string | null;
}

/** Seals the address of the hook; it is in no row of its own. */
export const hookSealContext = 'alert_settings.hook';

export const configuredChannels = (
  { emailRecipients, hook }: AlertSettings,
  { mailer }: Pick<ChannelTools, 'mailer'>,
): ChannelName[] => [
  ...(mailer && emailRecipients.length > 0 ? (['email'] as const) : []),
  ...(hook ? (['hook'] as const) : []),
];

/** Sends a message through a channel that is configured. Never rejects. */
export const sendThrough = (
  channel: ChannelName,
  message: Message,
  settings: AlertSettings,
  tools: ChannelTools,
): Promise<ChannelOutcome> =>
  channel === 'email' ? sendMail(message, settings, tools) : callHook(message, settings, tools);

const sendMail = async (
  message: Message,
  { emailRecipients }: AlertSettings,
  { mailer }: ChannelTools,
): Promise<ChannelOutcome> => {
  if (!mailer) return notSent('No mail server is set.');
  const outcome = await mailer.send({
    to: emailRecipients,
    subject: message.subject,
    text: textOf(message),
    html: await htmlOf(message),
  });
  if (!outcome.sent) {
    const reply = outcome.replyCode === undefined ? '' : ` (It answered ${outcome.replyCode}.)`;
    return notSent(`${mailSentenceOf(outcome.error)}${reply}`);
  }
  const refused = outcome.refused.length;
  const problem =
    refused === 0 ? null : `The mail server refused ${refused} of ${emailRecipients.length} recipients.`;
  return { sent: true, problem };
};

/** Milliseconds that a hook may take. */
const hookTimeoutMs = 10 * secondMs;

const callHook = async (
  message: Message,
  { hook }: AlertSettings,
  { send, secrets, userAgent }: ChannelTools,
): Promise<ChannelOutcome> => {
  if (!hook) return notSent('No hook is set.');
  const result = await send({
    url: secrets.open(hook.urlSealed, hookSealContext),
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: hookBodyOf(message),
    timeoutMs: hookTimeoutMs,
  });
  if (result.kind === 'failed') return notSent(outboundSentenceOf(result.error));
  if (result.status >= 200 && result.status < 300) return { sent: true, problem: null };
  return notSent(`The hook answered ${result.status}.`);
};

const notSent = (problem: string): ChannelOutcome => ({ sent: false, problem });
