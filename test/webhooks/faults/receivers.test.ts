import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { answering, type Receiver, startReceiver } from '../../outbound/receiver.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

/** Everything a receiver can do to a sender, and what the log, the delivery and the endpoint say then. */
let world: WebhookTest;
let receiver: Receiver | undefined;
beforeEach(async () => {
  world = await createWebhookTest({ timeoutMs: 250 });
});
afterEach(async () => {
  await world.close();
  await receiver?.[Symbol.asyncDispose]();
  receiver = undefined;
});

type Behaviour = (socket: Socket) => void;

const sendTo = async (behave: Behaviour) => {
  receiver = await startReceiver(behave);
  const { id } = await world.subscribe({ url: `http://127.0.0.1:${receiver.port}/hook` });
  await world.publish();
  await world.drain();
  const [delivery] = await world.deliveries();
  const { body: endpoint } = await world.call('GET', `/api/v1/webhook-endpoints/${id}`);
  return { delivery, endpoint, requests: receiver.received().split('POST /hook').length - 1 };
};

const page = (status: string, body = '', ...headers: string[]) =>
  [`HTTP/1.1 ${status}`, ...headers, '', body].join('\r\n');

const writeForEver = (head: string, chunk: string): Behaviour => {
  return (socket) => {
    socket.write(head);
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk));
      if (!socket.destroyed) socket.once('drain', more);
    };
    more();
  };
};

const drip =
  (head: string): Behaviour =>
  (socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write('x'), 5);
    socket.on('close', () => clearInterval(timer));
  };

const length = (bytes: number) => `Content-Length: ${bytes}`;
const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024));
const bombHead = page('200 OK', '', 'Content-Encoding: gzip', length(bomb.byteLength));

const arrives: readonly [string, Behaviour, object][] = [
  ['sends a body without end', writeForEver(page('200 OK'), 'x'.repeat(16_384)), { status: 200 }],
  [
    'announces a gigabyte and begins to send it',
    writeForEver(page('200 OK', '', length(1_073_741_824)), 'x'.repeat(16_384)),
    { status: 200 },
  ],
  [
    'sends a gzip bomb',
    (socket) => void socket.end(Buffer.concat([Buffer.from(bombHead), bomb])),
    { status: 200 },
  ],
  [
    'says gzip and sends none',
    answering(page('200 OK', 'plain', 'Content-Encoding: gzip', length(5))),
    { status: 200, response_excerpt: 'plain' },
  ],
  [
    'sends 100 Continue first',
    answering(`${page('100 Continue')}${page('200 OK', '', length(0))}`),
    { status: 200 },
  ],
  ['speaks HTTP/1.0', answering('HTTP/1.0 200 OK\r\n\r\nold'), { status: 200, response_excerpt: 'old' }],
  ['sends a body with a 204', answering(page('204 No Content', 'a body', length(6))), { status: 204 }],
  ['answers 299', answering(page('299 X', '', length(0))), { status: 299 }],
  [
    'sends 200 kB of headers',
    answering(page('200 OK', '', `X-A: ${'a'.repeat(200_000)}`, length(0))),
    { status: 200 },
  ],
  [
    'sends bytes that are no text in headers and body',
    (socket) =>
      void socket.end(
        Buffer.from(page('200 \xff\xfe', '\x00\xffok', 'X-A: \xff\xfe\x80', length(4)), 'latin1'),
      ),
    { status: 200, response_excerpt: '\u{fffd}ok' },
  ],
];

