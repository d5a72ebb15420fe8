import { minuteMs, toIso } from '../../core/clock.ts';

/** As the API writes an endpoint. */
interface Troubled {
  readonly failing_since: string | null;
  readonly disabled_at: string | null;
  readonly created_at: string;
}

/** A failure is known when its request has ended: what it was about happened before, and waited for its turn. */
const marginMs = 10 * minuteMs;

/**
 * The moment from which a recovery leaves nothing out. A little early does no harm, because what has arrived is left
 * alone.
 *
 * @param otherwise where it neither fails nor was disabled
 */
export const missingSince = (
  { failing_since, disabled_at, created_at }: Troubled,
  otherwise: string,
): string => {
  const since = Date.parse(failing_since ?? disabled_at ?? otherwise) - marginMs;
  return toIso(Math.max(since, Date.parse(created_at)));
};
