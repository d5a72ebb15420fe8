import { AlertMail } from '../../views/alerts/alert-mail.tsx';
import { toIsoSeconds } from '../core/clock.ts';
import { toMarkup } from '../jsx/markup.ts';
import { type AlertCause, alertCauses } from './alert.ts';
import type { NotificationContent, NotificationKind } from './notification.ts';

/** What people read, whatever the channel. Several alerts of one moment are one message. */
export interface Message {
  readonly subject: string;
  readonly lines: readonly MessageLine[];
  readonly footer: string;
}

interface MessageLine {
  readonly heading: string;
  readonly sentence: string;
  readonly note: string;
}

export const alertMessage = (contents: readonly NotificationContent[], baseUrl: string): Message => {
  const lines = contents.slice(0, mostLines).map(lineOf);
  const [first] = lines;
  const more = contents.length - lines.length;
  return {
    subject: `[Tributary] ${lines.length === 1 && first ? `${first.heading}: ${first.sentence}` : headline(contents)}`,
    lines: more === 0 ? lines : [...lines, moreOf(more)],
    footer: `Sent by Tributary at ${baseUrl}.`,
  };
};

/** Nobody reads further, and Slack takes 50 blocks. */
const mostLines = 40;

const moreOf = (count: number): MessageLine => ({
  heading: `And ${count} more`,
  sentence: 'All of them are in the list of alerts.',
  note: 'One message has the same cause more often than not.',
});

export const testMessage = (baseUrl: string): Message => ({
  subject: '[Tributary] Test of alerts',
  lines: [
    {
      heading: 'This is a test',
      sentence: 'Alerts of this installation reach you here.',
      note: 'Nothing is wrong.',
    },
  ],
  footer: `Sent by Tributary at ${baseUrl}.`,
});

export const textOf = ({ lines, footer }: Message): string =>
  `${lines.map(({ heading, sentence, note }) => `${heading}\n${sentence}\n${note}`).join('\n\n')}\n\n-- \n${footer}\n`;

export const htmlOf = async ({ lines, footer }: Message): Promise<string> =>
  `<!doctype html>${await toMarkup(AlertMail({ lines, footer }))}`;

/** As Slack reads it; others that understand its incoming webhooks show `text`. */
export const hookBodyOf = ({ subject, lines, footer }: Message): string =>
  JSON.stringify({
    text: escapeMrkdwn(subject),
    blocks: [
      ...lines.map(({ heading, sentence, note }) => ({
        type: 'section',
        text: {
          type: 'mrkdwn',
          // No link is made of what only looks like one.
          verbatim: true,
          text: `*${escapeMrkdwn(heading)}*\n${escapeMrkdwn(sentence)}\n_${escapeMrkdwn(note)}_`.slice(
            0,
            3_000,
          ),
        },
      })),
      { type: 'context', elements: [{ type: 'mrkdwn', verbatim: true, text: escapeMrkdwn(footer) }] },
    ],
  });

/**
 * A name must not call anybody or hide a link: `<!channel>` in Slack, `@everyone` and `[here](https://...)` in others
 * that take such hooks. A space without width undoes those.
 */
const escapeMrkdwn = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@(?=[\p{L}\p{N}])|\](?=[([])/gu, '$&\u200b');

const lineOf = (content: NotificationContent): MessageLine => ({
  heading: `${kinds[content.kind]}${titles[content.cause]}`,
  sentence: content.kind === 'resolved' ? `It was: ${oneLine(content.sentence)}` : oneLine(content.sentence),
  note: `${noteOf(content)} ${toIsoSeconds(content.at)}, alert ${content.alertId}.`,
});

const noteOf = ({ kind, cause, severity, stage }: NotificationContent): string => {
  if (kind === 'resolved') return 'Resolved by itself.';
  const rank = kind === 'escalated' ? `${severity}, warning ${stage}` : severity;
  return `${rank.charAt(0).toUpperCase()}${rank.slice(1)}. Over when: ${alertCauses[cause].resolution}`;
};

const headline = (contents: readonly NotificationContent[]): string => {
  const over = contents.filter(({ kind }) => kind === 'resolved').length;
  const news = contents.length - over;
  if (over === 0) return `${news} alerts`;
  return news === 0 ? `${over} alerts resolved` : `${news} alerts, ${over} resolved`;
};

const kinds: Readonly<Record<NotificationKind, string>> = {
  opened: '',
  escalated: 'Still: ',
  resolved: 'Resolved: ',
};

const titles: Readonly<Record<AlertCause, string>> = {
  failure_rate: 'Deliveries are failing',
  slow_response: 'Slow answer',
  slow_p95: 'Slow answers',
  delivery_rejected: 'Deliveries refused',
  delivery_exhausted: 'Deliveries given up',
  endpoint_failing: 'Endpoint failing',
  endpoint_disabled: 'Endpoint disabled',
  drainer_stalled: 'Sending has stalled',
  clock_skew: 'Clock is off',
  disk_space: 'Disk nearly full',
  integrity: 'Stored data disagrees',
};

/** Names come from people: what they are called must not look like lines of ours, nor turn round what follows. */
const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\p{Bidi_Control}/gu, '');
