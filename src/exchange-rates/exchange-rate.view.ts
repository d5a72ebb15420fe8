import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { currencyView, idView, isoTime } from '../http/views.ts';
import { type ExchangeRate, formatRate } from './exchange-rate.ts';

export const ExchangeRateView = z
  .strictObject({
    id: idView('rat'),
    program_id: idView('prg')
      .nullable()
      .meta({ description: 'Null for every program that has no rate of its own.' }),
    from: currencyView,
    to: currencyView,
    rate: z.string().meta({ description: 'Units of `to` for one unit of `from`.', examples: ['1.0825'] }),
    source: z.string(),
    valid_from: isoTime,
    created_at: isoTime,
  })
  .meta({ id: 'ExchangeRate' });

export const toExchangeRateView = (rate: ExchangeRate): z.input<typeof ExchangeRateView> => ({
  id: rate.id,
  program_id: rate.programId,
  from: rate.from,
  to: rate.to,
  rate: formatRate(rate.rateScaled),
  source: rate.source,
  valid_from: toIso(rate.validFrom),
  created_at: toIso(rate.createdAt),
});
