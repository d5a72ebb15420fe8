import { invariant } from '../../core/errors.ts';
import type { RecoveryId } from '../../core/ids.ts';
import type { Work } from '../../database/work.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { dueAt, type Release } from './pace.ts';
import type { Again, First } from './page.ts';
import { countTakenOver } from './recovery.store.ts';
import type { Recovery } from './recovery.ts';
import { insertLater, laterDelivery, resend } from './resend.store.ts';

interface Made {
  resent: number;
  created: number;
  skipped: number;
}

/**
 * Makes everything due that a step has taken. What happens now gives way to nothing that is not due yet, so each
 * becomes due in its turn. An endpoint that wants order gets all of it at once, each in the place that its event has:
 * before whatever has happened since.
 */
export const makeAllDue = async (
  work: Work,
  recovery: Recovery,
  endpoint: Endpoint,
  release: Release,
  taken: readonly (Again | First)[],
): Promise<Made> => {
  const made: Made = { resent: 0, created: 0, skipped: 0 };
  const rows: Awaited<ReturnType<typeof laterDelivery>>[] = [];
  const takenOver = new Map<RecoveryId, number>();
  for (const one of taken) {
    if (!one.sendable) {
      made.skipped += 1;
      continue;
    }
    const occurredAt = one.kind === 'again' ? one.occurredAt : one.event.occurredAt;
    const nextAttemptAt = endpoint.fifo ? occurredAt : dueAt(release, made.resent + made.created);
    if (one.kind === 'again') {
      await makeDue(work, recovery, one, nextAttemptAt);
      if (one.recoveryId) takenOver.set(one.recoveryId, (takenOver.get(one.recoveryId) ?? 0) + 1);
      made.resent += 1;
    } else {
      rows.push(
        await laterDelivery(work, { event: one.event, endpoint, recoveryId: recovery.id, nextAttemptAt }),
      );
      made.created += 1;
    }
  }
  await insertLater(work.tx, rows);
  for (const [id, count] of takenOver) await countTakenOver(work.tx, id, count);
  return made;
};

const makeDue = async (
  { tx, now }: Work,
  { id: recoveryId }: Recovery,
  { seq, state }: Again,
  nextAttemptAt: number,
): Promise<void> => {
  const moved = await resend(tx, { seq, state, nextAttemptAt, recoveryId, now });
  invariant(moved === 1, `delivery ${seq} is still ${state} in the unit that read it`);
};
