import { dayMs, hourMs, type Instant, minuteMs } from '../../core/clock.ts';

/** How an endpoint has been answering; decides about warnings and automatic disabling. */
export interface EndpointHealth {
  /** First 2xx at the present URL; null while unverified. */
  readonly verifiedAt: Instant | null;
  /** Beginning of the present run of failures; null when the last answer was a success. */
  readonly firstFailedAt: Instant | null;
  readonly lastFailedAt: Instant | null;
  readonly lastSucceededAt: Instant | null;
  /** When it was last disabled by the product itself; null once it has answered well since. */
  readonly disabledAt: Instant | null;
}

/** A success need not be written each time: within a minute of the last one it says nothing new. */
const successResolutionMs = minuteMs;

/** The same object when nothing is worth writing. */
export const afterSuccess = (health: EndpointHealth, at: Instant): EndpointHealth => {
  const known =
    health.verifiedAt !== null &&
    health.firstFailedAt === null &&
    health.disabledAt === null &&
    health.lastSucceededAt !== null &&
    at - health.lastSucceededAt < successResolutionMs;
  if (known) return health;
  return {
    ...health,
    verifiedAt: health.verifiedAt ?? at,
    firstFailedAt: null,
    lastSucceededAt: at,
    disabledAt: null,
  };
};

export const afterFailure = (health: EndpointHealth, at: Instant): EndpointHealth => ({
  ...health,
  firstFailedAt: health.firstFailedAt ?? at,
  lastFailedAt: at,
});

/** Where a run of failures stands on its way to the disabling of the endpoint. */
export type DisableStage = 'none' | 'first_warning' | 'second_warning' | 'last_warning' | 'disable';

/** Without any success this long after its first failure an endpoint is disabled. */
export const disableAfterMs = 5 * dayMs;

/** From the first failure to the last one so far: less is one burst, however long ago it was. */
export const sustainedAfterMs = 12 * hourMs;

/** From the first failure to each stage, the last one first. */
const stages: readonly (readonly [DisableStage, number])[] = [
  ['disable', disableAfterMs],
  ['last_warning', 4.5 * dayMs],
  ['second_warning', 3 * dayMs],
  ['first_warning', dayMs],
];

/** Judged by what is stored, so that it is the same after a restart and when nothing more is sent. */
export const disableStage = (
  { firstFailedAt, lastFailedAt }: Pick<EndpointHealth, 'firstFailedAt' | 'lastFailedAt'>,
  now: Instant,
): DisableStage => {
  if (firstFailedAt === null || lastFailedAt === null) return 'none';
  if (lastFailedAt - firstFailedAt < sustainedAfterMs) return 'none';
  return stages.find(([, afterMs]) => now - firstFailedAt >= afterMs)?.[0] ?? 'none';
};

/** Whether a success now is news: it ends what people were warned of, or what disabled the endpoint. */
export const isRecovery = (before: EndpointHealth, now: Instant): boolean =>
  before.disabledAt !== null || disableStage(before, now) !== 'none';
