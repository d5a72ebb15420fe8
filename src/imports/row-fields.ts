import { z } from 'zod';
import { isId } from '../core/ids.ts';
import { code, country, currency, email, httpUrl, instant, reference, text } from '../http/fields.ts';
import type { ImportKind } from './import.ts';

/** What the cells of a row may be; an empty cell counts as not there. The words are those of the API. */

/** Dates and times without an offset are read as UTC: exports of other systems seldom have one. */
const cellInstant = z
  .string()
  .transform((cell) => {
    const match =
      /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?(Z|[+-]\d{2}:\d{2})?$/.exec(cell);
    if (!match) return cell;
    const [, date, time = '00:00', offset = 'Z'] = match;
    return `${date}T${time}${offset}`;
  })
  .pipe(instant);

/** Read later, when it is known how amounts are written. */
const amount = z.string();

/** Email address, code or id of a partner. */
const partner = text(254);

const states = ['approved', 'pending', 'invited', 'rejected', 'declined', 'suspended', 'terminated'] as const;

export const PartnerRow = z.strictObject({
  email,
  name: text(200),
  country: country.optional(),
  code: code.refine((value) => !isId('prt', value), 'must not have the form of an id').optional(),
  state: z.enum(states).default('approved'),
  group: text(200).optional(),
});

export type PartnerRow = z.output<typeof PartnerRow>;

const subId = text(255).optional();

export const LinkRow = z.strictObject({
  partner,
  destination_url: httpUrl,
  slug: text(64),
  ...{ sub1: subId, sub2: subId, sub3: subId, sub4: subId, sub5: subId },
});

export type LinkRow = z.output<typeof LinkRow>;

export const PromoCodeRow = z.strictObject({
  partner,
  code,
  starts_at: cellInstant.optional(),
  ends_at: cellInstant.optional(),
  discount_type: text(40).optional(),
  discount_value: z
    .string()
    .regex(/^\d{1,15}(\.\d{1,6})?$/, 'must be a decimal number such as 10.00')
    .optional(),
  coupon_id: reference(255).optional(),
  duration: text(40).optional(),
});

export type PromoCodeRow = z.output<typeof PromoCodeRow>;

export const CustomerRow = z.strictObject({
  customer_id: reference(255),
  email: email.optional(),
  name: text(200).optional(),
  partner: partner.optional(),
  decided_at: cellInstant.optional(),
});

export type CustomerRow = z.output<typeof CustomerRow>;

export const ConversionRow = z.strictObject({
  order_id: reference(255),
  amount,
  currency,
  occurred_at: cellInstant,
  type: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be a word of a-z, 0-9 and _ of at most 40 characters')
    .refine((word) => word !== 'signup', 'must not be signup: nothing is charged for one')
    .default('purchase'),
  tax: amount.optional(),
  shipping: amount.optional(),
  discount: amount.optional(),
  customer_id: reference(255).optional(),
  customer_email: email.optional(),
  customer_name: text(200).optional(),
  partner: partner.optional(),
  promo_code: text(255).optional(),
  commission_amount: amount.optional(),
  plan: text(200).optional(),
  country: country.optional(),
});

export type ConversionRow = z.output<typeof ConversionRow>;

export const BalanceRow = z.strictObject({ partner, currency, amount });

export type BalanceRow = z.output<typeof BalanceRow>;

const rows = {
  partners: PartnerRow,
  links: LinkRow,
  promo_codes: PromoCodeRow,
  customers: CustomerRow,
  conversions: ConversionRow,
  balances: BalanceRow,
} as const satisfies Record<ImportKind, z.ZodType>;

export interface RowField {
  readonly name: string;
  readonly isRequired: boolean;
}

/** The fields that a file of a kind may have. */
export const fieldsOf = (kind: ImportKind): readonly RowField[] =>
  Object.entries<z.ZodType>(rows[kind].shape).map(([name, schema]) => ({
    name,
    isRequired: !schema.safeParse(undefined).success,
  }));
