import { type Instant, minuteMs } from '../../core/clock.ts';

/** How an endpoint has been answering; decides about warnings and automatic disabling. */
export interface EndpointHealth {
  /** First 2xx at the present URL; null while unverified. */
  readonly verifiedAt: Instant | null;
  /** Beginning of the present run of failures; null when the last answer was a success. */
  readonly firstFailedAt: Instant | null;
  readonly lastFailedAt: Instant | null;
  readonly lastSucceededAt: Instant | null;
}

/** A success need not be written each time: within a minute of the last one it says nothing new. */
const successResolutionMs = minuteMs;

/** The same object when nothing is worth writing. */
export const afterSuccess = (health: EndpointHealth, at: Instant): EndpointHealth => {
  const known =
    health.verifiedAt !== null &&
    health.firstFailedAt === null &&
    health.lastSucceededAt !== null &&
    at - health.lastSucceededAt < successResolutionMs;
  if (known) return health;
  return { ...health, verifiedAt: health.verifiedAt ?? at, firstFailedAt: null, lastSucceededAt: at };
};

export const afterFailure = (health: EndpointHealth, at: Instant): EndpointHealth => ({
  ...health,
  firstFailedAt: health.firstFailedAt ?? at,
  lastFailedAt: at,
});
