import { type Instant, secondMs } from '../../core/clock.ts';

/** How often a recovery is looked at; it makes due what is to go out until the next time. */
const tickMs = secondMs;

/** Deliveries that become due at one instant are claimed together: one by one they would cost a unit each. */
const gridMs = 100;

/** Deliveries of a recovery that may wait for the endpoint at a time, retries included. */
const mostWaiting = 500;

/** Deliveries a second to begin with, until the receiver has shown what it can take. */
const firstPace = 16;

export const initialPace = (perSecond: number): number => Math.min(perSecond, firstPace);

export interface Pacing {
  readonly perSecond: number;
  readonly pace: number;
  readonly pacedUntil: Instant;
  /** It has made something due before: what the backlog says is what the receiver did with it. */
  readonly hasReleased: boolean;
}

/** What a recovery has made due and the endpoint has not taken. */
export interface Backlog {
  /** Pending ones, those that wait for a retry included. */
  readonly waiting: number;
  /** Of those, the ones that could have been sent by now. */
  readonly behind: number;
}

/** What may become due now. */
export interface Release {
  readonly count: number;
  readonly startAt: Instant;
  /** Deliveries a second from now on. */
  readonly pace: number;
}

/**
 * How many more deliveries may become due. What happens now stands behind what is due already, so a recovery never
 * has more than about a second's work of the receiver in front: it slows down to a receiver that does not keep up,
 * and speeds up again, to `perSecond` at most, when nothing is left lying.
 */
export const nextRelease = (pacing: Pacing, { waiting, behind }: Backlog, now: Instant): Release => {
  const startAt = Math.max(now, pacing.pacedUntil);
  if (behind * 2 > pacing.pace) return { count: 0, startAt, pace: Math.max(1, Math.floor(pacing.pace / 2)) };
  const pace = keepsUp(pacing, behind, now) ? Math.min(pacing.perSecond, pacing.pace * 2) : pacing.pace;
  const inTime = Math.floor(((now + tickMs - startAt) * pace) / secondMs);
  return { count: Math.max(0, Math.min(inTime, mostWaiting - waiting)), startAt, pace };
};

/** Judged when the time of all that became due is over. */
const keepsUp = ({ hasReleased, pace, pacedUntil }: Pacing, behind: number, now: Instant): boolean =>
  hasReleased && now >= pacedUntil && behind * 8 <= pace;

/** Where pacing stands once `taken` of a release have become due. */
export const pacedAfter = (
  before: Pacing,
  { startAt, pace }: Release,
  taken: number,
): Pick<Pacing, 'pace' | 'pacedUntil'> =>
  taken === 0
    ? { pace: before.pace, pacedUntil: before.pacedUntil }
    : { pace, pacedUntil: startAt + Math.ceil((taken * secondMs) / pace) };

/** When the `index`th of a release becomes due. */
export const dueAt = ({ startAt, pace }: Release, index: number): Instant =>
  Math.ceil((startAt + (index * secondMs) / pace) / gridMs) * gridMs;
