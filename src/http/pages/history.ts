import type { OwnApi } from '../own-api.ts';
import { allows } from '../scopes.ts';
import type { Viewer } from './page-route.ts';

/** Something that happened to a thing, and who is behind it where that may be known. */
export interface Happening {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly entity_id: string;
  readonly request_id: string;
  readonly data: Readonly<Record<string, unknown>> | null;
  /** The person or key of its request; undefined for who may not see the audit log, and for what came by itself. */
  readonly who: string | undefined;
}

/** A webhook that told of one of them. */
export interface HappeningDelivery {
  readonly id: string;
  readonly event_type: string;
  readonly endpoint_id: string;
  readonly state: string;
  readonly attempt_count: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at: string;
}

export interface History {
  readonly happenings: readonly Happening[];
  readonly deliveries: readonly HappeningDelivery[];
}

type Event = Omit<Happening, 'who'>;

/** The most events that a page tells of. */
const maxEvents = 100;
/** Events whose deliveries are shown. */
const maxDelivered = 20;

/** Everything that happened to a thing and what belongs to it, newest first, and the webhooks that told of it. */
export const readHistory = async (
  { api, viewer }: { readonly api: OwnApi; readonly viewer: Viewer },
  ids: readonly string[],
): Promise<History> => {
  const { data: events } = await api.get<{ data: Event[] }>('/api/v1/events', {
    query: { entity_id: ids.slice(0, 50).join(','), limit: maxEvents },
  });
  const names = allows(viewer.caller.scopes, 'admin') ? await namesByRequest(api, ids) : new Map();
  const deliveries: HappeningDelivery[] = [];
  for (const { id } of events.slice(0, maxDelivered)) {
    const { data } = await api.get<{ data: HappeningDelivery[] }>('/api/v1/deliveries', {
      query: { event_id: id, limit: 20 },
    });
    deliveries.push(...data);
  }
  return { happenings: events.map((event) => ({ ...event, who: names.get(event.request_id) })), deliveries };
};

interface Audited {
  readonly request_id: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string | null };
}

const namesByRequest = async (api: OwnApi, ids: readonly string[]): Promise<Map<string, string>> => {
  const names = new Map<string, string>();
  for (const id of ids.slice(0, 10)) {
    const { data } = await api.get<{ data: Audited[] }>('/api/v1/audit-log', {
      query: { subject_id: id, limit: 50 },
    });
    for (const { request_id, actor } of data) names.set(request_id, actor.name ?? actor.kind);
  }
  return names;
};
