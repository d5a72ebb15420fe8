import { command, statement } from '../database/statement.ts';
import type { Tx } from '../database/work.ts';
import type { SubscriberSet } from './subscriber-set.ts';

/**
 * Stores a set unless it is there. The database is asked each time: only it knows whether a unit that stored the
 * set was undone, or the set was swept since.
 */
export const storeSubscriberSet = async (tx: Tx, { id, json }: SubscriberSet): Promise<void> => {
  const [known] = await subscriberSet(tx, { id });
  if (!known) await insertSubscriberSet(tx, { id, json });
};

const subscriberSet = statement<{ id: string }, { id: string }>((db, arg) =>
  db.selectFrom('subscriber_sets').select('id').where('id', '=', arg('id')),
);

const insertSubscriberSet = command<SubscriberSet>((tx, arg) =>
  tx.insertInto('subscriber_sets').values({ id: arg('id'), subscribers_json: arg('json') }),
);