const isRetried: readonly [string, Behaviour, object][] = [
  ['never answers', () => undefined, { status: null, error: 'timeout' }],
  ['drips its headers', drip('HTTP/1.1 200 OK\r\nX-A: '), { status: null, error: 'timeout' }],
  ['drips its body', drip(page('200 OK', '', length(1_000))), { status: 200, error: 'timeout' }],
  [
    'drips interim answers',
    (socket) => {
      const timer = setInterval(() => socket.write(page('100 Continue')), 5);
      socket.on('close', () => clearInterval(timer));
    },
    { status: null, error: 'timeout' },
  ],
  [
    'sends chunks that are none',
    answering(page('200 OK', 'ZZ\r\nhello', 'Transfer-Encoding: chunked')),
    { status: 200, error: 'invalid_response' },
  ],
  [
    'closes early',
    answering(page('200 OK', 'short', length(50))),
    { status: 200, error: 'connection_reset' },
  ],
  ['closes at once', (socket) => void socket.destroy(), { status: null, error: 'connection_reset' }],
  ['resets', (socket) => void socket.resetAndDestroy(), { status: null, error: 'connection_reset' }],
  [
    'only ever answers 199',
    answering(page('199 X', '', length(0))),
    { status: null, error: 'connection_reset' },
  ],
  [
    'switches protocols',
    answering(page('101 X', 'blah', 'Upgrade: foo', 'Connection: Upgrade')),
    { status: null },
  ],
  ['answers 300', answering(page('300 X', '', length(0))), { status: 300, error: null }],
  ['answers 600', answering(page('600 X', '', length(0))), { status: 600, error: null }],
  ['answers 99', answering(page('99 X', '', length(0))), { status: null, error: 'invalid_response' }],
  ['sends 2 MB of headers', answering(page('200 OK', '', `X-A: ${'a'.repeat(2_000_000)}`)), { status: null }],
  ['speaks TLS only', (socket) => void socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 70])), { status: null }],
  ['speaks something else', answering('SSH-2.0-OpenSSH_9.2\r\n'), { status: null }],
];

describe('a receiver that', () => {
  test.each(arrives)('%s has it: delivered at the first attempt', async (_, behave, attempt) => {
    const { delivery, endpoint, requests } = await sendTo(behave);
    expect(delivery).toMatchObject({
      state: 'delivered',
      attempts: [{ number: 1, error: null, ...attempt }],
    });
    expect(endpoint).toMatchObject({ verified: true, failing_since: null });
    expect(requests).toBe(1);
  });

  test.each(isRetried)('%s is asked once, and again in half a minute', async (_, behave, attempt) => {
    const { delivery, endpoint, requests } = await sendTo(behave);
    expect(delivery).toMatchObject({
      state: 'pending',
      next_attempt_at: '2026-05-15T12:00:30.000Z',
      attempts: [{ number: 1, ...attempt }],
    });
    expect(delivery?.attempts).toHaveLength(1);
    expect(endpoint).toMatchObject({ state: 'active', failing_since: '2026-05-15T12:00:00.000Z' });
    expect(requests).toBe(1);
  });

  test.each([301, 302, 303, 307, 308])('answers %d is not followed, wherever that leads', async (status) => {
    await using elsewhere = await startReceiver(answering(page('200 OK', '', length(0))));
    const targets = [
      `http://127.0.0.1:${elsewhere.port}/`,
      'http://169.254.169.254/latest/meta-data',
      'https://example.com/',
      '/hook',
    ];
    let answers = 0;
    const { delivery } = await sendTo((socket) => {
      const location = `Location: ${targets[answers % targets.length]}`;
      answers += 1;
      socket.end(page(`${status} X`, '', location, length(0), 'Connection: close'));
    });
    expect(delivery).toMatchObject({ state: 'pending', attempts: [{ status }] });
    for (const pauseMs of [30_000, 120_000, 600_000]) await world.drainAfter(pauseMs);
    expect([answers, elsewhere.connections()]).toEqual([targets.length, 0]);
  });
});

describe('a connection that is used again', () => {
  const sendTwice = async (behave: Behaviour) => {
    const { requests } = await sendTo(behave);
    expect(requests).toBe(1);
    await world.publish();
    await world.drain();
    return (await world.deliveries()).map(({ state, attempts }) => ({
      state,
      error: attempts.at(-1)?.error,
      attempts: attempts.length,
    }));
  };
  const ok = page('200 OK', '', length(0));
  const arrived = { state: 'delivered', error: null, attempts: 1 };

  test('and is reset then is a failed attempt, not a request that is sent twice', async () => {
    const second = await sendTwice((socket) => {
      socket.write(ok);
      socket.on('data', () => socket.resetAndDestroy());
    });
    expect(second).toEqual([arrived, { state: 'pending', error: 'connection_reset', attempts: 1 }]);
  });

  test('and is dead without a word times out, and the retry has one of its own', async () => {
    let connections = 0;
    const second = await sendTwice((socket) => {
      connections += 1;
      // The first answers once, then swallows; every other one works.
      if (connections === 1) socket.write(ok);
      else socket.end(ok);
    });
    expect(second).toEqual([arrived, { state: 'pending', error: 'timeout', attempts: 1 }]);
    await world.drainAfter(30_000);
    expect((await world.deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    expect(connections).toBe(2);
  });
});
