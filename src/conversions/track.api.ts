import { z } from 'zod';
import type { App } from '../app.ts';
import type { Origin, Work } from '../database/work.ts';
import type { Caller } from '../http/caller.ts';
import type { Answer, DocumentedAnswer, Route } from '../http/route.ts';
import { route } from '../http/route.ts';
import { CancellationBody, RefundBody, readCancellation, readRefund } from '../refunds/refund-body.ts';
import { CancellationAnswerView, recordCancellation } from '../workflows/refunds/record-cancellation.ts';
import { recordRefund } from '../workflows/refunds/record-refund.ts';
import { RefundAnswerView } from '../workflows/refunds/refund-answer.ts';
import type { TrackReply } from '../workflows/tracking/answer-once.ts';
import { findFirstAnswer } from '../workflows/tracking/find-first-answer.ts';
import { recordConversion } from '../workflows/tracking/record-conversion.ts';
import { TrackAnswerView } from '../workflows/tracking/track-answer.ts';
import { readPurchase, readSignup, type TrackInput } from './track-body.ts';
import { PurchaseBody, SignupBody } from './track-body-fields.ts';
import type { TrackRequest } from './track-request.ts';

export type TrackApp = Pick<App, 'clock' | 'log' | 'read' | 'secrets' | 'settled' | 'transact'>;

/** A body with all that came around it. */
export interface Sent {
  readonly body: unknown;
  readonly idempotencyKey: string | null;
  readonly caller: Caller;
  readonly origin: Origin;
}

/** Checks one tracked body and answers the unit that records it. */
type Reader = (app: TrackApp, input: TrackInput, caller: Caller) => (work: Work) => Promise<TrackReply>;

const conversionReader =
  (read: (input: TrackInput) => TrackRequest): Reader =>
  (app, input, caller) => {
    const request = read(input);
    return (work) => recordConversion(work, app.secrets, caller, request);
  };

const signup = conversionReader(readSignup);
const purchase = conversionReader(readPurchase);

const refund: Reader = (_app, input, caller) => {
  const request = readRefund(input);
  return (work) => recordRefund(work, caller, request);
};

const cancellation: Reader = (_app, input, caller) => {
  const request = readCancellation(input);
  return (work) =>
    'customerId' in request ? recordCancellation(work, caller, request) : recordRefund(work, caller, request);
};

/** What a backend may track, by the name it has in a batch. */
export const operations = { signup, lead: signup, purchase, sale: purchase, refund, cancellation };
export type Operation = keyof typeof operations;

/** Reads one tracked body and records it once; the answer is the same whichever way it came in. */
export const track = async (
  app: TrackApp,
  operation: Operation,
  { body, idempotencyKey, caller, origin }: Sent,
): Promise<Answer> => {
  const record = operations[operation](app, { body, idempotencyKey, now: app.clock.now() }, caller);
  const reply = await app.transact(origin, record);
  return reply.replayed ? repeated(reply.json) : { status: 201, json: reply.json };
};

const repeated = (json: string): Answer => ({
  status: 200,
  json,
  headers: { 'idempotent-replayed': 'true' },
});

/** A retry is answered from what is stored, as soon as that is on disk; everything else is read and recorded. */
const trackOnce = async (app: TrackApp, operation: Operation, sent: Sent): Promise<Answer> => {
  const unchecked = { ...sent, operation: meaning[operation] };
  const first = await findFirstAnswer(app.read, sent.caller, unchecked);
  if (first === undefined) return track(app, operation, sent);
  await app.settled();
  return repeated(first);
};

/** Under which name the keys of an operation are kept. */
const meaning: Readonly<Record<Operation, string>> = {
  ...{ signup: 'signup', lead: 'signup', purchase: 'purchase', sale: 'purchase' },
  ...{ refund: 'refund', cancellation: 'cancellation' },
};

export const trackRoutes = (app: TrackApp): Route[] => [
  trackRoute(app, 'signup', 'Record a signup', SignupBody),
  trackRoute(app, 'lead', 'Record a signup (another name of /track/signup)', SignupBody),
  trackRoute(app, 'purchase', 'Record a purchase', PurchaseBody),
  trackRoute(app, 'sale', 'Record a purchase (another name of /track/purchase)', PurchaseBody),
  trackRoute(app, 'refund', 'Record a refund, a chargeback, or the end of one', RefundBody, {
    schema: RefundAnswerView,
    description: refundDescription,
  }),
  trackRoute(app, 'cancellation', 'Record that an order or a customer was canceled', CancellationBody, {
    schema: z.union([RefundAnswerView, CancellationAnswerView]),
    description: cancellationDescription,
  }),
];

const refundDescription =
  'Amounts are parts of what the customer was charged. Commissions go back in proportion, at the rate they were ' +
  'earned by: in place while they are unpaid, by a line of their own once they are paid. A refund that comes ' +
  'before its sale is kept and applied when the sale comes. ';

const cancellationDescription =
  'An order_id refunds the rest of the order. A customer_id stops recurring commissions from now on: later ' +
  'purchases of that customer earn nothing by rules that pay again and again, until a new referral. ';

const answersOf = (schema: z.ZodType): Readonly<Record<number, DocumentedAnswer>> => ({
  201: { description: 'Recorded now.', schema },
  200: {
    description: 'Recorded before: the first answer again, with `Idempotent-Replayed: true`.',
    schema,
  },
});

const trackRoute = (
  app: TrackApp,
  operation: Operation,
  summary: string,
  body: z.ZodType,
  own: { readonly schema: z.ZodType; readonly description: string } = {
    schema: TrackAnswerView,
    description: '',
  },
): Route =>
  route({
    method: 'POST',
    path: `/track/${operation}`,
    scope: 'track:write',
    tag: 'Tracking',
    summary,
    description:
      `${own.description}Send the same idempotency key with every retry: however often it arrives, it is ` +
      'recorded once. A body that is refused does not use its key up. Unknown fields are accepted and named in ' +
      '`warnings`.',
    body,
    answers: answersOf(own.schema),
    handle: ({ request, body, caller, origin }) =>
      trackOnce(app, operation, {
        ...{ body, caller, origin },
        idempotencyKey: request.headers.get('idempotency-key'),
      }),
  });
