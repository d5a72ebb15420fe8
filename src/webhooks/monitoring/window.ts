import { type Instant, minuteMs } from '../../core/clock.ts';
import { minuteOf } from './delivery-minute.ts';
import { endpointSpanMinutes, spanStartOf } from './span.ts';

/** How long statistics may look back, in hours, and into how many minutes each point of the series is summed. */
export const windowLengths = { 24: 15, 168: 120 } as const;
export type WindowHours = keyof typeof windowLengths;

/** A time that statistics are about, in minutes since 1970; it begins with a whole hour, whole points fill it. */
export interface StatisticsWindow {
  readonly fromMinute: number;
  /** The present minute, included. */
  readonly toMinute: number;
  readonly pointMinutes: number;
}

/** The present hour (or two) counts as one of the window's, although it is not over. */
export const windowBefore = (now: Instant, hours: WindowHours): StatisticsWindow => {
  const pointMinutes = windowLengths[hours];
  const toMinute = minuteOf(now);
  const stepMinutes = Math.max(pointMinutes, endpointSpanMinutes);
  return {
    fromMinute: spanStartOf(toMinute, stepMinutes) + stepMinutes - hours * 60,
    toMinute,
    pointMinutes,
  };
};

/** Beginnings of the parts of a window that are so long, the present one included. */
export const startsIn = ({ fromMinute, toMinute }: StatisticsWindow, lengthMinutes: number): number[] => {
  const count = Math.floor((toMinute - fromMinute) / lengthMinutes) + 1;
  return Array.from({ length: count }, (_, index) => fromMinute + index * lengthMinutes);
};

export const instantOf = (minute: number): Instant => minute * minuteMs;
