import { toIso } from '../core/clock.ts';
import type { EndpointId } from '../core/ids.ts';
import type { Work } from '../database/work.ts';
import { openAlert } from './alert.service.ts';
import { findOpenAlert, updateAlert } from './alert.store.ts';
import type { Alert, AlertCause, AlertFacts } from './alert.ts';
import { readAlertCursor, writeAlertCursor } from './alert-settings.service.ts';
import type { AlertSettings } from './alert-settings.ts';
import { endpointFacts } from './endpoint-judgement.service.ts';
import { findWatched, type OperationalEvent, type WatchedEndpoint } from './evidence.store.ts';
import type { ChannelName } from './notification.ts';

const causeOf = {
  'delivery.rejected': 'delivery_rejected',
  'delivery.exhausted': 'delivery_exhausted',
  'endpoint.disabled': 'endpoint_disabled',
} as const satisfies Record<OperationalEvent['type'], AlertCause>;

/**
 * Turns operational events into alerts and moves the cursor past them, in one unit: each event counts once,
 * however often this is tried and wherever it breaks off.
 *
 * @param after the cursor that the events were read behind; when another has moved it, nothing is done
 */
export const recordIncidents = async (
  work: Work,
  channels: readonly ChannelName[],
  settings: AlertSettings,
  events: readonly OperationalEvent[],
  after: number,
): Promise<void> => {
  const last = events.at(-1);
  if (!last || (await readAlertCursor(work.tx)) !== after) return;
  await writeAlertCursor(work.tx, last.seq);
  const incidents = incidentsIn(events).filter(({ cause }) => settings.causes.includes(cause));
  if (incidents.length === 0) return;
  const endpoints = await findWatched(work.tx, [...new Set(incidents.map(({ endpointId }) => endpointId))]);
  for (const incident of incidents) {
    const endpoint = endpoints.get(incident.endpointId);
    if (endpoint) await recordIncident(work, channels, endpoint, incident);
  }
};

/** What happened to one endpoint for one cause. */
interface Incident {
  readonly cause: AlertCause;
  readonly endpointId: EndpointId;
  count: number;
  /** Newest first. */
  ids: string[];
  facts: AlertFacts;
}

const incidentsIn = (events: readonly OperationalEvent[]): Incident[] => {
  const incidents = new Map<string, Incident>();
  for (const event of events) {
    const data = event.isTest === 1 || event.body === null ? undefined : dataOf(event.body);
    if (!data) continue;
    const cause = causeOf[event.type];
    const key = `${cause} ${data.endpoint_id}`;
    const known = incidents.get(key) ?? { cause, endpointId: data.endpoint_id, count: 0, ids: [], facts: {} };
    known.count += 1;
    if (data.id !== undefined) known.ids = [data.id, ...known.ids].slice(0, shownIds);
    known.facts = { ...factsOf(cause, data), last_at: toIso(event.occurredAt) };
    incidents.set(key, known);
  }
  return [...incidents.values()];
};

/** Ids of deliveries that an alert names. */
const shownIds = 10;

interface EventFacts {
  readonly endpoint_id: EndpointId;
  readonly id?: string;
  readonly event_type?: string;
  readonly last_status?: number | null;
  readonly last_error?: string | null;
  readonly reason?: string | null;
}

const dataOf = (body: string): EventFacts => (JSON.parse(body) as { data: EventFacts }).data;

const factsOf = (cause: AlertCause, data: EventFacts): AlertFacts =>
  cause === 'endpoint_disabled'
    ? { reason: data.reason ?? null }
    : {
        last_event_type: data.event_type ?? null,
        last_status: data.last_status ?? null,
        last_error: data.last_error ?? null,
      };

const recordIncident = async (
  work: Work,
  channels: readonly ChannelName[],
  endpoint: WatchedEndpoint,
  incident: Incident,
): Promise<void> => {
  const { cause } = incident;
  const open = await findOpenAlert(work.tx, { subject: endpoint.id, cause });
  const facts = { ...endpointFacts(endpoint), ...countsOf(incident, open), ...incident.facts };
  if (open) return updateAlert(work.tx, open.id, { stage: open.stage, facts }, work.now);
  return openAlert(work, channels, {
    cause,
    subject: endpoint.id,
    programId: endpoint.programId,
    stage: 1,
    facts,
  });
};

/** Since the alert has opened. */
const countsOf = ({ cause, count, ids }: Incident, open: Alert | undefined): AlertFacts => {
  if (cause === 'endpoint_disabled') return {};
  const earlier = open?.facts;
  const earlierIds = Array.isArray(earlier?.delivery_ids) ? (earlier.delivery_ids as readonly string[]) : [];
  return {
    count: Number(earlier?.count ?? 0) + count,
    delivery_ids: [...ids, ...earlierIds].slice(0, shownIds),
  };
};
