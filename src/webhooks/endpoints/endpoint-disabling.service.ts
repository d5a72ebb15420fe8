import type { Clock } from '../../core/clock.ts';
import type { EndpointId, Ids } from '../../core/ids.ts';
import type { Db, Origin, Transact, Work } from '../../database/work.ts';
import { recordEvent } from '../../events/record.ts';
import type { WebhookSignals } from '../drainer/signals.ts';
import { retryPolicyOf } from '../retries/retry-policies.ts';
import { endpointNews } from './endpoint.events.ts';
import { setAside } from './endpoint.service.ts';
import { findEndpoint, findFailingSince, findLastProgram } from './endpoint.store.ts';
import type { Endpoint } from './endpoint.ts';
import { disableAfterMs, disableStage, type EndpointHealth } from './endpoint-health.ts';

export type DisableReason = 'failing_for_days' | 'gone';

/**
 * Sets an endpoint aside by the product itself and tells of it: as pausing, nothing is sent and nothing is lost.
 * @throws DomainError `invalid_transition` for one that is not active
 */
export const disableEndpoint = async (
  work: Work,
  tools: { readonly signals: WebhookSignals },
  endpoint: Endpoint,
  reason: DisableReason,
): Promise<Endpoint> => {
  const disabled = await setAside(work, tools, endpoint, 'disabled', {
    disabled_reason: reason,
    disabled_at: work.now,
  });
  const { firstFailedAt: failingSince, lastSucceededAt } = disabled;
  await tell(
    work,
    'endpoint.disabled',
    disabled,
    endpointNews(disabled, { reason, failingSince, lastSucceededAt }),
  );
  return disabled;
};

/** Tells that an endpoint answers again. @param before its health before the success of now */
export const tellRecovered = async (
  work: Work,
  endpointId: EndpointId,
  before: EndpointHealth,
): Promise<void> => {
  const endpoint = await findEndpoint(work.tx, endpointId);
  if (!endpoint) return;
  const facts = { reason: null, failingSince: before.firstFailedAt, lastSucceededAt: work.now };
  await tell(work, 'endpoint.recovered', endpoint, endpointNews(endpoint, facts));
};

/**
 * An event belongs to one program; that of an endpoint for all of them is where it was last told something. One
 * that was never to get anything cannot have failed either.
 */
const tell = async (
  work: Work,
  type: 'endpoint.disabled' | 'endpoint.recovered',
  endpoint: Endpoint,
  data: ReturnType<typeof endpointNews>,
): Promise<void> => {
  const programId = endpoint.programId ?? (await findLastProgram(work.tx, endpoint.id));
  if (!programId) return;
  recordEvent(work, type, { programId, partnerId: endpoint.partnerId, entityId: endpoint.id, data });
};

/** Why a run of failures disables an endpoint now; undefined when it does not. */
export const mustBeDisabled = (
  health: Pick<EndpointHealth, 'firstFailedAt' | 'lastFailedAt'>,
  policy: { readonly persists: boolean },
  now: number,
): boolean => !policy.persists && disableStage(health, now) === 'disable';

/**
 * Disables endpoints that have failed for days, also those that nothing is sent to any more: the drainer looks at
 * each result, and only at results.
 * @returns how many were disabled
 */
export const disableFailingEndpoints = async (app: {
  readonly read: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly drainer: WebhookSignals;
}): Promise<number> => {
  const failing = await findFailingSince(app.read, app.clock.now() - disableAfterMs);
  const origin: Origin = {
    actor: { kind: 'system', id: 'failing_endpoints' },
    requestId: app.ids.mint('req'),
    lane: 'bulk',
  };
  let disabled = 0;
  for (const { id } of failing) {
    if (await app.transact(origin, (work) => disableIfFailing(work, app.drainer, id))) disabled += 1;
  }
  return disabled;
};

/** As it stands in this unit: it may have answered meanwhile. */
const disableIfFailing = async (work: Work, signals: WebhookSignals, id: EndpointId): Promise<boolean> => {
  const endpoint = await findEndpoint(work.tx, id);
  if (endpoint?.state !== 'active') return false;
  const policy = retryPolicyOf(endpoint.retryPolicy, endpoint.options.retry);
  if (!mustBeDisabled(endpoint, policy, work.now)) return false;
  await disableEndpoint(work, { signals }, endpoint, 'failing_for_days');
  return true;
};
