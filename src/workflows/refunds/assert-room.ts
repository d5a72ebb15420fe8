import type { Conversion } from '../../conversions/conversion.ts';
import { DomainError } from '../../core/errors.ts';
import type { Work } from '../../database/work.ts';
import type { Program } from '../../programs/program.ts';
import { findParkedRefunds } from '../../refunds/parked-refund.store.ts';
import { countRefundsOf } from '../../refunds/refund.store.ts';

/** Refunds, chargebacks and what undoes them, of one sale: each new one is weighed against all before it. */
export const maxRefundsOfSale = 200;

/**
 * Holds a sale to so many refunds that each can be worked out while others wait. What undoes a refund has room always:
 * there is at most one of each.
 *
 * @throws DomainError `conflict`
 */
export const assertRoom = async (
  work: Work,
  program: Program,
  conversion: Conversion | undefined,
  references: readonly string[],
): Promise<void> => {
  const count = conversion
    ? await countRefundsOf(work.tx, conversion.id)
    : (await findParkedRefunds(work.tx, program.id, references)).length;
  if (count < maxRefundsOfSale) return;
  throw new DomainError(
    'conflict',
    `This order has ${maxRefundsOfSale} refunds, the most there can be. Nothing was recorded. To take back all that it earned, reject the conversion; for a part, adjust its commissions.`,
  );
};
