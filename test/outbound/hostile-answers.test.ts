import { describe, expect, test } from 'bun:test';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { maxExcerptBytes, maxReadBytes } from '../../src/outbound/answer.ts';
import type { Failed, OutboundResult } from '../../src/outbound/outbound.ts';
import { answering, ok, type Receiver, startReceiver } from './receiver.ts';
import { createGuarded, post } from './sending.ts';

const guarded = createGuarded();
const shortMs = 150;

const sendTo = (receiver: Receiver, timeoutMs?: number): Promise<OutboundResult> =>
  guarded.send(post(`http://127.0.0.1:${receiver.port}/hook`, timeoutMs === undefined ? {} : { timeoutMs }));

const answerTo = async (response: string | Uint8Array, timeoutMs?: number): Promise<OutboundResult> => {
  await using receiver = await startReceiver(answering(response));
  return await sendTo(receiver, timeoutMs);
};

const page = (body: string, ...headers: string[]) => ['HTTP/1.1 200 OK', ...headers, '', body].join('\r\n');

/** Writes again and again for as long as the other side takes it. */
const writeForEver = (socket: Socket, chunk: string | Uint8Array): void => {
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
    if (!socket.destroyed) socket.once('drain', more);
  };
  more();
};

const drip = (socket: Socket, bytes: string): void => {
  const timer = setInterval(() => socket.write(bytes), 5);
  socket.on('close', () => clearInterval(timer));
};

