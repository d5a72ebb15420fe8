import { minuteMs, toIso } from '../../src/core/clock.ts';

interface Entry {
  readonly at: number;
  /** When it was sold. */
  readonly day: number;
  readonly conversions: number;
  readonly volume: number;
}

type Change = [string | null, string | null, string];

/**
 * The tiers of one partner in Berlin, from the list of all that ever happened: slow, and in no way as the product
 * does it. Days are found by asking a formatter minute by minute where they end.
 */
export const createNaiveLadder = (
  group: { readonly tier_window: string; readonly tier_days: number | null; readonly tier_metric: string },
  tiers: Readonly<Record<string, number>>,
  since: number,
) => {
  const entries: Entry[] = [];
  const changes: Change[] = [];
  const effective: number[] = [];
  let present: string | null = null;

  const nameFor = (value: number): string | null =>
    Object.entries(tiers)
      .filter(([, threshold]) => threshold <= value)
      .sort(([, one], [, other]) => other - one)[0]?.[0] ?? null;

  const valueAt = (instant: number): number => {
    const counted = entries.filter(({ day }) => isInWindow(group, day, instant));
    return counted.reduce(
      (sum, { conversions, volume }) => sum + (group.tier_metric === 'revenue' ? volume : conversions),
      0,
    );
  };

  const move = (to: string | null, at: number): void => {
    if (to === present) return;
    changes.push([present, to, toIso(at)]);
    effective.push(at);
    present = to;
  };

  const rise = (at: number): void => {
    const to = nameFor(valueAt(at));
    if (to !== null && (present === null || (tiers[to] ?? 0) > (tiers[present] ?? 0))) move(to, at + 1);
  };

  let ended = since;
  const endPeriodsUntil = (now: number): void => {
    for (let end = nextEnd(group, ended); end <= now; end = nextEnd(group, ended)) {
      move(nameFor(valueAt(end - 1)), end);
      ended = end;
    }
  };

  rise(since);
  return {
    add(now: number, entry: Omit<Entry, 'at'>): void {
      endPeriodsUntil(now);
      entries.push({ ...entry, at: now });
      if (entry.volume > 0 || entry.conversions > 0) rise(now);
    },
    /** The tier by which a sale of an instant earns that is told now. */
    tierAt(now: number, occurredAt: number): string | null {
      endPeriodsUntil(now);
      const index = effective.findLastIndex((at) => at <= occurredAt);
      return changes[index]?.[1] ?? null;
    },
    changes(now: number): Change[] {
      endPeriodsUntil(now);
      return changes;
    },
  };
};

const berlin = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Berlin',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

const dateOf = (instant: number): string => berlin.format(instant);

const monthOf = (instant: number): string => dateOf(instant).slice(3);

/** Days from 1970 of what a calendar in Berlin shows. */
const numberOf = (instant: number): number => {
  const [day = 0, month = 0, year = 0] = dateOf(instant).split('/').map(Number);
  return Date.UTC(year, month - 1, day) / 86_400_000;
};

const isInWindow = (
  group: { readonly tier_window: string; readonly tier_days: number | null },
  sold: number,
  at: number,
): boolean => {
  if (group.tier_window === 'month') return monthOf(sold) === monthOf(at);
  const age = numberOf(at) - numberOf(sold);
  return age >= 0 && age < (group.tier_days ?? 0);
};

const nextEnd = (group: { readonly tier_window: string }, instant: number): number => {
  const nameOf = group.tier_window === 'month' ? monthOf : dateOf;
  const start = nameOf(instant);
  let at = Math.floor(instant / minuteMs) * minuteMs;
  // Hour by hour as far as that goes, then minute by minute.
  while (nameOf(at + 60 * minuteMs) === start) at += 60 * minuteMs;
  while (nameOf(at) === start) at += minuteMs;
  return at;
};
