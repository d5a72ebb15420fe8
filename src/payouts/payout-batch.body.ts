import { z } from 'zod';
import { isCurrency } from '../core/currencies.ts';
import { invalidField } from '../core/errors.ts';
import { amount, currency, id, instant, reference, text } from '../http/fields.ts';

const selectionFields = {
  program_id: id('prg').optional(),
  cut_off_at: instant
    .optional()
    .describe('What became due after it waits for the next batch; now unless said otherwise.'),
  partner_ids: z
    .array(id('prt'))
    .min(1, 'must name a partner')
    .max(500, 'may name at most 500 partners')
    .optional()
    .describe('Whom to pay; everybody unless said otherwise.'),
  currency: currency.optional(),
  minimums: z
    .record(
      z.string().refine((code) => isCurrency(code), 'must be an ISO 4217 currency code'),
      amount,
    )
    .optional()
    .describe(
      'Smallest sums that are paid, by currency, in minor units. In the currency of the program its threshold holds unless said otherwise, in others everything above zero is paid.',
    ),
};

export const PayoutPlanBody = z.strictObject(selectionFields).meta({ id: 'PayoutSelection' });

export const NewPayoutBatchBody = z
  .strictObject({
    ...selectionFields,
    note: text(500).optional(),
    idempotency_key: reference(255).optional(),
  })
  .meta({ id: 'NewPayoutBatch' });

/**
 * The key of the header or of the body.
 *
 * @throws DomainError `invalid_request` when it is no key, or both are there and differ
 */
export const agreedKey = (inBody: string | undefined, inHeader: string | null): string | null => {
  if (inHeader === null) return inBody ?? null;
  if (!reference(255).safeParse(inHeader).success) {
    throw invalidField('idempotency_key', 'must have 1 to 255 characters');
  }
  if (inBody !== undefined && inBody !== inHeader) {
    throw invalidField('idempotency_key', 'and the header Idempotency-Key differ');
  }
  return inHeader;
};
