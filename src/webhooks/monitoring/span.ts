import type { EndpointId, ProgramId } from '../../core/ids.ts';
import type { DeliveryCounts, DeliveryMinute } from './delivery-minute.ts';
import { mergeCounts } from './minute-tally.ts';

/** What the sums over longer times are of. */
export type SpanSubject = EndpointId | ProgramId | 'all';

/** Minutes of an endpoint are summed by the hour, those of a program and of everything by the quarter of an hour. */
export const endpointSpanMinutes = 60;
export const sharedSpanMinutes = 15;

/** A longer time, summed as its minutes are counted, so that no reader has to add up thousands of them. */
export interface DeliverySpan extends DeliveryCounts {
  readonly subject: SpanSubject;
  readonly lengthMinutes: number;
  /** Minutes since 1970. */
  readonly startMinute: number;
}

/** The beginning of the span that a minute lies in; spans of any length begin with 1970. */
export const spanStartOf = (minute: number, lengthMinutes: number): number =>
  Math.floor(minute / lengthMinutes) * lengthMinutes;

/** What minutes add to the spans they lie in. */
export const spansOf = (
  minutes: readonly DeliveryMinute[],
  programOf: (id: EndpointId) => ProgramId | null,
): DeliverySpan[] => {
  const spans = minutes.flatMap((minute): DeliverySpan[] => {
    const programId = programOf(minute.endpointId);
    const shared: readonly SpanSubject[] = programId === null ? ['all'] : ['all', programId];
    return [
      toSpan(minute, minute.endpointId, endpointSpanMinutes),
      ...shared.map((subject) => toSpan(minute, subject, sharedSpanMinutes)),
    ];
  });
  return mergeCounts(spans, ({ subject, startMinute }) => `${subject} ${startMinute}`);
};

const toSpan = (
  { minute, endpointId: _, ...counts }: DeliveryMinute,
  subject: SpanSubject,
  lengthMinutes: number,
): DeliverySpan => ({
  ...counts,
  subject,
  lengthMinutes,
  startMinute: spanStartOf(minute, lengthMinutes),
});
