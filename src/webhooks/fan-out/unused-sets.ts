import type { Ids } from '../../core/ids.ts';
import type { Origin, Transact } from '../../database/work.ts';
import { sweepSubscriberSets } from './fan-out.store.ts';

/** Sets of thousands of subscribers are large rows. */
const setsPerUnit = 20;

/** Deletes the sets of subscribers that no open fan-out needs: those of endpoints as they were once, above all. */
export const sweepUnusedSets = async ({
  transact,
  ids,
}: {
  readonly transact: Transact;
  readonly ids: Ids;
}): Promise<void> => {
  const origin: Origin = {
    actor: { kind: 'system', id: 'unused_subscriber_sets' },
    requestId: ids.mint('req'),
    lane: 'bulk',
  };
  const sweep = () => transact(origin, ({ tx }) => sweepSubscriberSets(tx, setsPerUnit));
  while ((await sweep()) === setsPerUnit);
};
