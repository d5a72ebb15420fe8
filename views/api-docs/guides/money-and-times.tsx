import type { Api } from '../api.ts';
import { choicesOf } from '../schema-limits.ts';

/** The two things that every system writes differently. */
export const MoneyAndTimes = ({ api: { schemas } }: { api: Api }) => (
  <>
    <p>
      Amounts are whole numbers of minor units, with their currency beside them: <code>12900</code> and{' '}
      <code>"USD"</code> are 129.00 dollars, <code>12900</code> and <code>"JPY"</code> are 12,900 yen,{' '}
      <code>12900</code> and <code>"KWD"</code> are 12.900 dinars. The largest is 10<sup>15</sup>. Rates are
      basis points: <code>2000</code> is 20 %. Sums are rounded once for each commission, half away from zero.
      Currencies are never added up with each other.
    </p>
    <p>
      Times in answers are ISO 8601 in UTC with milliseconds, <code>2026-05-29T14:21:12.345Z</code>. In
      requests any offset will do, <code>2026-05-29T16:21:12+02:00</code>, from the year 2000 to 2100.
    </p>
    <h3 id="currencies">Currencies</h3>
    <p class="currencies">{choicesOf(schemas.Currency ?? {}).join(' ')}</p>
  </>
);
