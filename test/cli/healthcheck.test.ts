import { expect, test } from 'bun:test';
import { run } from './test-terminal.ts';

/** A server that answers everything with one status, and remembers which paths were asked for. */
const serving = (status: number) => {
  const paths: string[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request) => {
      paths.push(new URL(request.url).pathname);
      return new Response('', { status });
    },
  });
  return { port: String(server.port), paths, stop: () => server.stop(true) };
};

test('is healthy when the server says that it is ready', async () => {
  const server = serving(200);
  const { exit } = await run(['healthcheck', '--port', server.port]);
  await server.stop();
  expect(exit).toBe('ok');
  expect(server.paths).toEqual(['/readyz']);
});

test('asks the loopback when the server listens everywhere', async () => {
  const server = serving(200);
  const { exit } = await run(['healthcheck', '--host', '0.0.0.0', '--port', server.port]);
  await server.stop();
  expect(exit).toBe('ok');
});

test('is unhealthy when the server answers anything else', async () => {
  for (const status of [503, 302, 204]) {
    const server = serving(status);
    const { exit, stderr } = await run(['healthcheck', '--port', server.port]);
    await server.stop();
    expect(exit).toBe('failure');
    expect(stderr).toContain(`answered ${status}`);
  }
});

test('is unhealthy when nobody listens', async () => {
  const server = serving(200);
  await server.stop();
  const { exit, stderr } = await run(['healthcheck', '--port', server.port]);
  expect(exit).toBe('failure');
  expect(stderr).toContain('cannot be reached');
});
