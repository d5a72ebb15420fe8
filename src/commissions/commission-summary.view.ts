import { z } from 'zod';
import { amountView, currencyView } from '../http/views.ts';

const count = z.int().min(0);
const counted = z.strictObject({ count, amount: amountView });

export const CommissionSummaryView = z
  .strictObject({
    currencies: z.array(
      z.strictObject({
        currency: currencyView,
        waiting_for_approval: counted.meta({
          description: 'Pending ones that a person has not approved yet; they are part of `pending`.',
        }),
        pending: counted,
        held: counted,
        due: counted,
        processing: counted,
        paid: z.strictObject({ amount: amountView }),
      }),
    ),
  })
  .meta({ id: 'CommissionSummary' });
