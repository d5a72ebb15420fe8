import type { z } from 'zod';
import { dayMs, type Instant } from '../core/clock.ts';
import { DomainError, type FieldError, invalidField } from '../core/errors.ts';
import { reference } from '../http/fields.ts';
import { validate } from '../http/validate.ts';
import { hashBody } from './body-hash.ts';
import type { Spelled, Spelling } from './track-aliases.ts';
import {
  type PurchaseFields,
  purchaseSchema,
  purchaseSpelling,
  type SharedFields,
  signupSchema,
  signupSpelling,
  unknownItemFields,
} from './track-body-fields.ts';
import type { TrackedMoney, TrackRequest } from './track-request.ts';

/** A parsed body beside the facts of the request that it must agree with. */
export interface TrackInput {
  /** What `JSON.parse` made. */
  readonly body: unknown;
  /** The header `Idempotency-Key`; null when there is none. */
  readonly idempotencyKey: string | null;
  readonly now: Instant;
}

type Body = Readonly<Record<string, unknown>>;

/** @throws DomainError `invalid_request` naming every offending field as the caller spelled it. */
export const readSignup = (input: TrackInput): TrackRequest => {
  const body = objectOf(input.body);
  const spelled = signupSpelling.read(body);
  const fields = checkSpelled(signupSchema, signupSpelling, body, spelled);
  if (fields.customer_id === undefined && fields.customer_email === undefined) {
    throw invalidField('customer_id', 'or customer_email is required');
  }
  return {
    operation: 'signup',
    type: 'signup',
    money: null,
    idempotencyKey: agreedKey(fields.idempotency_key, input.idempotencyKey),
    bodyHash: hashBody(body),
    ...whoAndWhy(fields),
    ...whenAndWhat(fields, spelled, input.now),
  };
};

/** @throws DomainError `invalid_request` naming every offending field as the caller spelled it. */
export const readPurchase = (input: TrackInput): TrackRequest => {
  const body = objectOf(input.body);
  const spelled = purchaseSpelling.read(body);
  const fields = checkSpelled(purchaseSchema, purchaseSpelling, body, spelled);
  const idempotencyKey = agreedKey(fields.idempotency_key, input.idempotencyKey);
  if (idempotencyKey === null && fields.order_id === undefined) {
    throw invalidField('idempotency_key', 'is required unless order_id is given');
  }
  spelled.warnings.push(...unknownItemFields(body.items));
  return {
    operation: 'purchase',
    type: fields.type ?? 'purchase',
    money: moneyOf(fields),
    idempotencyKey,
    bodyHash: hashBody(body),
    ...whoAndWhy(fields),
    ...whenAndWhat(fields, spelled, input.now),
  };
};

/**
 * The key of a request, which may stand in its header, in its body or in both.
 *
 * @throws DomainError `invalid_request` when the two differ or the header's is no key
 */
export const agreedKey = (inBody: string | undefined, inHeader: string | null): string | null => {
  if (inHeader === null) return inBody ?? null;
  const result = keySchema.safeParse(inHeader);
  if (!result.success) throw invalidField('Idempotency-Key', result.error.issues[0]?.message ?? 'is invalid');
  if (inBody !== undefined && inBody !== inHeader) {
    throw invalidField('idempotency_key', 'and the header Idempotency-Key differ');
  }
  return inHeader;
};

const keySchema = reference(255);

export const objectOf = (body: unknown): Body => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidField('', 'must be a JSON object');
  }
  return body as Body;
};

/** Checks a body whose spellings are resolved. @throws DomainError `invalid_request` with the caller's own spellings */
export const checkSpelled = <S extends z.ZodType>(
  schema: S,
  spelling: Spelling,
  body: Body,
  spelled: Spelled,
): z.output<S> => {
  const errors = [...spelled.conflicts];
  try {
    const fields = validate(schema, spelled.values);
    if (errors.length === 0) return fields;
  } catch (failure) {
    if (!(failure instanceof DomainError)) throw failure;
    errors.push(...failure.errors.map((error) => asCallerWrote(error, spelling, body, spelled)));
  }
  throw refusalOf(errors.filter(isFirstOfItsField));
};

