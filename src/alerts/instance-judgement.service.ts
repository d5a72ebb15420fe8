import { type Instant, minuteMs, secondMs, toIso } from '../core/clock.ts';
import { type ClockSkew, isAlarmingSkew } from '../webhooks/monitoring/clock-check.ts';
import type { AlertCause, AlertFacts, Judgement } from './alert.ts';

/** What can be known of this installation at little cost. Whatever is undefined is not known at the moment. */
export interface InstanceEvidence {
  readonly drainerAlive: boolean;
  /** When the oldest delivery became due that is overdue; null when none is. */
  readonly overdueSince: Instant | null;
  /** When the newest attempt of all began; null before the first. */
  readonly lastAttemptAt: Instant | null;
  readonly clockSkew: ClockSkew | undefined;
  readonly disk: DiskSpace | undefined;
  readonly integrity: IntegrityFindings | undefined;
}

/** What the last examination of the database came to. */
export interface IntegrityFindings {
  readonly checkedAt: Instant;
  readonly results: readonly { readonly name: string; readonly violations: number }[];
}

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** A delivery due for longer is overdue, and the same time without any attempt is a stall. */
export const stalledAfterMs = 5 * minuteMs;

/** Below what is alarming, so that a clock at the limit does not flap. */
const calmSkewMs = 20 * secondMs;

export const judgeInstance = (evidence: InstanceEvidence, now: Instant): Judgement[] => [
  judgeDrainer(evidence, now),
  judgeClock(evidence),
  judgeDisk(evidence),
  judgeIntegrity(evidence),
];

const judgeDrainer = (
  { drainerAlive, overdueSince, lastAttemptAt }: InstanceEvidence,
  now: Instant,
): Judgement => {
  const isSending = lastAttemptAt !== null && now - lastAttemptAt < stalledAfterMs;
  if (overdueSince === null || isSending) return judged('drainer_stalled', 'good');
  const facts = { overdue_since: toIso(overdueSince), drainer_alive: drainerAlive };
  return judged('drainer_stalled', 'bad', facts);
};

const judgeClock = ({ clockSkew }: InstanceEvidence): Judgement => {
  if (!clockSkew) return judged('clock_skew', 'unclear');
  const { skewMs, receivers } = clockSkew;
  if (isAlarmingSkew(clockSkew))
    return judged('clock_skew', 'bad', { skew_ms: Math.round(skewMs), receivers });
  return judged('clock_skew', Math.abs(skewMs) <= calmSkewMs ? 'good' : 'unclear');
};

const mebibyte = 1_048_576;

const judgeDisk = ({ disk }: InstanceEvidence): Judgement => {
  if (!disk) return judged('disk_space', 'unclear');
  const { freeBytes, totalBytes } = disk;
  const limit = Math.max(256 * mebibyte, Math.min(2_048 * mebibyte, totalBytes * 0.05));
  if (freeBytes < limit)
    return judged('disk_space', 'bad', { free_bytes: freeBytes, total_bytes: totalBytes });
  return judged('disk_space', freeBytes >= limit * 1.5 ? 'good' : 'unclear');
};

const judgeIntegrity = ({ integrity }: InstanceEvidence): Judgement => {
  if (!integrity) return judged('integrity', 'unclear');
  const found = integrity.results.filter(({ violations }) => violations > 0);
  if (found.length === 0) return judged('integrity', 'good');
  return judged('integrity', 'bad', {
    violations: found.reduce((sum, { violations }) => sum + violations, 0),
    checks: found.map(({ name }) => name),
    checked_at: toIso(integrity.checkedAt),
  });
};

const judged = (cause: AlertCause, verdict: Judgement['verdict'], facts: AlertFacts = {}): Judgement => ({
  cause,
  subject: 'instance',
  programId: null,
  verdict,
  stage: 1,
  facts,
});
