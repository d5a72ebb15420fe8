import { z } from 'zod';
import { hashBody } from '../conversions/body-hash.ts';
import { createSpelling } from '../conversions/track-aliases.ts';
import { agreedKey, checkSpelled, objectOf, type TrackInput } from '../conversions/track-body.ts';
import { asSent, described, furtherOrderNames } from '../conversions/track-body-fields.ts';
import { dayMs, type Instant } from '../core/clock.ts';
import { invalidField } from '../core/errors.ts';
import { amount, currency, id, instant, reference, text } from '../http/fields.ts';
import { kindUndoneBy, refundKinds } from './refund.ts';
import type { CustomerCancellation, RefundRequest } from './refund-request.ts';

const common = {
  idempotency_key: reference(255)
    .optional()
    .describe('Makes a repeat of this request harmless; the header Idempotency-Key does the same.'),
  program: id('prg').optional().describe('Needed when the key reaches more than one program.'),
  order_id: described('order_id', reference(255).optional(), 'Your name of the sale.'),
};

/** What an admin may say of a refund, who names the conversion in the address. */
export const refundFields = {
  refund_id: reference(255)
    .optional()
    .describe('Your id of the refund: one per id and kind, for ever. What undoes it repeats it.'),
  amount: described(
    'amount',
    amount.optional(),
    'The part of the amount charged that is given back, tax and shipping included; the rest of it when left out.',
  ),
  currency: currency.optional().describe('That of the sale.'),
  kind: z
    .enum(refundKinds, `must be one of ${refundKinds.join(', ')}`)
    .optional()
    .describe(
      'refund when left out. chargeback_won undoes the chargeback, refund_canceled the refund of the same refund_id: ' +
        'each gives back exactly what that took, and needs no amount.',
    ),
  reason: text(500).optional().describe('In your own words.'),
  occurred_at: described('occurred_at', instant.optional(), 'When it happened; now when left out.'),
};

const trackedFields = {
  ...common,
  conversion_id: id('cnv').optional().describe('The sale, in place of order_id.'),
  ...refundFields,
};

const cancellationFields = {
  ...common,
  customer_id: described('customer_id', reference(255).optional(), 'Your own id of the customer.'),
};

const refundSchema = z.object({ ...trackedFields, ...furtherOrderNames });
const cancellationSchema = z.object({ ...cancellationFields, ...furtherOrderNames });
const refundSpelling = createSpelling('a refund', Object.keys(trackedFields));
const cancellationSpelling = createSpelling('a cancellation', Object.keys(cancellationFields));

export const RefundBody = asSent(trackedFields);
export const CancellationBody = asSent(cancellationFields);

/** @throws DomainError `invalid_request` naming every offending field as the caller spelled it. */
export const readRefund = (input: TrackInput): RefundRequest => {
  const body = objectOf(input.body);
  const spelled = refundSpelling.read(body);
  const fields = checkSpelled(refundSchema, refundSpelling, body, spelled);
  if (fields.order_id === undefined && fields.conversion_id === undefined) {
    throw invalidField('order_id', 'or conversion_id is required');
  }
  return {
    ...saidOf(fields, agreedKey(fields.idempotency_key, input.idempotencyKey), input.now),
    operation: 'refund',
    programId: fields.program,
    conversionId: fields.conversion_id ?? null,
    references: referencesOf(fields),
    bodyHash: hashBody(body),
    warnings: [...spelled.warnings, ...unusedAmount(fields)],
  };
};

/** @throws DomainError `invalid_request` naming every offending field as the caller spelled it. */
export const readCancellation = (input: TrackInput): RefundRequest | CustomerCancellation => {
  const body = objectOf(input.body);
  const spelled = cancellationSpelling.read(body);
  const fields = checkSpelled(cancellationSchema, cancellationSpelling, body, spelled);
  const { order_id: orderId, customer_id: customerId } = fields;
  const told = {
    operation: 'cancellation',
    programId: fields.program,
    idempotencyKey: agreedKey(fields.idempotency_key, input.idempotencyKey),
    bodyHash: hashBody(body),
    warnings: spelled.warnings,
  } as const;
  if (orderId !== undefined && customerId !== undefined) {
    throw invalidField('customer_id', 'and order_id exclude each other: cancel an order, or a customer');
  }
  if (customerId !== undefined) return { ...told, customerId };
  if (orderId === undefined) throw invalidField('order_id', 'or customer_id is required');
  return { ...restOf(orderId), ...told, references: referencesOf(fields) };
};

/** A whole order canceled is the refund of its rest, once per order. */
const restOf = (orderId: string) => ({
  refundId: `cancellation:${orderId}`,
  kind: 'refund' as const,
  conversionId: null,
  amountMinor: null,
  currency: null,
  reason: null,
  occurredAt: undefined,
});

/** An admin's refund of one conversion. @throws DomainError `invalid_request` */
export const readConversionRefund = (
  fields: z.output<typeof ConversionRefundBody>,
  { idempotencyKey, now }: Pick<TrackInput, 'idempotencyKey' | 'now'>,
  conversionId: NonNullable<RefundRequest['conversionId']>,
): RefundRequest => ({
  ...saidOf(fields, agreedKey(fields.idempotency_key, idempotencyKey), now),
  operation: 'conversion_refund',
  programId: undefined,
  conversionId,
  references: [],
  bodyHash: hashBody({ ...fields, conversion_id: conversionId }),
  warnings: unusedAmount(fields),
});

export const ConversionRefundBody = z.strictObject({
  idempotency_key: common.idempotency_key,
  ...refundFields,
});

type Said = z.output<z.ZodObject<typeof refundFields>>;

const saidOf = (fields: Said, idempotencyKey: string | null, now: Instant) => {
  const kind = fields.kind ?? 'refund';
  const undoneKind = kindUndoneBy(kind);
  if (undoneKind !== undefined && fields.refund_id === undefined) {
    throw invalidField('refund_id', `is required: it names the ${undoneKind} that is undone`);
  }
  if (idempotencyKey === null && fields.refund_id === undefined) {
    throw invalidField('idempotency_key', 'is required unless refund_id is given');
  }
  if (fields.occurred_at !== undefined && fields.occurred_at > now + dayMs) {
    throw invalidField('occurred_at', 'must not be more than a day in the future');
  }
  return {
    idempotencyKey,
    refundId: fields.refund_id ?? null,
    kind,
    amountMinor: undoneKind === undefined ? (fields.amount ?? null) : null,
    currency: fields.currency ?? null,
    reason: fields.reason ?? null,
    occurredAt: fields.occurred_at,
  };
};

const unusedAmount = ({ kind = 'refund', amount: sent }: Said): string[] => {
  const undoneKind = kindUndoneBy(kind);
  if (undoneKind === undefined || sent === undefined) return [];
  return [`amount was ignored: a ${kind} gives back exactly what its ${undoneKind} took`];
};

const referencesOf = (fields: {
  readonly order_id?: string | undefined;
  readonly order_aliases?: readonly string[] | undefined;
}): readonly string[] =>
  fields.order_id === undefined ? [] : [...new Set([fields.order_id, ...(fields.order_aliases ?? [])])];
