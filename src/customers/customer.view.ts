import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { idView, isoTime, toIsoOrNull } from '../http/views.ts';
import type { Referral } from '../referrals/referral.ts';
import type { Customer } from './customer.ts';

export const CustomerView = z
  .strictObject({
    id: idView('cus'),
    program_id: idView('prg'),
    external_id: z
      .string()
      .nullable()
      .meta({ description: "The merchant's own id; null while only an email address is known." }),
    name: z.string().nullable(),
    email_known: z
      .boolean()
      .meta({ description: 'Whether an address was told; only a keyed hash of it is kept.' }),
    first_purchase_at: isoTime.nullable(),
    created_at: isoTime,
    updated_at: isoTime,
  })
  .meta({ id: 'Customer' });

export const toCustomerView = (customer: Customer): z.input<typeof CustomerView> => ({
  id: customer.id,
  program_id: customer.programId,
  external_id: customer.externalId,
  name: customer.name,
  email_known: customer.emailHash !== null,
  first_purchase_at: toIsoOrNull(customer.firstPurchaseAt),
  created_at: toIso(customer.createdAt),
  updated_at: toIso(customer.updatedAt),
});

export const ListedCustomerView = CustomerView.extend({
  referral: z
    .strictObject({
      id: idView('ref'),
      partner_id: idView('prt'),
      partner_name: z.string(),
      state: z.string(),
      decided_at: isoTime,
    })
    .nullable()
    .meta({ description: 'What binds them to a partner; null when nobody referred them.' }),
}).meta({ id: 'ListedCustomer' });

export const toListedCustomerView = (
  customer: Customer,
  referral: Referral | undefined,
  partnerName: string | undefined,
): z.input<typeof ListedCustomerView> => ({
  ...toCustomerView(customer),
  referral: referral
    ? {
        id: referral.id,
        partner_id: referral.partnerId,
        partner_name: partnerName ?? '',
        state: referral.state,
        decided_at: toIso(referral.decidedAt),
      }
    : null,
});
