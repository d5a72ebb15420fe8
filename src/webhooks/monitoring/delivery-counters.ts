import { type DeliveryState, deliveryTransitions } from '../deliveries/delivery.ts';
import type { FlightResult } from '../drainer/flight-result.ts';
import { type AttemptClass, attemptClasses } from './attempt-class.ts';
import { durationStepsMs } from './delivery-minute.ts';

/** Numbers since the process began, bumped in place. */
export interface DeliveryCounters {
  readonly attempts: Record<AttemptClass, number>;
  /** Counts of durations, one for each of `durationStepsMs`, and one more for what took longer. */
  readonly durations: number[];
  durationMsSum: number;
  /** Moves of deliveries after an attempt: back to pending, delivered, rejected, ... */
  readonly moves: Partial<Record<DeliveryState, number>>;
}

export const createDeliveryCounters = (): DeliveryCounters => ({
  attempts: Object.fromEntries(attemptClasses.map((name) => [name, 0])) as Record<AttemptClass, number>,
  durations: [...durationStepsMs.map(() => 0), 0],
  durationMsSum: 0,
  moves: Object.fromEntries(deliveryTransitions.table.sending.map((state) => [state, 0])),
});

export const countAttempt = (
  counters: DeliveryCounters,
  attemptClass: AttemptClass,
  { state, flown }: Pick<FlightResult, 'state' | 'flown'>,
): void => {
  counters.attempts[attemptClass] += 1;
  counters.moves[state] = (counters.moves[state] ?? 0) + 1;
  counters.durationMsSum += flown.durationMs;
  let step = 0;
  while (step < durationStepsMs.length && flown.durationMs > (durationStepsMs[step] ?? 0)) step += 1;
  counters.durations[step] = (counters.durations[step] ?? 0) + 1;
};
