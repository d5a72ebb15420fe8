import { afterEach, describe, expect, test } from 'bun:test';
import { answering, ok, startReceiver } from './receiver.ts';
import { createGuarded, post } from './sending.ts';

describe('what reaches the receiver', () => {
  test('is the request as given, under the name in the URL', async () => {
    await using receiver = await startReceiver(answering(ok));
    const url = `http://hooks.example.test:${receiver.port}/in?a=1`;
    const headers = { 'Content-Type': 'application/json', 'webhook-id': 'evt_1', 'User-Agent': 'Tributary' };
    expect(await createGuarded().send(post(url, { headers }))).toMatchObject({
      kind: 'answered',
      status: 200,
      excerpt: 'ok',
      truncated: false,
    });
    const [head = '', body] = receiver.received().split('\r\n\r\n');
    expect(head).toStartWith('POST /in?a=1 HTTP/1.1\r\n');
    const lines = head.toLowerCase().split('\r\n');
    expect(lines).toContain(`host: hooks.example.test:${receiver.port}`);
    expect(lines).toContain('webhook-id: evt_1');
    expect(lines).toContain('user-agent: tributary');
    expect(lines).toContain('content-length: 14');
    expect(body).toBe('{"id":"evt_1"}');
  });

  test('never has two hosts, nor framing of the caller: those headers are dropped', async () => {
    await using receiver = await startReceiver(answering(ok));
    const headers = {
      HOST: 'internal',
      'Transfer-Encoding': 'chunked',
      'content-length': '3',
      Connection: 'close',
      'Accept-Encoding': 'gzip',
      Upgrade: 'h2c',
    };
    await createGuarded().send(post(`http://127.0.0.1:${receiver.port}/`, { headers }));
    const lines = receiver.received().toLowerCase().split('\r\n');
    expect(lines.filter((line) => line.startsWith('host:'))).toEqual([`host: 127.0.0.1:${receiver.port}`]);
    expect(lines.filter((line) => /^(transfer-encoding|upgrade):/.test(line))).toEqual([]);
    expect(lines).toContain('accept-encoding: identity');
    expect(lines).toContain('content-length: 14');
  });

  test('is nothing when a header cannot be written: that is a fault of ours', async () => {
    await using receiver = await startReceiver(answering(ok));
    for (const [name, value] of [
      ['x-a', 'a\r\nb: c'],
      ['x a', 'b'],
      ['x-a', '\0'],
    ] as const) {
      const headers = { [name]: value };
      const result = await createGuarded().send(post(`http://127.0.0.1:${receiver.port}/`, { headers }));
      expect(result).toMatchObject({ kind: 'failed', error: 'invalid_request', fault: 'ours' });
    }
    expect(receiver.connections()).toBe(0);
  });

  test.each([301, 302, 303, 307, 308])(
    'a %p is an answer, and its Location is not visited',
    async (status) => {
      await using elsewhere = await startReceiver(answering(ok));
      const location = `http://127.0.0.1:${elsewhere.port}/`;
      await using receiver = await startReceiver(
        answering(`HTTP/1.1 ${status} X\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`),
      );
      const result = await createGuarded().send(post(`http://127.0.0.1:${receiver.port}/`));
      expect(result).toMatchObject({ kind: 'answered', status, headers: { location } });
      expect(elsewhere.connections()).toBe(0);
    },
  );

  test('is sent once: a connection reset when it is used again is not tried again', async () => {
    let requests = 0;
    await using receiver = await startReceiver((socket) => {
      socket.on('data', () => {
        requests += 1;
        socket.destroy();
      });
      requests += 1;
      socket.write(ok);
    });
    const guarded = createGuarded();
    const url = `http://127.0.0.1:${receiver.port}/`;
    expect(await guarded.send(post(url))).toMatchObject({ kind: 'answered' });
    expect(await guarded.send(post(url))).toMatchObject({ kind: 'failed', error: 'connection_reset' });
    expect([requests, receiver.connections()]).toEqual([2, 1]);
  });
});

describe('the environment', () => {
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
  afterEach(() => {
    for (const name of proxies) delete process.env[name];
  });

  test('names no proxy that is used', async () => {
    await using proxy = await startReceiver(answering(ok));
    await using receiver = await startReceiver(answering(ok));
    for (const name of proxies) process.env[name] = `http://127.0.0.1:${proxy.port}`;
    const url = `http://hooks.example.test:${receiver.port}/`;
    expect(await createGuarded().send(post(url))).toMatchObject({ kind: 'answered' });
    expect(await createGuarded({ fetch }).send(post(url))).toMatchObject({ kind: 'answered' });
    expect([proxy.connections(), receiver.connections()]).toEqual([0, 2]);
  });
});