const isFirstOfItsField = (error: FieldError, index: number, all: readonly FieldError[]): boolean =>
  all.findIndex((other) => other.path === error.path) === index;

const refusalOf = (errors: readonly FieldError[]): DomainError =>
  new DomainError(
    'invalid_request',
    errors
      .map((error) => `${error.path}: ${error.message}`)
      .join('; ')
      .slice(0, maxDetail),
    errors,
  );

const maxDetail = 500;

/** Errors come with our names of the fields; whoever sent `amount_cents` looks for that. */
const asCallerWrote = (error: FieldError, spelling: Spelling, body: Body, spelled: Spelled): FieldError => {
  const [field = '', index] = error.path.split(/[.[\]]/, 2);
  if (field === 'order_aliases') return { ...error, path: spelled.furtherOrderNames[Number(index)] ?? field };
  if (spelled.values[field] === undefined) return { ...error, message: 'is required' };
  return { ...error, path: spelling.asSent(body, field) + error.path.slice(field.length) };
};

const moneyOf = (fields: PurchaseFields): TrackedMoney => {
  const money: TrackedMoney = {
    amountMinor: fields.amount,
    currency: fields.currency,
    discountMinor: fields.discount ?? 0,
    taxMinor: fields.tax ?? 0,
    shippingMinor: fields.shipping ?? 0,
    items: fields.items?.map(itemOf) ?? noItems,
  };
  assertParts(money);
  return money;
};

const noItems: TrackedMoney['items'] = [];

const itemOf = (item: NonNullable<PurchaseFields['items']>[number]): TrackedMoney['items'][number] => ({
  productId: item.product_id,
  quantity: item.quantity,
  amountMinor: item.amount,
});

const assertParts = ({ amountMinor, taxMinor, shippingMinor, items }: TrackedMoney): void => {
  const netMinor = amountMinor - taxMinor - shippingMinor;
  if (netMinor < 0)
    throw invalidField(taxMinor > 0 ? 'tax' : 'shipping', 'tax and shipping exceed the amount');
  if (items.length === 0) return;
  const sumMinor = items.reduce((sum, item) => sum + item.amountMinor, 0);
  if (sumMinor !== netMinor) {
    throw invalidField('items', `sum to ${sumMinor}, and amount - tax - shipping is ${netMinor}`);
  }
};

const whoAndWhy = (fields: SharedFields) => ({
  programId: fields.program,
  customerId: fields.customer_id ?? null,
  customerEmail: fields.customer_email ?? null,
  customerName: fields.customer_name ?? null,
  isNewCustomer: fields.is_new_customer ?? null,
  clickId: fields.click_id ?? null,
  clickCookie: fields.click_cookie ?? null,
  promoCode: fields.promo_code ?? null,
  partner: fields.partner ?? null,
});

const whenAndWhat = (fields: SharedFields, spelled: Spelled, now: Instant) => {
  const occurredAt = fields.occurred_at;
  if (occurredAt !== undefined && occurredAt > now + dayMs) {
    throw invalidField('occurred_at', 'must not be more than a day in the future');
  }
  return {
    orderId: fields.order_id ?? null,
    orderAliases: fields.order_aliases ?? noAliases,
    plan: fields.plan ?? null,
    occurredAt,
    subs: {
      sub1: fields.sub1 ?? null,
      sub2: fields.sub2 ?? null,
      sub3: fields.sub3 ?? null,
      sub4: fields.sub4 ?? null,
      sub5: fields.sub5 ?? null,
    },
    country: fields.country ?? null,
    metadata: fields.metadata ?? null,
    warnings: spelled.warnings,
  };
};

const noAliases: readonly string[] = [];