describe('an answer that does not end', () => {
  test.each([
    ['endless body', 'HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(16_384)],
    [
      'endless chunked body',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
      `4000\r\n${'x'.repeat(16_384)}\r\n`,
    ],
    ['announced endless body', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n', 'x'.repeat(16_384)],
    [
      'chunked body that also claims to be short',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n',
      `4000\r\n${'x'.repeat(16_384)}\r\n`,
    ],
  ])('%s: is read to the cap, and the connection is given up', async (_, head, chunk) => {
    await using receiver = await startReceiver((socket) => {
      socket.write(head);
      writeForEver(socket, chunk);
    });
    const result = await sendTo(receiver);
    expect(result).toMatchObject({
      kind: 'answered',
      status: 200,
      excerpt: 'x'.repeat(maxExcerptBytes),
      truncated: true,
    });
    await receiver.firstClosed;
  });

  test.each([
    ['headers never come', () => {}],
    [
      'headers drip',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\nX-A: ');
        drip(socket, 'x');
      },
    ],
    ['interim answers never stop', (socket: Socket) => drip(socket, 'HTTP/1.1 100 Continue\r\n\r\n')],
  ])('%s: the deadline ends it, and the connection is given up', async (_, behave) => {
    await using receiver = await startReceiver(behave);
    expect(await sendTo(receiver, shortMs)).toMatchObject({
      kind: 'failed',
      error: 'timeout',
      fault: 'theirs',
    });
    await receiver.firstClosed;
  });

  test.each([
    ['body drips', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['announced body drips', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'],
  ])('%s: the deadline covers it, and the status that had come is told', async (_, head) => {
    await using receiver = await startReceiver((socket) => {
      socket.write(head);
      drip(socket, 'x');
    });
    expect(await sendTo(receiver, shortMs)).toMatchObject({
      kind: 'failed',
      error: 'timeout',
      fault: 'theirs',
      status: 200,
    });
    await receiver.firstClosed;
  });
});

describe('a compressed answer', () => {
  test('is not decompressed: a bomb counts as the bytes that were sent', async () => {
    const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024));
    expect(bomb.byteLength).toBeLessThan(maxReadBytes);
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.byteLength}\r\n\r\n`;
    const result = await answerTo(Buffer.concat([Buffer.from(head), bomb]));
    expect(result).toMatchObject({
      kind: 'answered',
      status: 200,
      truncated: true,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(result.kind === 'answered' && result.excerpt.length).toBeLessThanOrEqual(maxExcerptBytes);
  });

  test('that is not compressed at all is an answer like any other', async () => {
    expect(await answerTo(page('hello', 'Content-Encoding: gzip', 'Content-Length: 5'))).toMatchObject({
      kind: 'answered',
      excerpt: 'hello',
    });
  });

  test('is not asked for', async () => {
    await using receiver = await startReceiver(answering(ok));
    await sendTo(receiver);
    expect(receiver.received().toLowerCase()).toContain('accept-encoding: identity\r\n');
  });
});

describe('an answer that is not HTTP, or not all of it', () => {
  const notHttp = { error: 'invalid_response' } as const;
  const cutShort = { error: 'connection_reset' } as const;
  test.each<[string, string, Partial<Failed>]>([
    ['a version that does not exist', 'HTTP/9.9 what\r\n\r\n', notHttp],
    ['status 99', 'HTTP/1.1 99 X\r\nContent-Length: 0\r\n\r\n', notHttp],
    ['status 1000', 'HTTP/1.1 1000 X\r\nContent-Length: 0\r\n\r\n', notHttp],
    ['101 Switching', 'HTTP/1.1 101 X\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\nblah', notHttp],
    ['only an interim answer', 'HTTP/1.1 199 X\r\nContent-Length: 0\r\n\r\n', cutShort],
    ['negative Content-Length', page('abc', 'Content-Length: -5'), notHttp],
    ['two Content-Lengths', page('x'.repeat(1_000), 'Content-Length: 2', 'Content-Length: 900'), notHttp],
    ['2 MB of headers', page('ok', `X-A: ${'a'.repeat(2_000_000)}`), notHttp],
    ['broken chunks', page('ZZ\r\nhello\r\n', 'Transfer-Encoding: chunked'), { ...notHttp, status: 200 }],
    ['chunks cut short', page('5\r\nhel', 'Transfer-Encoding: chunked'), { ...cutShort, status: 200 }],
    [
      'Content-Length longer than the body',
      page('short', 'Content-Length: 50'),
      { ...cutShort, status: 200 },
    ],
    ['nothing', '', cutShort],
  ])('%s', async (_, response, expected) => {
    const result: unknown = await answerTo(response);
    expect(result).toEqual({ kind: 'failed', fault: 'theirs', durationMs: 0, ...expected });
  });

  test('200 kB of headers are HTTP; what is kept of them is capped', async () => {
    const result = await answerTo(page('ok', `X-A: ${'a'.repeat(200_000)}`, 'Content-Length: 2'));
    expect(result).toMatchObject({ kind: 'answered', excerpt: 'ok', headers: { 'x-a': 'a'.repeat(1_024) } });
  });

  test('a connection closed before, during or after the request is a reset', async () => {
    for (const behave of [
      (socket: Socket) => void socket.destroy(),
      (socket: Socket) => void socket.resetAndDestroy(),
    ]) {
      await using receiver = await startReceiver(behave);
      expect(await sendTo(receiver)).toMatchObject({ error: 'connection_reset', fault: 'theirs' });
    }
  });

  test('a Content-Length shorter than the body ends the body', async () => {
    expect(await answerTo(page('x'.repeat(500), 'Content-Length: 2'))).toMatchObject({
      excerpt: 'xx',
      truncated: false,
    });
  });
});

describe('statuses', () => {
  test.each([200, 201, 204, 205, 299, 304, 400, 410, 429, 500, 503, 600, 999])(
    '%p is an answer',
    async (status) => {
      expect(await answerTo(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`)).toMatchObject({
        kind: 'answered',
        status,
        excerpt: '',
      });
    },
  );

  test('an early hint before the answer is skipped', async () => {
    expect(await answerTo(`HTTP/1.1 103 Early\r\nLink: x\r\n\r\n${ok}`)).toMatchObject({
      kind: 'answered',
      status: 200,
    });
  });

  test('HTTP/1.0 without a length is read until the end', async () => {
    expect(await answerTo('HTTP/1.0 200 OK\r\n\r\nall of it')).toMatchObject({
      excerpt: 'all of it',
      truncated: false,
    });
  });
});
