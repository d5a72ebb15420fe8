import { addDays, startOfDay } from '../../core/calendar.ts';
import type { Instant } from '../../core/clock.ts';
import type { Currency } from '../../core/currencies.ts';
import type { PartnerId } from '../../core/ids.ts';
import { money } from '../../core/money.ts';
import type { Db } from '../../database/work.ts';
import { findRateAt } from '../../exchange-rates/exchange-rate.store.ts';
import { convert } from '../../exchange-rates/exchange-rate.ts';
import { type TierPolicy, type Window, windowAt } from '../../groups/group.ts';
import { listDays, sumVolume } from '../../groups/volume.store.ts';
import type { Program } from '../../programs/program.ts';

/**
 * What a partner's thresholds are compared with at an instant: conversions, or minor units of the program's
 * currency, of the window that the instant lies in. Sales in other currencies count where the program converts
 * them, each day by the rate that held at its end; without a rate they do not count.
 */
export const measureVolume = async (
  db: Db,
  program: Program,
  partnerId: PartnerId,
  policy: TierPolicy,
  at: Instant,
): Promise<number> => {
  const window = windowAt(policy, at, program.timeZone);
  let total = 0;
  for (const { currency, conversions, volumeMinor } of await sumVolume(db, { partnerId, ...window })) {
    if (policy.tierMetric === 'conversions') total += conversions;
    else if (currency === program.currency) total += volumeMinor;
    else if (program.convertsCurrencies)
      total += await measureForeign(db, program, partnerId, window, currency);
  }
  return total;
};

const measureForeign = async (
  db: Db,
  { id, currency: to, timeZone }: Program,
  partnerId: PartnerId,
  window: Window,
  from: Currency,
): Promise<number> => {
  let total = 0;
  for (const { day, volumeMinor } of await listDays(db, { partnerId, ...window }, from)) {
    const at = startOfDay(addDays(day, 1), timeZone) - 1;
    const rate = await findRateAt(db, id, { from, to, at });
    if (rate) total += convert(money(volumeMinor, from), rate).minor;
  }
  return total;
};
