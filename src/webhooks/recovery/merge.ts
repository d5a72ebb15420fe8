import type { RecoveryCursors } from './recovery.ts';

/** Something that a recovery would send. */
export interface Candidate {
  /** Sequence of its event: what happened first is sent first. */
  readonly eventSeq: number;
  /** False when its payload is kept no longer. */
  readonly sendable: boolean;
}

/** The next candidates of one kind, in the order of their cursor. */
export interface CandidatePage<C extends Candidate> {
  readonly candidates: readonly C[];
  /** Everything up to here was looked at. */
  readonly until: number;
  /** Nothing comes after this page. */
  readonly done: boolean;
}

export interface Merged<F extends Candidate, M extends Candidate> extends RecoveryCursors {
  /** In the order of their events. */
  readonly taken: readonly (F | M)[];
  readonly done: boolean;
}

/**
 * Takes from both pages what comes next in the order of events, at most `room` of what can be sent. Each cursor ends
 * right before the first candidate of its own page that was not taken: none is skipped, none is taken twice.
 */
export const mergePages = <F extends Candidate & { readonly seq: number }, M extends Candidate>(
  failed: CandidatePage<F>,
  missed: CandidatePage<M>,
  room: number,
): Merged<F, M> => {
  const taken: (F | M)[] = [];
  const places = { failed: 0, missed: 0 };
  let sent = 0;
  for (;;) {
    const kind = nextKind(failed, missed, places);
    const next = kind && { failed, missed }[kind].candidates[places[kind]];
    if (kind === undefined || next === undefined || (next.sendable && sent === room)) break;
    if (next.sendable) sent += 1;
    places[kind] += 1;
    taken.push(next);
  }
  const leftFailed = failed.candidates[places.failed];
  const leftMissed = missed.candidates[places.missed];
  return {
    taken,
    deliveryCursor: leftFailed ? leftFailed.seq - 1 : failed.until,
    eventCursor: leftMissed ? leftMissed.eventSeq - 1 : missed.until,
    done: failed.done && missed.done && !leftFailed && !leftMissed,
  };
};

/** Which page has what comes next; undefined while the other one could still have something older. */
const nextKind = (
  failed: CandidatePage<Candidate>,
  missed: CandidatePage<Candidate>,
  places: { readonly failed: number; readonly missed: number },
): 'failed' | 'missed' | undefined => {
  const nextFailed = failed.candidates[places.failed]?.eventSeq;
  const nextMissed = missed.candidates[places.missed]?.eventSeq;
  if (nextFailed === undefined) return failed.done && nextMissed !== undefined ? 'missed' : undefined;
  const endOfMissed = missed.done ? Number.POSITIVE_INFINITY : missed.until;
  if (nextFailed <= (nextMissed ?? endOfMissed)) return 'failed';
  return nextMissed === undefined ? undefined : 'missed';
};
