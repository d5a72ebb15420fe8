import { createHash, timingSafeEqual } from 'node:crypto';
import type { App } from '../app.ts';
import { requestClasses, statusClasses } from '../http/request-counter.ts';
import { version } from '../version.ts';
import { durationStepsMs } from '../webhooks/monitoring/delivery-minute.ts';
import { expositionType, writeExposition } from './exposition.ts';
import { familiesOf, type MetricFacts } from './families.ts';

type MetricsApp = Pick<
  App,
  'config' | 'clock' | 'drainer' | 'minutes' | 'clockCheck' | 'requests' | 'samples' | 'databaseLoad'
>;

/** `/metrics`: 401 without the token. Undefined where no token is set: then there is nothing at the address. */
export const createMetrics = (app: MetricsApp): ((request: Request) => Response) | undefined => {
  const { metricsToken } = app.config;
  const startedAt = app.clock.now();
  if (metricsToken === undefined) return undefined;
  const expected = digestOf(`Bearer ${metricsToken}`);
  return (request) => {
    const given = digestOf(request.headers.get('authorization') ?? '');
    if (!timingSafeEqual(given, expected)) return new Response('A token is needed.\n', refused);
    return new Response(writeExposition(familiesOf(factsOf(app, startedAt))), { headers });
  };
};

const headers = { 'content-type': expositionType, 'cache-control': 'no-store' };

const refused = {
  status: 401,
  headers: {
    'www-authenticate': 'Bearer realm="metrics"',
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  },
};

/** Of the same length whatever was sent, so that comparing takes the same time. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const factsOf = (app: MetricsApp, startedAt: number): MetricFacts => {
  const { counters } = app.minutes;
  return {
    version,
    now: app.clock.now(),
    startedAt,
    residentBytes: process.memoryUsage.rss(),
    drainerAlive: app.drainer.isAlive,
    drainer: app.drainer.load,
    attempts: counters.attempts,
    durations: { edgesMs: durationStepsMs, counts: counters.durations, sumMs: counters.durationMsSum },
    moves: counters.moves as Record<string, number>,
    database: app.databaseLoad(),
    requests: requestClasses.flatMap((requestClass) =>
      statusClasses.map(
        (statusClass) =>
          [requestClass, statusClass, app.requests.countOf(requestClass, statusClass)] as const,
      ),
    ),
    clockSkewMs: app.clockCheck.skew()?.skewMs,
    sample: app.samples.latest,
  };
};
