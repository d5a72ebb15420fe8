import type { z } from 'zod';
import { namesOfActors } from '../audit/actor-name.store.ts';
import { readActor } from '../core/actor.ts';
import { invariant } from '../core/errors.ts';
import type { Db } from '../database/work.ts';
import { findProgram } from '../programs/program.store.ts';
import { draftedOf, type PayoutPlan, planPayouts } from '../workflows/payouts/plan-payouts.ts';
import { sumBatchPayouts } from './payout-batch.store.ts';
import type { Drafted, PayoutBatch } from './payout-batch.ts';
import {
  type PayoutBatchNowView,
  toBatchPayoutsView,
  toPayoutBatchView,
  toTotalView,
} from './payout-batch.view.ts';

/**
 * A batch with what it pays; a draft with what it would pay at this moment.
 *
 * @param atApproval what was due when the batch was approved just now
 */
export const batchNow = async (
  db: Db,
  batch: PayoutBatch,
  atApproval?: PayoutPlan,
): Promise<z.input<typeof PayoutBatchNowView>> => {
  const plan = batch.state === 'draft' ? await planOf(db, batch) : undefined;
  const compared = plan ?? atApproval;
  return {
    ...toPayoutBatchView(batch),
    due: plan ? plan.totals.map(toTotalView) : null,
    differences: compared ? differencesOf(batch.drafted, draftedOf(compared)) : null,
    payouts: toBatchPayoutsView(await sumBatchPayouts(db, batch.id)),
    actor_names: await actorNamesOf(db, batch),
  };
};

const actorNamesOf = async (
  db: Db,
  { createdBy, approvals }: PayoutBatch,
): Promise<Record<string, string>> => {
  const actors = [createdBy, ...approvals.map(({ actor }) => actor)].map(readActor);
  const names = await namesOfActors(
    db,
    actors.map((actor) => ({ actor })),
  );
  return Object.fromEntries(
    actors.flatMap(({ kind, id }) => {
      const name = names.get(id);
      return name === undefined ? [] : [[`${kind}:${id}`, name]];
    }),
  );
};

/** What a batch would pay at this moment. */
export const planOf = async (db: Db, { id, selection }: PayoutBatch): Promise<PayoutPlan> => {
  const program = await findProgram(db, selection.programId);
  invariant(program, `the program of ${id} is there`);
  return await planPayouts(db, program, selection);
};

type Difference = NonNullable<z.input<typeof PayoutBatchNowView>['differences']>[number];

const differencesOf = (before: Drafted, now: Drafted): Difference[] => {
  const found = new Map<string, Difference>();
  const at = ({ partnerId, currency }: Drafted['lines'][number]): Difference => {
    const key = `${partnerId} ${currency}`;
    const known = found.get(key) ?? { partner_id: partnerId, currency, drafted_amount: 0, amount: 0 };
    found.set(key, known);
    return known;
  };
  for (const line of before.lines) at(line).drafted_amount = line.amountMinor;
  for (const line of now.lines) at(line).amount = line.amountMinor;
  return [...found.values()].filter((line) => line.amount !== line.drafted_amount);
};
