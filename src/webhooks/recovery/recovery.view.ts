import { z } from 'zod';
import { toIso } from '../../core/clock.ts';
import { idView, isoTime, toIsoOrNull } from '../../http/views.ts';
import type { Estimate } from './estimate.ts';
import type { RecoveryOutcome } from './outcome.store.ts';
import {
  type Recovery,
  type RecoveryAsk,
  type RecoveryState,
  recoveryIncludes,
  recoveryTransitions,
} from './recovery.ts';

const fields = {
  id: idView('rec'),
  endpoint_id: idView('whe'),
  since: isoTime,
  include: z.enum(recoveryIncludes),
  per_second: z.int(),
  state: z.enum(recoveryTransitions.states as [RecoveryState, ...RecoveryState[]]),
  found: z.int().meta({ description: 'Deliveries and events found so far: the sum of the next three.' }),
  resent: z.int().meta({ description: 'Deliveries made due again, under the ids they had.' }),
  created: z.int().meta({ description: 'Deliveries made for events that had none.' }),
  skipped: z.int().meta({ description: 'Could not be sent: their payload is kept no longer.' }),
  created_at: isoTime,
  updated_at: isoTime,
  finished_at: isoTime.nullable().meta({
    description: 'When the last delivery became due, or it was canceled; retries may still follow.',
  }),
};

export const RecoveryView = z.strictObject(fields).meta({ id: 'Recovery' });

export const RecoveryDetailView = z
  .strictObject({
    ...fields,
    outcome: z
      .strictObject({
        delivered: z.int(),
        waiting: z.int().meta({ description: 'Due or under way, or waiting for a retry.' }),
        held: z.int(),
        failed: z.int().meta({ description: 'Rejected, exhausted or expired again.' }),
        withdrawn: z.int().meta({ description: 'Canceled with the recovery before they were sent.' }),
        exact: z.boolean().meta({ description: 'False when too many did not arrive to count them all.' }),
      })
      .meta({
        description:
          'What became of its deliveries. Those that were made due by somebody else since do not count.',
      }),
  })
  .meta({ id: 'RecoveryDetail' });

export const RecoveryPreviewView = z
  .strictObject({
    since: isoTime,
    include: z.enum(recoveryIncludes),
    failed: z.int(),
    missed: z.int(),
    skipped: z.int().meta({ description: 'Payload kept no longer; not among the others.' }),
    total: z.int().meta({ description: 'Deliveries that a recovery would send.' }),
    exact: z.boolean().meta({ description: 'False when there is more than was counted.' }),
  })
  .meta({ id: 'RecoveryPreview' });

export const toRecoveryView = (recovery: Recovery): z.input<typeof RecoveryView> => ({
  id: recovery.id,
  endpoint_id: recovery.endpointId,
  since: toIso(recovery.since),
  include: recovery.include,
  per_second: recovery.perSecond,
  state: recovery.state,
  found: recovery.resentCount + recovery.createdCount + recovery.skippedCount,
  resent: recovery.resentCount,
  created: recovery.createdCount,
  skipped: recovery.skippedCount,
  created_at: toIso(recovery.createdAt),
  updated_at: toIso(recovery.updatedAt),
  finished_at: toIsoOrNull(recovery.finishedAt),
});

export const toRecoveryDetailView = (
  recovery: Recovery,
  { isExact, ...outcome }: RecoveryOutcome,
): z.input<typeof RecoveryDetailView> => ({
  ...toRecoveryView(recovery),
  outcome: { ...outcome, exact: isExact },
});

export const toRecoveryPreviewView = (
  { since, include }: Pick<RecoveryAsk, 'since' | 'include'>,
  { failed, missed, skipped, isExact }: Estimate,
): z.input<typeof RecoveryPreviewView> => ({
  since: toIso(since),
  include,
  failed,
  missed,
  skipped,
  total: failed + missed,
  exact: isExact,
});
