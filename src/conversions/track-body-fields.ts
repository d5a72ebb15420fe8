import { z } from 'zod';
import { amount, country, currency, email, id, instant, reference, text } from '../http/fields.ts';
import { acceptedSpellings, createSpelling, warningsFor } from './track-aliases.ts';

/** The fields of a tracked signup or purchase: checked by these schemas, documented from them. */

const maxMetadataKeys = 50;
const maxMetadataBytes = 10 * 1024;
const maxItems = 500;

const metadata = z
  .custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  )
  .refine(
    (value) => Object.keys(value).length <= maxMetadataKeys,
    `may have at most ${maxMetadataKeys} entries`,
  )
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= maxMetadataBytes, 'may have at most 10 KB')
  .meta({ type: 'object', maxProperties: maxMetadataKeys, additionalProperties: true });

const item = z.object({
  product_id: reference(255),
  quantity: z.int('must be a whole number').min(1, 'must be at least 1').max(1e9, 'is too many').default(1),
  amount: amount.describe('Total of the line, net of tax and shipping.'),
});

/** @param text a full sentence; the accepted spellings are added */
export const described = <S extends z.ZodType>(field: string, schema: S, sentence: string): S => {
  const others = (acceptedSpellings as Readonly<Record<string, readonly string[]>>)[field];
  return schema.describe(others ? `${sentence} Also read as ${others.join(', ')}.` : sentence);
};

const sub = (number: number) =>
  reference(255).optional().describe(`Sub-id ${number}, as the partner's link had it.`);

const common = {
  idempotency_key: described(
    'idempotency_key',
    reference(255).optional(),
    'Makes a repeat of this request harmless; the header Idempotency-Key does the same.',
  ),
  program: described('program', id('prg').optional(), 'Needed when the key reaches more than one program.'),
  order_id: described(
    'order_id',
    reference(255).optional(),
    'Your name of the sale: one conversion per order and type, for ever.',
  ),
  customer_id: described('customer_id', reference(255).optional(), 'Your own id of the customer.'),
  customer_email: email.optional().describe('Stored as a keyed hash only.'),
  customer_name: text(200).optional(),
  is_new_customer: z
    .boolean('must be true or false')
    .optional()
    .describe('False when this customer bought from you before.'),
  click_id: described('click_id', text(255).optional(), 'The click id of the landing URL.'),
  click_cookie: text(255).optional().describe('The value of the cookie trb_click, relayed.'),
  promo_code: described('promo_code', text(255).optional(), 'The code the customer used.'),
  partner: described('partner', text(255).optional(), "A partner's code or id."),
  plan: text(200).optional(),
  occurred_at: described('occurred_at', instant.optional(), 'When it happened; now when left out.'),
  sub1: sub(1),
  sub2: sub(2),
  sub3: sub(3),
  sub4: sub(4),
  sub5: sub(5),
  country: country.optional(),
  metadata: metadata.optional().describe('Anything of yours: at most 50 entries and 10 KB of JSON.'),
};

const money = {
  amount: described('amount', amount, 'What was charged, after discounts, with tax and shipping.'),
  currency,
  discount: amount.optional().describe('For information; the amount is already without it.'),
  tax: amount.optional().describe('The part of the amount that is tax.'),
  shipping: amount.optional().describe('The part of the amount that is shipping.'),
  items: z
    .array(item, 'must be a list')
    .max(maxItems, `may have at most ${maxItems} lines`)
    .optional()
    .describe('The lines; they sum to amount - tax - shipping.'),
};

const signupFields = {
  ...common,
  type: z.literal('signup', 'must be signup').optional().describe('Always signup.'),
};

export const purchaseFields = {
  ...common,
  ...money,
  type: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be a word of a-z, 0-9 and _ of at most 40 characters')
    .refine((word) => word !== 'signup', 'must not be signup: a signup has a request of its own')
    .optional()
    .describe("purchase when left out, or your program's own word, such as deposit."),
};

/** Where further names of the order stand once spellings are resolved. */
export const furtherOrderNames = { order_aliases: z.array(reference(255)).optional() };

/** Check values that already stand under our names. */
export const signupSchema = z.object({ ...signupFields, ...furtherOrderNames });
export const purchaseSchema = z.object({ ...purchaseFields, ...furtherOrderNames });

export const signupSpelling = createSpelling('a signup', Object.keys(signupFields));
export const purchaseSpelling = createSpelling('a purchase', Object.keys(purchaseFields));

/** What a signup and a purchase have in common. */
export type SharedFields = Omit<z.output<typeof signupSchema>, 'type'>;
export type PurchaseFields = z.output<typeof purchaseSchema>;

/** Warnings for what an item has and we do not know, from items that passed the check. */
export const unknownItemFields = (items: unknown): string[] => {
  if (!Array.isArray(items)) return [];
  const unknown = new Set<string>();
  for (const line of items)
    for (const name in line) if (!itemFields.has(name)) unknown.add(`items[].${name}`);
  return unknown.size === 0 ? [] : warningsFor('a purchase', [...unknown]);
};

const itemFields: ReadonlySet<string> = new Set(Object.keys(item.shape));

/**
 * For the table of routes: takes any JSON value as it is, because spellings are resolved before fields are
 * checked, and is described as what it will be checked against.
 */
export const asSent = (fields: z.ZodRawShape) => {
  const { $schema: _, ...description } = z.toJSONSchema(z.looseObject(fields), {
    io: 'input',
    unrepresentable: 'any',
  });
  return z.unknown().meta(description);
};

export const SignupBody = asSent(signupFields);
export const PurchaseBody = asSent(purchaseFields);
