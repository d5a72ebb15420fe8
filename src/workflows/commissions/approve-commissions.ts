import { findCommission } from '../../commissions/commission.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import type { CommissionId } from '../../core/ids.ts';
import type { Origin, Transact, Work } from '../../database/work.ts';
import type { Reach } from '../../http/caller.ts';
import { approveCommission } from './approve-commission.ts';

export const approvalResults = ['approved', 'already_approved', 'voided', 'not_found'] as const;

/** What became of one of many. */
interface ApprovalResult {
  readonly id: CommissionId;
  readonly result: (typeof approvalResults)[number];
}

/** Few enough that other units wait for a moment only. */
const chunkSize = 100;

/** Approves one after the other, in units of 100; what cannot be approved keeps no other back. */
export const approveCommissions = async (
  transact: Transact,
  origin: Origin,
  reach: Reach,
  ids: readonly CommissionId[],
): Promise<ApprovalResult[]> => {
  const results: ApprovalResult[] = [];
  for (let start = 0; start < ids.length; start += chunkSize) {
    const chunk = ids.slice(start, start + chunkSize);
    results.push(
      ...(await transact({ ...origin, lane: 'bulk' }, (work) => approveChunk(work, reach, chunk))),
    );
  }
  return results;
};

const approveChunk = async (
  work: Work,
  reach: Reach,
  ids: readonly CommissionId[],
): Promise<ApprovalResult[]> => {
  const results: ApprovalResult[] = [];
  for (const id of ids) {
    // Read one by one: approving one may approve what was adjusted about it.
    results.push({ id, result: await approveOne(work, reach, await findCommission(work.tx, id)) });
  }
  return results;
};

const approveOne = async (
  work: Work,
  { programId }: Reach,
  commission: Commission | undefined,
): Promise<ApprovalResult['result']> => {
  if (!commission || (programId !== null && programId !== commission.programId)) return 'not_found';
  if (commission.state === 'voided') return 'voided';
  if (commission.approvedAt !== null) return 'already_approved';
  await approveCommission(work, commission, null);
  return 'approved';
};
