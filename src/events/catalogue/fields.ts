import { z } from 'zod';

/** The parts that several events share. Every shape is self-contained: no receiver needs a second call. */

export const instant = z.iso
  .datetime({ precision: 3 })
  .describe('UTC, ISO 8601 with milliseconds, such as 2026-05-29T14:21:12.345Z.');

export const amount = z.int().describe('Whole minor units of the currency beside it; negative takes back.');

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe('ISO 4217 code.');

export const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .nullable()
  .describe('ISO 3166 code of two capitals, null when unknown.');

export const publicId = (prefix: string, what: string) =>
  z.string().startsWith(`${prefix}_`).describe(`Id of the ${what}.`);

export const programId = publicId('prg', 'program');
export const partnerId = publicId('prt', 'partner');

export const partnerSummary = z
  .object({
    id: partnerId,
    name: z.string(),
    email: z.string().nullable().describe('Null once the person was anonymised.'),
    code: z.string().describe('The referral code.'),
  })
  .describe('The partner at the moment of the event.');

export const customerId = z
  .string()
  .describe(
    "The merchant's own id of the customer where it is known, else ours (cus_...); `customer` has both.",
  );

export const customerSummary = z
  .object({
    id: publicId('cus', 'customer'),
    external_id: z.string().nullable().describe("The merchant's own id of the customer."),
  })
  .describe('The customer, under our id and the merchant’s own.');

export const attributionMethod = z.enum([
  'manual',
  'referral',
  'promo_code',
  'click_id',
  'partner_code',
  'cookie',
  'none',
]);

export const attribution = z
  .object({
    method: attributionMethod,
    reason: z.string().nullable(),
    click_id: publicId('clk', 'winning click').nullable(),
    promo_code: z.string().nullable(),
  })
  .describe('Why this partner, or nobody, was credited.');

/** The sub-ids of the winning click. */
export const subIds = {
  sub1: z.string().nullable(),
  sub2: z.string().nullable(),
  sub3: z.string().nullable(),
  sub4: z.string().nullable(),
  sub5: z.string().nullable(),
};

export const source = z
  .string()
  .nullable()
  .describe("Where the winning click came from: the referrer's host, else the link's slug.");

export const linkId = publicId('lnk', 'link').nullable();

export const reason = z.string().nullable().optional().describe('One of a closed list of reasons.');

export const commissionModel = z.enum(['percent', 'flat']);

export const basisPoints = z.int().nullable().describe('The rate: 1500 is 15 %. Null for a flat amount.');

const changedValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

export const changes = z
  .record(z.string(), z.object({ from: changedValue, to: changedValue }))
  .describe('Each changed field with its value before and after.');
