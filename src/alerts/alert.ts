import type { Instant } from '../core/clock.ts';
import type { AlertId, EndpointId, ProgramId } from '../core/ids.ts';
import { defineTransitions } from '../core/transitions.ts';

/** One alert is one incident: what comes back later is another. */
export const alertTransitions = defineTransitions('alert', { open: ['resolved'], resolved: [] });
export type AlertState = keyof typeof alertTransitions.table;

export type Severity = 'warning' | 'critical';

interface CauseDefinition {
  readonly severity: Severity;
  /** When it opens. */
  readonly meaning: string;
  /** When it is over. */
  readonly resolution: string;
}

const define = <Name extends string>(causes: Readonly<Record<Name, CauseDefinition>>) => causes;

/** Everything that people are told of. The documentation prints this list. */
export const alertCauses = define({
  failure_rate: {
    severity: 'warning',
    meaning: 'More than the allowed share of attempts failed over the last 15 minutes (1 % unless set).',
    resolution:
      'At most half of that share failed over the last 15 minutes; without attempts, once the last one had succeeded.',
  },
  slow_response: {
    severity: 'warning',
    meaning: 'An answer within the last 15 minutes took longer than the limit (5 seconds unless set).',
    resolution: 'No answer took that long for 15 minutes.',
  },
  slow_p95: {
    severity: 'warning',
    meaning: 'Of the answers of the last 15 minutes more than 1 in 20 took longer than the limit.',
    resolution: '19 of 20 answers took at most 80 % of the limit, or there were none for 15 minutes.',
  },
  delivery_rejected: {
    severity: 'warning',
    meaning: 'A receiver refused deliveries for good.',
    resolution: 'An hour without another and a success since; without a success after 24 hours.',
  },
  delivery_exhausted: {
    severity: 'critical',
    meaning: 'Deliveries used up all their retries.',
    resolution: 'An hour without another and a success since; without a success after 24 hours.',
  },
  endpoint_failing: {
    severity: 'warning',
    meaning:
      'An endpoint has been failing for long and will be disabled unless it recovers; each stage is told.',
    resolution: 'The endpoint answered with a success, or nothing is sent to it any more.',
  },
  endpoint_disabled: {
    severity: 'critical',
    meaning: 'An endpoint was disabled after sustained failure; its deliveries are held.',
    resolution: 'The endpoint was activated again or deleted.',
  },
  drainer_stalled: {
    severity: 'critical',
    meaning: 'Deliveries have been due for more than 5 minutes, and nothing was sent meanwhile.',
    resolution: 'Something was sent, or nothing is overdue.',
  },
  clock_skew: {
    severity: 'critical',
    meaning: 'The clock of this server is more than 30 seconds off: receivers will refuse its signatures.',
    resolution: 'It is at most 20 seconds off.',
  },
  disk_space: {
    severity: 'critical',
    meaning: 'Little space is left where the database lies (5 %, at most 2 GiB and at least 256 MiB).',
    resolution: 'One and a half times as much is free.',
  },
  integrity: {
    severity: 'critical',
    meaning: 'What is stored does not agree with itself: a check of `tributary doctor` has found something.',
    resolution: 'A later examination found nothing.',
  },
});

export type AlertCause = keyof typeof alertCauses;

export const alertCauseNames = Object.keys(alertCauses) as AlertCause[];

/** What an alert is about: an endpoint, or this installation as a whole. */
export type AlertSubject = EndpointId | 'instance';

/** Plain values for people and programs, snake_case. */
export type AlertFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface Alert {
  readonly seq: number;
  readonly id: AlertId;
  readonly cause: AlertCause;
  readonly subject: AlertSubject;
  /** Of the endpoint; null for one of all programs, and for the installation. */
  readonly programId: ProgramId | null;
  /** 1 at first; grows while things get worse. */
  readonly stage: number;
  readonly facts: AlertFacts;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  readonly resolvedAt: Instant | null;
}

export const stateOf = (alert: Pick<Alert, 'resolvedAt'>): AlertState =>
  alert.resolvedAt === null ? 'open' : 'resolved';

/**
 * What looking at one subject for one cause came to. `unclear` is between the limit at which an alert opens and
 * the one at which it is over, so that nothing flaps around one of them.
 */
export interface Judgement {
  readonly cause: AlertCause;
  readonly subject: AlertSubject;
  readonly programId: ProgramId | null;
  readonly verdict: 'bad' | 'unclear' | 'good';
  readonly stage: number;
  readonly facts: AlertFacts;
}
