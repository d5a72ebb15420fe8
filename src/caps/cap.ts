import { dayOf, startOfMonth, startOfWeek } from '../core/calendar.ts';
import type { Instant } from '../core/clock.ts';
import type { CustomerId, PartnerId } from '../core/ids.ts';
import type { Cap, CapPeriod, ProgramCaps } from '../programs/program.ts';

export type CapKind = keyof ProgramCaps;

/** By which caps a commission was limited, and in which period of each it counts. */
export type CapPeriods = Readonly<Partial<Record<CapKind, string>>>;

export const capKinds: readonly CapKind[] = ['customer', 'partner', 'program'];

/** Whether a program limits anything: asked for every conversion, answered from its row alone. */
export const hasCaps = (caps: ProgramCaps): boolean => capKinds.some((kind) => caps[kind] !== null);

interface Subjects {
  readonly customerId: CustomerId | null;
  readonly partnerId: PartnerId;
}

/** Whose use is counted; '' for the program, undefined for a customer that is not known. */
export const capSubject = (kind: CapKind, { customerId, partnerId }: Subjects): string | undefined => {
  if (kind === 'customer') return customerId ?? undefined;
  return kind === 'partner' ? partnerId : '';
};

/** The caps of a program that limit what is earned at an instant, each with its period then. */
export const capsAt = (
  caps: ProgramCaps,
  subjects: Subjects,
  occurredAt: Instant,
  timeZone: string,
): { kind: CapKind; cap: Cap; subject: string; period: string }[] =>
  capKinds.flatMap((kind) => {
    const cap = caps[kind];
    const subject = capSubject(kind, subjects);
    if (cap === null || subject === undefined) return [];
    return [{ kind, cap, subject, period: periodOf(cap.period, occurredAt, timeZone) }];
  });

/** The name of the period that an instant lies in; no two kinds of period share a name. */
const periodOf = (period: CapPeriod, instant: Instant, timeZone: string): string => {
  const day = dayOf(instant, timeZone);
  switch (period) {
    case 'day':
      return day;
    case 'week':
      return `week of ${startOfWeek(day)}`;
    case 'month':
      return startOfMonth(day).slice(0, 7);
    case 'year':
      return day.slice(0, 4);
    case 'ever':
      return 'ever';
  }
};
