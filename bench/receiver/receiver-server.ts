import { percentile } from '../statistics.ts';

/**
 * Takes webhooks and counts them, asks their sender to wait, or says nothing at all: addresses behind `/dead/` never
 * answer. Its own few addresses begin with `/control/`.
 */
let retryAfterSeconds = 0;
let accepted = 0;
let firstAtMs = 0;
let lastAtMs = 0;
/** Whether to see how old the events are. */
let isTiming = false;
let agesMs: number[] = [];

const accept = (): Response => {
  const nowMs = performance.now();
  if (accepted === 0) firstAtMs = nowMs;
  lastAtMs = nowMs;
  accepted += 1;
  return new Response(null, { status: 204 });
};

const refuse = (): Response =>
  new Response(null, { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } });

const startOver = (): void => {
  accepted = 0;
  agesMs = [];
};

/** From the instant that an event carries, at which its unit of work began, to the first byte of its webhook. */
const noteAge = (body: string, arrivedAtMs: number): void => {
  const found = /"timestamp":"([^"]+)"/.exec(body);
  if (found?.[1]) agesMs.push(arrivedAtMs - Date.parse(found[1]));
};

const ages = (): object => {
  const sorted = Float64Array.from(agesMs).sort();
  const [p50Ms, p99Ms, maximumMs] = [0.5, 0.99, 1].map((share) => percentile(sorted, share));
  return { p50Ms, p99Ms, maximumMs };
};

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  idleTimeout: 0,
  routes: {
    '/control/count': () => Response.json({ accepted, elapsedMs: lastAtMs - firstAtMs }),
    '/control/ages': () => Response.json(ages()),
    '/control/mode/:seconds': ({ params }) => {
      retryAfterSeconds = Number(params.seconds);
      isTiming = false;
      startOver();
      return new Response();
    },
    '/control/timing': () => {
      isTiming = true;
      startOver();
      return new Response();
    },
    '/dead/*': () => new Promise<Response>(() => undefined),
  },
  fetch: async (request) => {
    const arrivedAtMs = isTiming ? performance.timeOrigin + performance.now() : 0;
    const body = await request.text();
    if (isTiming) noteAge(body, arrivedAtMs);
    return retryAfterSeconds > 0 ? refuse() : accept();
  },
});
process.stdout.write(`${server.url}\n`);
