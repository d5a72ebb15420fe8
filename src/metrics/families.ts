import { type Instant, secondMs } from '../core/clock.ts';
import { byLabel, counter, gauge, histogram, type MetricFamily } from './exposition.ts';

/** Everything that is told, as plain facts: durations in milliseconds. */
export interface MetricFacts {
  readonly version: string;
  readonly now: Instant;
  readonly startedAt: Instant;
  readonly residentBytes: number;
  readonly drainerAlive: boolean;
  readonly drainer: {
    readonly requestsUnderWay: { readonly fast: number; readonly slow: number };
    readonly endpointsReady: number;
    readonly claimedAhead: number;
    readonly claims: number;
  };
  readonly attempts: Readonly<Record<string, number>>;
  readonly durations: {
    readonly edgesMs: readonly number[];
    readonly counts: readonly number[];
    readonly sumMs: number;
  };
  readonly moves: Readonly<Record<string, number>>;
  readonly database: {
    readonly unansweredUnits: number;
    readonly logBytes: number;
    readonly batches: number;
    readonly units: number;
    readonly syncs: number;
    readonly syncMs: number;
  };
  /** Requests answered, by class and class of status. */
  readonly requests: readonly (readonly [requestClass: string, statusClass: string, count: number])[];
  readonly clockSkewMs: number | undefined;
  /** What a job has looked up; undefined before its first run. */
  readonly sample:
    | {
        readonly backlog: {
          readonly pending: number;
          readonly sending: number;
          readonly held: number;
          readonly oldestPendingAt: Instant | null;
        };
        readonly events: number;
        readonly databaseBytes: number;
      }
    | undefined;
}

/** Names and units as Prometheus wants them: seconds, bytes, `_total` for what only grows. */
export const familiesOf = (facts: MetricFacts): MetricFamily[] => [
  ...ofProcess(facts),
  ...ofAttempts(facts),
  ...ofDrainer(facts),
  ...ofDatabase(facts),
  ...ofSample(facts),
  {
    name: 'http_requests_total',
    type: 'counter',
    help: 'Requests answered to the API and on tracked links.',
    samples: facts.requests.map(([route, status, value]) => ({ labels: { route, status }, value })),
  },
];

const ofProcess = ({ version, startedAt, residentBytes, clockSkewMs }: MetricFacts): MetricFamily[] => [
  {
    name: 'build_info',
    type: 'gauge',
    help: 'Always 1; the label says which version runs.',
    samples: [{ labels: { version }, value: 1 }],
  },
  gauge('process_start_time_seconds', 'When the process began, since 1970.', startedAt / secondMs),
  gauge('process_resident_memory_bytes', 'Memory that the process holds.', residentBytes),
  ...(clockSkewMs === undefined
    ? []
    : [
        gauge(
          'clock_skew_seconds',
          'By how much our clock is ahead of receivers; beyond 30 is alarming.',
          clockSkewMs / secondMs,
        ),
      ]),
];

const ofAttempts = ({ attempts, durations, moves }: MetricFacts): MetricFamily[] => [
  byLabel(
    'counter',
    'webhook_attempts_total',
    'Requests of deliveries by what became of them.',
    'outcome',
    attempts,
  ),
  histogram(
    'webhook_attempt_duration_seconds',
    'How long requests of deliveries took, the answer included.',
    durations.edgesMs.map((edgeMs) => edgeMs / secondMs),
    durations.counts,
    durations.sumMs / secondMs,
  ),
  byLabel(
    'counter',
    'webhook_delivery_moves_total',
    'Deliveries by the state they went to after a request; pending ones are retried.',
    'state',
    moves,
  ),
];

const ofDrainer = ({ drainerAlive, drainer }: MetricFacts): MetricFamily[] => [
  gauge('webhook_drainer_alive', '1 while deliveries are being sent.', drainerAlive ? 1 : 0),
  byLabel('gauge', 'webhook_requests_in_flight', 'Requests of deliveries under way.', 'lane', {
    ...drainer.requestsUnderWay,
  }),
  gauge('webhook_endpoints_ready', 'Endpoints that wait for their turn.', drainer.endpointsReady),
  gauge('webhook_deliveries_claimed_ahead', 'Deliveries claimed and not yet sent.', drainer.claimedAhead),
  counter('webhook_claims_total', 'Deliveries claimed.', drainer.claims),
];

const ofDatabase = ({ database }: MetricFacts): MetricFamily[] => [
  gauge(
    'database_units_unanswered',
    'Units of work submitted and not yet answered.',
    database.unansweredUnits,
  ),
  counter('database_batches_total', 'Commits, each of one or more units of work.', database.batches),
  counter('database_units_total', 'Units of work that were run.', database.units),
  counter('database_syncs_total', 'Times that the log was brought to disk.', database.syncs),
  counter(
    'database_sync_seconds_total',
    'Time that bringing the log to disk took.',
    database.syncMs / secondMs,
  ),
  gauge('database_wal_bytes', 'Bytes in the write-ahead log.', database.logBytes),
];

const ofSample = ({ sample, now }: MetricFacts): MetricFamily[] => {
  if (sample === undefined) return [];
  const { pending, sending, held, oldestPendingAt } = sample.backlog;
  const ageMs = oldestPendingAt === null ? 0 : Math.max(0, now - oldestPendingAt);
  return [
    byLabel(
      'gauge',
      'webhook_backlog_deliveries',
      'Deliveries that wait, counted to 100000 every 15 seconds.',
      'state',
      { pending, sending, held },
    ),
    gauge('webhook_oldest_pending_age_seconds', 'Age of the oldest pending delivery.', ageMs / secondMs),
    counter('events_recorded_total', 'Events recorded since the database was made.', sample.events),
    gauge('database_size_bytes', 'Size of the database file.', sample.databaseBytes),
  ];
};
