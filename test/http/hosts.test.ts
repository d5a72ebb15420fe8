import { afterAll, expect, test } from 'bun:test';
import { connect } from 'node:net';
import { listen } from '../../src/cli/listening.ts';
import { createServer } from '../../src/server.ts';
import { createTestApp } from '../support/app.ts';

/** What only a socket can send: `fetch` and `Request` know no malformed host. */
const app = await createTestApp();
const listening = listen(createServer(app.app), { host: '127.0.0.1', port: 0 });
afterAll(async () => {
  await listening.stop();
  await app.close();
});

const ask = (path: string, host: string, accept = '*/*'): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(listening.url).port), '127.0.0.1');
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept: ${accept}\r\nconnection: close\r\n\r\n`);
  });

const statusOf = (answer: string) => Number(answer.split(' ', 2)[1]);

const malformed = ['', '[', 'a b', '%00', 'localhost:port'];

test.each(malformed)('an unknown address is a plain 404 for the host "%s"', async (host) => {
  for (const accept of ['*/*', 'text/html']) {
    const answer = await ask('/nowhere', host, accept);
    expect(statusOf(answer)).toBe(404);
    expect(answer.toLowerCase()).toContain('x-request-id: req_');
    expect(answer.toLowerCase()).toContain('content-security-policy: ');
  }
  expect(app.logged).toEqual([]);
});

test.each(['a', 'nas', '[::1]', '[', '%00', 'localhost:port', 'partners.example.com'])(
  'the host "%s" changes nothing about which address is meant',
  async (host) => {
    expect(statusOf(await ask('/healthz', host))).toBe(200);
    expect(statusOf(await ask('/some/healthz', host))).toBe(404);
    expect(statusOf(await ask('/abcdef/healthz', host))).toBe(404);
    expect(statusOf(await ask('/abcdef/api/v1/partners', host))).toBe(404);
    expect(statusOf(await ask('/api/v1/partners', host))).toBe(401);
    expect(statusOf(await ask(await stylesheet(), host))).toBe(200);
  },
);

const stylesheet = async (): Promise<string> =>
  /\/assets\/app\.[^"]+/.exec(await ask('/', 'localhost', 'text/html'))?.[0] ?? 'no stylesheet';
