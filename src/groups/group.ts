import { addDays, addMonths, type Day, dayOf, startOfDay, startOfMonth } from '../core/calendar.ts';
import type { Instant } from '../core/clock.ts';
import type { GroupId, ProgramId, TierId } from '../core/ids.ts';

/** What thresholds are compared with: the amount charged net of refunds, or the number of conversions. */
export const tierMetrics = ['revenue', 'conversions'] as const;
export type TierMetric = (typeof tierMetrics)[number];

export const tierWindows = ['rolling', 'month'] as const;
export type TierWindow = (typeof tierWindows)[number];

/** How the tiers of a group are climbed. */
export interface TierPolicy {
  readonly tierMetric: TierMetric;
  readonly tierWindow: TierWindow;
  /** Of a rolling window: how many days of the program's time zone, the present one included. */
  readonly tierDays: number | null;
}

/** Partners that share rules, and the ladder of tiers they climb. */
export interface Group extends TierPolicy {
  readonly id: GroupId;
  readonly programId: ProgramId;
  readonly name: string;
  /** Partners after this `seq` are yet to be held against a changed ladder; null when none is. */
  readonly reviewSeq: number | null;
  readonly rowVersion: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly archivedAt: Instant | null;
}

export interface Tier {
  readonly id: TierId;
  readonly programId: ProgramId;
  readonly groupId: GroupId;
  readonly name: string;
  /** Minor units of the program's currency, or a number of conversions, from which on a partner is in it. */
  readonly threshold: number;
  readonly rowVersion: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly archivedAt: Instant | null;
}

/** The days, both included, whose sales count at an instant. */
export interface Window {
  readonly from: Day;
  readonly to: Day;
}

export const windowAt = (policy: TierPolicy, instant: Instant, timeZone: string): Window => {
  const to = dayOf(instant, timeZone);
  return policy.tierWindow === 'month'
    ? { from: startOfMonth(to), to }
    : { from: addDays(to, 1 - (policy.tierDays ?? 1)), to };
};

/** The first end of a period after an instant: the next month's first one, or the next day's. */
export const nextPeriodEnd = (policy: TierPolicy, instant: Instant, timeZone: string): Instant => {
  const today = dayOf(instant, timeZone);
  const next = policy.tierWindow === 'month' ? addMonths(startOfMonth(today), 1) : addDays(today, 1);
  return startOfDay(next, timeZone);
};

/** The highest tier whose threshold is reached; null below the lowest. */
export const tierReached = (tiers: readonly Tier[], value: number): Tier | null => {
  let best: Tier | null = null;
  for (const tier of tiers) {
    if (tier.threshold <= value && (best === null || tier.threshold > best.threshold)) best = tier;
  }
  return best;
};
