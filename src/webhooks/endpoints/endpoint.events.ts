import { type Instant, toIso } from '../../core/clock.ts';
import type { EventData } from '../../events/catalogue.ts';
import { type Endpoint, hostOf } from './endpoint.ts';

const isoOrNull = (at: Instant | null): string | null => (at === null ? null : toIso(at));

/** What is told of an endpoint that was disabled or has recovered. */
export const endpointNews = (
  endpoint: Pick<Endpoint, 'id' | 'name' | 'url'>,
  facts: {
    readonly reason: string | null;
    readonly failingSince: Instant | null;
    readonly lastSucceededAt: Instant | null;
  },
): EventData<'endpoint.disabled' | 'endpoint.recovered'> => ({
  endpoint_id: endpoint.id,
  endpoint: { id: endpoint.id, name: endpoint.name, host: hostOf(endpoint.url) },
  reason: facts.reason,
  failing_since: isoOrNull(facts.failingSince),
  last_succeeded_at: isoOrNull(facts.lastSucceededAt),
});
