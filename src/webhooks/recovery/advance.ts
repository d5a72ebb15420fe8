import type { RecoveryId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import type { WebhookSignals } from '../drainer/signals.ts';
import { findEndpoint } from '../endpoints/endpoint.store.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { markEndpointsChanged } from '../endpoints/subscription.store.ts';
import { makeAllDue } from './make-due.ts';
import { mergePages } from './merge.ts';
import { nextRelease, type Pacing, pacedAfter, type Release } from './pace.ts';
import { readFailedPage, readMissedPage } from './page.ts';
import { findRecovery, finishRecovery, storeProgress } from './recovery.store.ts';
import type { Recovery } from './recovery.ts';
import { clearBehind, countBacklog } from './resend.store.ts';

/** Whether the recovery has more to do at once, waits for time or its receiver, or is over. */
export type Advance = 'more' | 'waits' | 'over';

/** Deliveries that one unit makes due at most, so that nobody waits for it. */
const mostPerUnit = 100;

/**
 * The next step of a recovery, in one unit. How far it got is stored with what it made due, so that a crash repeats
 * none and leaves none out. It looks at its endpoint as that is now.
 */
export const advanceRecovery = async (
  work: Work,
  signals: WebhookSignals,
  id: RecoveryId,
): Promise<Advance> => {
  const recovery = await findRecovery(work.tx, id);
  if (recovery?.state !== 'running') return 'over';
  const endpoint = await findEndpoint(work.tx, recovery.endpointId);
  if (!endpoint) {
    await finishRecovery(work.tx, id, 'canceled', work.now);
    return 'over';
  }
  if (endpoint.state !== 'active') return 'waits';
  const pacing = { ...recovery, hasReleased: recovery.resentCount + recovery.createdCount > 0 };
  const release = nextRelease(pacing, await countBacklog(work.tx, id, work.now), work.now);
  if (release.count > 0) return step(work, signals, pacing, endpoint, release);
  if (release.pace !== recovery.pace) {
    await storeProgress(work.tx, { ...recovery, pace: release.pace }, work.now);
  }
  return 'waits';
};

const step = async (
  work: Work,
  signals: WebhookSignals,
  recovery: Recovery & Pacing,
  endpoint: Endpoint,
  release: Release,
): Promise<Advance> => {
  const failed = await readFailedPage(work.tx, endpoint, recovery);
  const missed = await readMissedPage(work.tx, endpoint, recovery);
  const { taken, done, ...cursors } = mergePages(failed, missed, Math.min(release.count, mostPerUnit));
  const made = await makeAllDue(work, recovery, endpoint, release, taken);
  const sent = made.resent + made.created;
  await storeProgress(
    work.tx,
    {
      id: recovery.id,
      ...cursors,
      ...pacedAfter(recovery, release, sent),
      resentCount: recovery.resentCount + made.resent,
      createdCount: recovery.createdCount + made.created,
      skippedCount: recovery.skippedCount + made.skipped,
    },
    work.now,
  );
  if (sent > 0) work.afterCommit(() => signals.deliveriesReady([endpoint.id]));
  if (done) {
    await complete(work, signals, recovery, endpoint);
    return 'over';
  }
  const hasMoved =
    cursors.deliveryCursor !== recovery.deliveryCursor || cursors.eventCursor !== recovery.eventCursor;
  return hasMoved && sent < release.count ? 'more' : 'waits';
};

/** An endpoint for which nothing is held any more is no longer behind. */
const complete = async (
  work: Work,
  signals: WebhookSignals,
  recovery: Recovery,
  endpoint: Endpoint,
): Promise<void> => {
  await finishRecovery(work.tx, recovery.id, 'completed', work.now);
  if (endpoint.behindFromSeq === null || !(await clearBehind(work.tx, endpoint.id))) return;
  await markEndpointsChanged(work);
  work.afterCommit(() => signals.endpointChanged(endpoint.id));
};
