import type { Instant } from '../core/clock.ts';
import type { Currency } from '../core/currencies.ts';
import type { PartnerId, ProgramId } from '../core/ids.ts';
import { literal } from '../database/literal.ts';
import { command } from '../database/statement.ts';
import type { Tx } from '../database/work.ts';

interface Place {
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
  readonly currency: Currency;
}

/**
 * Notes that a due balance has reached the threshold of its program, if it has and this was not noted before.
 * Asked at every commission that becomes due, so all of it is one step. A threshold is in the program's currency
 * and speaks of no other; one of 0 is none.
 *
 * @returns whether it was noted now
 */
export const noteThreshold = async (tx: Tx, place: Place, now: Instant): Promise<boolean> =>
  (await note(tx, { ...place, now })) === 1;

const note = command<Place & { now: Instant }>((db, arg) =>
  db
    .updateTable('balances')
    .set({ threshold_reached_at: arg('now') })
    .where('partner_id', '=', arg('partnerId'))
    .where('currency', '=', arg('currency'))
    .where('threshold_reached_at', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('programs')
          .select('programs.seq')
          .where('programs.id', '=', arg('programId'))
          .where('programs.currency', '=', arg('currency'))
          .where('programs.payout_threshold_minor', '>', literal(0))
          .whereRef('programs.payout_threshold_minor', '<=', 'balances.due_minor'),
      ),
    ),
);

/** From a partner's payout on, the next time the balance reaches the threshold is a first time again. */
export const resetThreshold = async (
  tx: Tx,
  { partnerId, currency }: Pick<Place, 'partnerId' | 'currency'>,
): Promise<void> => {
  await tx
    .updateTable('balances')
    .set({ threshold_reached_at: null })
    .where('partner_id', '=', partnerId)
    .where('currency', '=', currency)
    .execute();
};
