import { listReadyToBecomeDue } from '../../commissions/commission.store.ts';
import { invariant } from '../../core/errors.ts';
import type { Transact, Work } from '../../database/work.ts';
import { changeCommission } from './change-commission.ts';

/** Few enough that other units wait for a moment only. */
const chunkSize = 200;

/**
 * Makes every approved commission due whose hold has ended, the longest waiting first, in units of 200. It
 * catches up after any downtime, because it asks for what is due by now and not for what became due lately.
 *
 * @returns how many became due
 */
export const releaseDueCommissions = async (transact: Transact, requestId: string): Promise<number> => {
  const origin = { actor: { kind: 'system', id: 'due_commissions' }, requestId, lane: 'bulk' } as const;
  let released = 0;
  for (;;) {
    const count = await transact(origin, releaseChunk);
    released += count;
    if (count < chunkSize) return released;
  }
};

const releaseChunk = async (work: Work): Promise<number> => {
  const ready = await listReadyToBecomeDue(work.tx, work.now, chunkSize);
  for (const commission of ready) {
    // Nothing about it changes but the time: its state follows from what is stored.
    const { id, state } = await changeCommission(work, commission, {});
    invariant(state === 'due', `commission ${id} has become due`);
  }
  return ready.length;
};
