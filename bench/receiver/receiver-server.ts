/**
 * Takes webhooks and counts them, or asks their sender to wait. Its own few addresses begin with `/control/`.
 */
let retryAfterSeconds = 0;
let accepted = 0;
let firstAtMs = 0;
let lastAtMs = 0;

const accept = (): Response => {
  const nowMs = performance.now();
  if (accepted === 0) firstAtMs = nowMs;
  lastAtMs = nowMs;
  accepted += 1;
  return new Response(null, { status: 204 });
};

const refuse = (): Response =>
  new Response(null, { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } });

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  routes: {
    '/control/count': () => Response.json({ accepted, elapsedMs: lastAtMs - firstAtMs }),
    '/control/mode/:seconds': ({ params }) => {
      retryAfterSeconds = Number(params.seconds);
      accepted = 0;
      return new Response();
    },
  },
  fetch: async (request) => {
    await request.arrayBuffer();
    return retryAfterSeconds > 0 ? refuse() : accept();
  },
});
process.stdout.write(`${server.url}\n`);
