import { z } from 'zod';
import { toIso } from '../../core/clock.ts';
import { idView, isoTime, pageOf, toIsoOrNull } from '../../http/views.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Backlog, LastAttempt } from './backlog.store.ts';
import { type DeliveryCounts, percentile, sumMinutes } from './delivery-minute.ts';
import { instantOf, type StatisticsWindow, startsIn } from './window.ts';

/** To which any number of deliveries is counted. */
export const maxCounted = 10_000;

const milliseconds = z.int().nullable();

const counts = {
  succeeded: z.int(),
  failed: z.int().meta({ description: 'Redirects and answers with 429 are among them.' }),
  success_rate: z
    .string()
    .nullable()
    .meta({ description: 'Share of the attempts, `0.0000` to `1.0000`, cut; null without any.' }),
  slow: z.int().meta({ description: 'Attempts that took longer than five seconds.' }),
  p50_ms: milliseconds,
  p95_ms: milliseconds,
  p99_ms: milliseconds,
  max_ms: milliseconds,
};

const Totals = z.strictObject(counts).meta({ id: 'DeliveryTotals' });

const Point = z.strictObject({ starts_at: isoTime, ...counts }).meta({ id: 'DeliveryStatisticsPoint' });

const atMost = z.int().meta({ description: `Counted to ${maxCounted}; then there may be more.` });

const BacklogView = z
  .strictObject({
    pending: atMost,
    sending: atMost,
    held: atMost,
    oldest_pending_at: isoTime
      .nullable()
      .meta({ description: 'When the oldest pending delivery was made, of those that were counted.' }),
  })
  .meta({ id: 'DeliveryBacklog' });

const common = {
  from: isoTime,
  to: isoTime,
  totals: Totals,
  series: z
    .array(Point)
    .meta({ description: 'By 15 minutes for 24 hours, by 2 hours for 7 days; none is left out.' }),
  backlog: BacklogView,
};

export const EndpointStatisticsView = z
  .strictObject({
    endpoint_id: idView('whe'),
    ...common,
    last_status: z.int().nullable(),
    last_error: z.string().nullable().meta({ description: 'Of the latest attempt, when it got no answer.' }),
  })
  .meta({ id: 'WebhookEndpointStatistics' });

const Line = z
  .strictObject({
    endpoint_id: idView('whe'),
    name: z.string(),
    state: z.enum(['active', 'paused', 'disabled']),
    totals: Totals,
    pending: atMost,
  })
  .meta({ id: 'WebhookEndpointLine' });

export const WebhookStatisticsView = z
  .strictObject({ ...pageOf(Line).shape, ...common })
  .meta({ id: 'WebhookStatistics' });

/** What was counted at a minute, or from that minute on. */
export interface CountsAt extends DeliveryCounts {
  readonly startMinute: number;
}

/** @param counted in any order, parts of a window that lie within one point of its series each */
export const toWindowView = (
  window: StatisticsWindow,
  now: number,
  counted: readonly CountsAt[],
  backlog: Backlog,
): z.input<z.ZodObject<typeof common>> => {
  const pointOf = ({ startMinute }: CountsAt) =>
    Math.floor((startMinute - window.fromMinute) / window.pointMinutes);
  const byPoint = Map.groupBy(counted, pointOf);
  return {
    from: toIso(instantOf(window.fromMinute)),
    to: toIso(now),
    totals: toTotalsView(sumMinutes(counted)),
    series: startsIn(window, window.pointMinutes).map((start, index) => ({
      starts_at: toIso(instantOf(start)),
      ...toTotalsView(sumMinutes(byPoint.get(index) ?? [])),
    })),
    backlog: {
      pending: backlog.pending,
      sending: backlog.sending,
      held: backlog.held,
      oldest_pending_at: toIsoOrNull(backlog.oldestPendingAt),
    },
  };
};

export const toLastAttemptView = (last: LastAttempt | undefined) => ({
  last_status: last?.status ?? null,
  last_error: last?.error ?? null,
});

export const toLineView = (
  { id, name, state }: Endpoint,
  counted: DeliveryCounts,
  pending: number,
): z.input<typeof Line> => ({ endpoint_id: id, name, state, totals: toTotalsView(counted), pending });

const toTotalsView = (sum: DeliveryCounts): z.input<typeof Totals> => {
  const { succeeded, failed, slow, durationMsMax } = sum;
  const all = succeeded + failed;
  const within = (share: number): number | null => {
    const ms = percentile(sum.histogram, share);
    return ms === null ? null : Math.min(Math.ceil(ms), durationMsMax);
  };
  return {
    succeeded,
    failed,
    success_rate: all === 0 ? null : (Math.floor((succeeded / all) * 10_000) / 10_000).toFixed(4),
    slow,
    p50_ms: within(0.5),
    p95_ms: within(0.95),
    p99_ms: within(0.99),
    max_ms: all === 0 ? null : durationMsMax,
  };
};
