import { z } from 'zod';
import { idView, isoTime } from '../http/views.ts';

const tier = z.strictObject({ id: idView('tir'), name: z.string() }).nullable();

export const TierChangeView = z
  .strictObject({
    program_id: idView('prg'),
    partner_id: idView('prt'),
    partner_name: z.string(),
    from: tier.meta({ description: 'Null below the lowest one.' }),
    to: tier.meta({ description: 'Null below the lowest one, and where the group has none.' }),
    metric_value: z.int().meta({
      description:
        'What the thresholds were compared with: minor units of the program currency, or conversions.',
    }),
    effective_at: isoTime.meta({
      description: 'Conversions that occur at or after it earn by the new tier.',
    }),
  })
  .meta({ id: 'PartnerTierChange' });
