import type { Db, Origin, Transact } from '../../database/work.ts';
import { listBatchesUnderWay } from '../../payouts/payout-batch.store.ts';
import type { PayoutBatch } from '../../payouts/payout-batch.ts';
import { completeSomePayouts } from './complete-batch.ts';
import { scheduleSomePayouts } from './schedule-payouts.ts';

/** Units that one batch takes at a time: with many batches each gets on. */
const unitsPerRun = 100;

/** Units right after a request: small batches are done when it is answered. */
export const unitsPerRequest = 8;

/**
 * Goes on with every batch of which something is left to do. To be called each second: all it goes by is stored, so
 * that a restart changes nothing.
 *
 * @throws what the first batch threw that failed, after the others had their turn
 */
export const runPayoutBatches = async (tools: {
  readonly read: Db;
  readonly transact: Transact;
}): Promise<void> => {
  const batches = await listBatchesUnderWay(tools.read);
  const runs = await Promise.allSettled(batches.map((batch) => runBatch(tools.transact, batch, unitsPerRun)));
  const failed = runs.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
};

/** Goes on with one batch for so many units, on behalf of who asked for it. Two at once do no harm: each unit reads anew. */
export const runBatch = async (
  transact: Transact,
  { id, step }: Pick<PayoutBatch, 'id' | 'step'>,
  units: number,
): Promise<void> => {
  if (!step) return;
  const origin: Origin = { actor: step.actor, requestId: step.requestId, lane: 'bulk' };
  const advance = advances[step.kind];
  for (let unit = 0; unit < units; unit += 1) {
    if (!(await transact(origin, (work) => advance(work, id)))) return;
  }
};

const advances = {
  scheduling: scheduleSomePayouts,
  completion: completeSomePayouts,
} as const;
