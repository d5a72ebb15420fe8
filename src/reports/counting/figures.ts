import { type Day, dayOf } from '../../core/calendar.ts';
import { type Instant, minuteMs } from '../../core/clock.ts';
import type { PartnerId, ProgramId } from '../../core/ids.ts';

/** What is counted, as the columns of the tables are called. */
export const figureNames = [
  'clicks',
  'repeats',
  'bots',
  'signups',
  'purchases',
  'revenue_minor',
  'refunds',
  'refunded_minor',
  'commission_minor',
] as const;
export type FigureName = (typeof figureNames)[number];
export type Figures = Record<FigureName, number>;

export const noFigures = (): Figures => ({
  ...{ clicks: 0, repeats: 0, bots: 0, signups: 0, purchases: 0, revenue_minor: 0, refunds: 0 },
  ...{ refunded_minor: 0, commission_minor: 0 },
});

/** Adds to what grows in place. */
export const addFigures = (to: Figures, figures: Partial<Figures>): Figures => {
  for (const name of figureNames) to[name] += figures[name] ?? 0;
  return to;
};

/** What happened with one partner at an instant. */
export interface Counted {
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly at: Instant;
  /** '' for what has none. */
  readonly currency: string;
  readonly figures: Partial<Figures>;
}

/** Everything of one partner on one day in one currency. */
export interface PartnerDay {
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly day: Day;
  readonly currency: string;
  readonly figures: Figures;
}

/** Sums up by partner, day and currency. */
export class DayTally {
  readonly #days = new Map<string, PartnerDay>();

  /** @param timeZoneOf by whose days a program is counted */
  constructor(private readonly timeZoneOf: (programId: ProgramId) => string) {}

  add({ programId, partnerId, at, currency, figures }: Counted): void {
    const day = quickDayOf(at, this.timeZoneOf(programId));
    const key = `${partnerId} ${day} ${currency}`;
    let sum = this.#days.get(key);
    if (!sum) {
      sum = { programId, partnerId, day, currency, figures: noFigures() };
      this.#days.set(key, sum);
    }
    addFigures(sum.figures, figures);
  }

  get days(): PartnerDay[] {
    return [...this.#days.values()];
  }
}

const quarterMs = 15 * minuteMs;
const mostKnown = 5_000;
const known = new Map<string, Day>();

/** Every zone changes its day at a quarter of an hour of UTC, so that a quarter lies within one day. */
const quickDayOf = (at: Instant, timeZone: string): Day => {
  const key = `${Math.floor(at / quarterMs)} ${timeZone}`;
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  if (known.size >= mostKnown) known.clear();
  const day = dayOf(at, timeZone);
  known.set(key, day);
  return day;
};
