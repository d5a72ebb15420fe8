import { expect, test } from 'bun:test';
import { parse } from 'parse5';
import { alertMessage, hookBodyOf, htmlOf, textOf } from '../../src/alerts/message.service.ts';
import type { NotificationContent } from '../../src/alerts/notification.ts';

const hostile = 'a\r\nBcc: thief@example.com\u2028<script>alert(1)</script> <!channel> & "b"';

const content: NotificationContent = {
  alertId: 'alr_01krnr3zg0000',
  kind: 'opened',
  cause: 'failure_rate',
  severity: 'warning',
  stage: 1,
  sentence: `${hostile} (crm.example.com): 2 of 3 attempts (66.66 %) failed within 15 minutes.`,
  at: Date.parse('2026-05-15T12:00:00Z'),
};
const message = alertMessage([content], 'https://partners.example.com');

test('a name can put no element into the HTML of a mail', async () => {
  const html = await htmlOf(message);
  expect(html).toContain('&lt;script&gt;');
  expect(html).not.toContain('<script');
  expect(JSON.stringify(namesIn(parse(html)))).not.toContain('script');
});

test('a name can begin no line in subject or text, and calls nobody in a chat', () => {
  expect(message.subject).not.toMatch(/[\r\n\u2028]/);
  expect(textOf(message)).not.toMatch(/^Bcc:/m);
  const hook = hookBodyOf(message);
  expect(hook).not.toContain('<!channel>');
  expect(hook).toContain('&lt;!channel&gt; &amp;');
});

test('a name calls nobody and hides no link in other chats, and turns no text round', () => {
  const sentence = '@here @everyone [mend it](https://evil.example) \u202egnorw\u2066 ops@example.com';
  const hostileMessage = alertMessage([{ ...content, sentence }], 'https://partners.example.com');
  const hook = hookBodyOf(hostileMessage);
  expect(hook).not.toMatch(/@(here|everyone)/);
  expect(hook).not.toContain('](');
  expect(hook.match(/"type":"mrkdwn"/g)).toHaveLength(hook.match(/"verbatim":true/g)?.length ?? 0);
  expect(hostileMessage.subject).toContain('gnorw ops@example.com');
  expect(textOf(hostileMessage) + hook).not.toMatch(/\p{Bidi_Control}/u);
});

test('a message of very many alerts names the first of them and says how many more there are', () => {
  const storm = alertMessage(Array(200).fill(content), 'https://partners.example.com');
  expect(storm.subject).toBe('[Tributary] 200 alerts');
  expect(storm.lines).toHaveLength(41);
  expect(textOf(storm)).toContain('And 160 more');
  const { blocks } = JSON.parse(hookBodyOf(storm)) as { blocks: unknown[] };
  expect(blocks.length).toBeLessThanOrEqual(50);
});

test('one message says what is wrong, how bad it is and when it is over', () => {
  expect(textOf(message)).toContain('Warning. Over when: At most half of that share failed');
  expect(textOf(message)).toContain('2026-05-15T12:00:00Z, alert alr_01krnr3zg0000.');
});

test('several alerts share a message whose subject counts them', () => {
  const over = { ...content, kind: 'resolved' } as const;
  const subjectOf = (contents: readonly NotificationContent[]) => alertMessage(contents, 'x').subject;
  expect(subjectOf([content, content])).toBe('[Tributary] 2 alerts');
  expect(subjectOf([content, over])).toBe('[Tributary] 1 alerts, 1 resolved');
  expect(subjectOf([over, over])).toBe('[Tributary] 2 alerts resolved');
});

/** Names of all elements, at any depth. */
const namesIn = (node: { nodeName?: string; childNodes?: unknown[] }): (string | undefined)[] => [
  node.nodeName,
  ...(node.childNodes ?? []).flatMap((child) => namesIn(child as typeof node)),
];
