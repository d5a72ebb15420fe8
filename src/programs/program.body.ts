import { z } from 'zod';
import { given } from '../core/given.ts';
import { amount, currency, text } from '../http/fields.ts';
import { CapsBody, toCaps } from './caps.body.ts';
import {
  approvalModes,
  attributionModels,
  attributionPolicies,
  conversionReviews,
  isTimeZone,
  normalizeCookieDomain,
  normalizeHost,
  type ProgramSettings,
  programModes,
} from './program.ts';

const timeZone = z
  .string()
  .max(64, 'may have at most 64 characters')
  .refine(isTimeZone, 'must be the name of an IANA time zone, such as Europe/Berlin')
  .meta({ description: 'IANA time zone in which days and months are counted.', examples: ['Europe/Berlin'] });

const host = z
  .string()
  .max(253, 'may have at most 253 characters')
  .refine(
    (value) => normalizeHost(value) !== undefined,
    'must be a host as in an address, such as shop.example.com',
  )
  .transform((value) => normalizeHost(value) ?? value);

const cookieDomain = z
  .string()
  .max(253, 'may have at most 253 characters')
  .refine(
    (value) => normalizeCookieDomain(value) !== undefined,
    'must be a domain such as example.com, without protocol or port',
  )
  .transform((value) => normalizeCookieDomain(value) ?? value);

const days = (least: number, most: number) =>
  z
    .int('must be a whole number of days')
    .min(least, `must be at least ${least}`)
    .max(most, `may be at most ${most}`);

/** What may be changed later, all optional. */
const settingFields = {
  time_zone: timeZone.optional(),
  hold_days: days(0, 365)
    .optional()
    .meta({ description: 'Days before a commission may become due. Default 30.' }),
  window_days: days(1, 3650).optional().meta({ description: 'Days for which a click counts. Default 90.' }),
  attribution_policy: z.enum(attributionPolicies).optional(),
  attribution_model: z.enum(attributionModels).optional(),
  coupon_overrides_referral: z.boolean().optional(),
  referral_days: days(1, 3650).nullable().optional().meta({
    description:
      'Days of 24 hours for which a referral binds its customer, from its decision; null, the default, for ever. Referrals that exist keep their end.',
  }),
  new_customers_only: z.boolean().optional().meta({
    description:
      'Whether only customers who never bought before can be referred. is_new_customer of a purchase decides, else what was tracked; customers who are referred already stay with their partner. Default false.',
  }),
  approval: z
    .enum(approvalModes)
    .optional()
    .meta({ description: 'Whether a person approves commissions. Default auto.' }),
  conversion_review: z.enum(conversionReviews).optional().meta({
    description:
      'Whether conversions that a partner won wait for a person before they earn. Default none; all, too, qualifies at once what nobody won.',
  }),
  partner_approval: z
    .enum(approvalModes)
    .optional()
    .meta({ description: 'Whether a person approves partners who apply. Default auto.' }),
  payout_threshold: amount.optional().meta({
    description:
      'Smallest due balance that is paid, in minor units of the program currency; reaching it is told as commission.threshold_reached. Default 0, which nothing reaches and nothing tells.',
  }),
  payout_approvals: z
    .union([z.literal(1), z.literal(2)], 'must be 1 or 2')
    .optional()
    .meta({ description: 'How many different people or keys must approve a batch of payouts. Default 1.' }),
  caps: CapsBody.optional(),
  converts_currencies: z.boolean().optional().meta({
    description:
      'Whether commissions of sales in other currencies are owed in the program currency, at the stored rate; otherwise a percentage is owed in the currency of the sale. Default false.',
  }),
  allowed_hosts: z
    .array(host)
    .max(100, 'may have at most 100 hosts')
    .optional()
    .meta({
      description: 'Hosts that deep links (`?url=`) may lead to besides the host of their own link.',
      examples: [['shop.example.com']],
    }),
  click_id_parameter: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9_-]{0,39}$/,
      'must be a URL parameter: a letter, then up to 39 letters, digits, _ or -',
    )
    .optional(),
  cookie_domain: cookieDomain.nullable().optional().meta({
    description: 'Domain of the click cookie; null leaves it on the host that serves the redirect.',
  }),
  base_includes_tax: z.boolean().optional(),
  base_includes_shipping: z.boolean().optional(),
};

export const NewProgramBody = z.strictObject({
  name: text(120),
  currency: currency.meta({
    description: 'Cannot be changed later: amounts, flat rules and thresholds are in it.',
  }),
  mode: z
    .enum(programModes)
    .optional()
    .meta({ description: 'A test program is for sample data and test payments. Cannot be changed later.' }),
  ...settingFields,
});

/** `currency` and `mode` may be sent back as they were read; another value is refused with the reason. */
export const ProgramChangeBody = z.strictObject({
  name: text(120).optional(),
  currency: currency.optional().meta({ description: 'Only the present value: it cannot be changed.' }),
  mode: z
    .enum(programModes)
    .optional()
    .meta({ description: 'Only the present value: it cannot be changed.' }),
  ...settingFields,
});

type SettingFields = Omit<z.output<typeof ProgramChangeBody>, 'currency' | 'mode'>;

/** The settings that a body gives. */
export const settingsOf = (body: SettingFields): Partial<ProgramSettings> =>
  given({
    name: body.name,
    timeZone: body.time_zone,
    holdDays: body.hold_days,
    windowDays: body.window_days,
    attributionPolicy: body.attribution_policy,
    attributionModel: body.attribution_model,
    couponOverridesReferral: body.coupon_overrides_referral,
    referralDays: body.referral_days,
    newCustomersOnly: body.new_customers_only,
    approval: body.approval,
    conversionReview: body.conversion_review,
    partnerApproval: body.partner_approval,
    payoutThresholdMinor: body.payout_threshold,
    payoutApprovals: body.payout_approvals,
    caps: body.caps && toCaps(body.caps),
    convertsCurrencies: body.converts_currencies,
    allowedHosts: body.allowed_hosts && [...new Set(body.allowed_hosts)],
    clickIdParameter: body.click_id_parameter,
    cookieDomain: body.cookie_domain,
    baseIncludesTax: body.base_includes_tax,
    baseIncludesShipping: body.base_includes_shipping,
  });
