import { type CapKind, capKinds, capSubject } from '../../caps/cap.ts';
import { addCapUse } from '../../caps/cap-use.store.ts';
import type { Commission } from '../../commissions/commission.ts';
import { invariant } from '../../core/errors.ts';
import { money } from '../../core/money.ts';
import type { Work } from '../../database/work.ts';
import { findRate } from '../../exchange-rates/exchange-rate.store.ts';
import { convert, type ExchangeRate } from '../../exchange-rates/exchange-rate.ts';
import { findProgram } from '../../programs/program.store.ts';

type Capped = Pick<
  Commission,
  'programId' | 'partnerId' | 'customerId' | 'capPeriods' | 'exchangeRateId' | 'original'
>;

/**
 * Brings the caps in which a commission counts along with what is owed for it: what is taken back by a refund, a
 * void or a clawback may be earned by others again, and what is restored counts again. A restored commission never
 * shrinks for it, so that a cap may then be used by more than its amount.
 *
 * A commission of a program without caps costs nothing here.
 *
 * @param from what was owed, in minor units of the commission
 */
export const changeCapUse = async (
  work: Work,
  commission: Capped,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> => {
  if (commission.capPeriods === null || from === to) return;
  const rate = await rateOf(work, commission);
  const worth = (minor: number) =>
    rate ? convert(money(minor, commission.original.currency), rate).minor : minor;
  for (const kind of capKinds) {
    const counter = counterOf(commission, kind);
    if (counter) await addCapUse(work.tx, counter, worth(to) - worth(from));
  }
};

/** Into the program's currency; undefined for a commission that is in it. */
const rateOf = async ({ tx }: Work, commission: Capped): Promise<ExchangeRate | undefined> => {
  if (commission.exchangeRateId === null) return undefined;
  const program = await findProgram(tx, commission.programId);
  if (program?.currency === commission.original.currency) return undefined;
  const rate = await findRate(tx, commission.exchangeRateId);
  invariant(rate, `the exchange rate ${commission.exchangeRateId} is there`);
  return rate;
};

const counterOf = (commission: Capped, kind: CapKind) => {
  const period = commission.capPeriods?.[kind];
  const subject = capSubject(kind, commission);
  return period === undefined || subject === undefined
    ? undefined
    : { programId: commission.programId, kind, subject, period };
};
