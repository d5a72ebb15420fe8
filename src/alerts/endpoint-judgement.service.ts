import { hourMs, type Instant, toIso } from '../core/clock.ts';
import type { EndpointId } from '../core/ids.ts';
import { type DisableStage, disableAfterMs, disableStage } from '../webhooks/endpoints/endpoint-health.ts';
import { type DeliveryCounts, percentile, sumMinutes } from '../webhooks/monitoring/delivery-minute.ts';
import type { Alert, AlertCause, AlertFacts, Judgement } from './alert.ts';
import type { AlertSettings } from './alert-settings.ts';
import type { WatchedEndpoint } from './evidence.store.ts';

/** What one endpoint is judged by. */
export interface EndpointEvidence {
  readonly endpoint: WatchedEndpoint;
  /** Of the last 15 minutes; undefined without any attempt. */
  readonly counts: DeliveryCounts | undefined;
  /** What is open about it. */
  readonly open: readonly Alert[];
}

type Verdict = Pick<Judgement, 'verdict' | 'facts'> & { readonly stage?: number };

type Judge = (evidence: EndpointEvidence, settings: AlertSettings, now: Instant) => Verdict;

/** Judges an endpoint for every cause that is watched. Nothing is wrong with one that nothing is sent to. */
export const judgeEndpoint = (
  evidence: EndpointEvidence,
  settings: AlertSettings,
  now: Instant,
): Judgement[] =>
  (Object.keys(judges) as (keyof typeof judges)[])
    .filter((cause) => settings.causes.includes(cause))
    .map((cause) => {
      const { endpoint } = evidence;
      const { verdict, facts, stage = 1 } = judges[cause](evidence, settings, now);
      return {
        cause,
        subject: endpoint.id,
        programId: endpoint.programId,
        verdict,
        stage,
        facts: { ...endpointFacts(endpoint), ...facts },
      };
    });

/** What every alert about an endpoint says of it. The host alone: paths of webhook URLs often are credentials. */
export const endpointFacts = (
  endpoint: WatchedEndpoint,
): { endpoint_id: EndpointId; endpoint_name: string; endpoint_host: string } => ({
  endpoint_id: endpoint.id,
  endpoint_name: endpoint.name,
  endpoint_host: endpoint.host,
});

const failureRate: Judge = ({ endpoint, counts = none }, settings) => {
  if (endpoint.state !== 'active') return good;
  const { failed, succeeded } = counts;
  const attempts = failed + succeeded;
  // Without attempts the last answer stands: a retry in an hour is no news.
  if (attempts === 0) return endpoint.firstFailedAt === null ? good : unclear;
  const facts = { attempts, failed };
  const share = failed * 10_000;
  const allowed = settings.failureRateBasisPoints * attempts;
  if (share > allowed && attempts >= settings.minimumSample) return { verdict: 'bad', facts };
  return share * 2 <= allowed ? good : unclear;
};

const slowResponse: Judge = ({ endpoint, counts = none }, { slowMs }) => {
  if (endpoint.state !== 'active' || counts.durationMsMax <= slowMs) return good;
  const attempts = counts.failed + counts.succeeded;
  return { verdict: 'bad', facts: { attempts, longest_ms: counts.durationMsMax, limit_ms: slowMs } };
};

const slowP95: Judge = ({ endpoint, counts = none }, { slowMs, minimumSample }) => {
  const attempts = counts.failed + counts.succeeded;
  const p95 = percentile(counts.histogram, 0.95);
  if (endpoint.state !== 'active' || p95 === null) return good;
  const facts = { attempts, p95_ms: Math.round(p95), limit_ms: slowMs };
  if (p95 > slowMs && attempts >= minimumSample) return { verdict: 'bad', facts };
  return p95 <= slowMs * 0.8 ? good : unclear;
};

/** Nobody may know when to send what was lost again before it arrives again; after a day it is said enough. */
const lostDeliveries =
  (cause: AlertCause): Judge =>
  ({ endpoint, open }, _settings, now) => {
    const alert = open.find((one) => one.cause === cause);
    if (!alert) return unclear;
    if (endpoint.state === 'deleted') return good;
    const lastAt = Date.parse(String(alert.facts.last_at));
    const isWell = endpoint.firstFailedAt === null && (endpoint.lastSucceededAt ?? 0) >= lastAt;
    return now - lastAt >= (isWell ? hourMs : 24 * hourMs) ? good : unclear;
  };

const failing: Judge = ({ endpoint }, _settings, now) => {
  if (endpoint.state !== 'active' || endpoint.firstFailedAt === null) return good;
  const stage = stages[disableStage(endpoint, now)];
  if (stage === 0) return unclear;
  // One that retries for ever is warned of all the same, and never disabled.
  const facts = {
    failing_since: toIso(endpoint.firstFailedAt),
    disabled_from: endpoint.mayBeDisabled ? toIso(endpoint.firstFailedAt + disableAfterMs) : null,
  };
  return { verdict: 'bad', stage, facts };
};

/** Opened by the event; over as soon as the endpoint is not disabled any more. */
const disabled: Judge = ({ endpoint }) => (endpoint.state === 'disabled' ? unclear : good);

const judges = {
  failure_rate: failureRate,
  slow_response: slowResponse,
  slow_p95: slowP95,
  delivery_rejected: lostDeliveries('delivery_rejected'),
  delivery_exhausted: lostDeliveries('delivery_exhausted'),
  endpoint_failing: failing,
  endpoint_disabled: disabled,
} as const satisfies Partial<Record<AlertCause, Judge>>;

const stages: Readonly<Record<DisableStage, number>> = {
  none: 0,
  first_warning: 1,
  second_warning: 2,
  last_warning: 3,
  disable: 3,
};

const none = sumMinutes([]);
const noFacts: AlertFacts = {};
const good: Verdict = { verdict: 'good', facts: noFacts };
const unclear: Verdict = { verdict: 'unclear', facts: noFacts };
