import type { z } from 'zod';
import type { App } from '../app.ts';
import type { Origin } from '../database/work.ts';
import type { Caller } from '../http/caller.ts';
import type { Answer, DocumentedAnswer, Route } from '../http/route.ts';
import { route } from '../http/route.ts';
import { findFirstAnswer } from '../workflows/find-first-answer.ts';
import { recordConversion } from '../workflows/record-conversion.ts';
import { TrackAnswerView } from '../workflows/track-answer.ts';
import { readPurchase, readSignup, type TrackInput } from './track-body.ts';
import { PurchaseBody, SignupBody } from './track-body-fields.ts';
import type { TrackRequest } from './track-request.ts';

export type TrackApp = Pick<App, 'clock' | 'log' | 'read' | 'secrets' | 'settled' | 'transact'>;

/** What a backend may track, by the name it has in a batch. */
export const operations = {
  signup: readSignup,
  lead: readSignup,
  purchase: readPurchase,
  sale: readPurchase,
};

/** A body with all that came around it. */
interface Sent {
  readonly body: unknown;
  readonly idempotencyKey: string | null;
  readonly caller: Caller;
  readonly origin: Origin;
}

/** Reads one tracked body and records it once; the answer is the same whichever way it came in. */
export const track = async (
  app: TrackApp,
  read: (input: TrackInput) => TrackRequest,
  { body, idempotencyKey, caller, origin }: Sent,
): Promise<Answer> => {
  const request = read({ body, idempotencyKey, now: app.clock.now() });
  const reply = await app.transact(origin, (work) => recordConversion(work, app.secrets, caller, request));
  return reply.replayed ? repeated(reply.json) : { status: 201, json: reply.json };
};

const repeated = (json: string): Answer => ({
  status: 200,
  json,
  headers: { 'idempotent-replayed': 'true' },
});

/** A retry is answered from what is stored, as soon as that is on disk; everything else is read and recorded. */
const trackOnce = async (app: TrackApp, operation: keyof typeof operations, sent: Sent): Promise<Answer> => {
  const unchecked = { ...sent, operation: meaning[operation] };
  const first = await findFirstAnswer(app.read, sent.caller, unchecked);
  if (first === undefined) return track(app, operations[operation], sent);
  await app.settled();
  return repeated(first);
};

const meaning = { signup: 'signup', lead: 'signup', purchase: 'purchase', sale: 'purchase' } as const;

export const trackRoutes = (app: TrackApp): Route[] => [
  trackRoute(app, 'signup', 'Record a signup', SignupBody),
  trackRoute(app, 'lead', 'Record a signup (another name of /track/signup)', SignupBody),
  trackRoute(app, 'purchase', 'Record a purchase', PurchaseBody),
  trackRoute(app, 'sale', 'Record a purchase (another name of /track/purchase)', PurchaseBody),
];

const answers: Readonly<Record<number, DocumentedAnswer>> = {
  201: { description: 'Recorded now.', schema: TrackAnswerView },
  200: {
    description: 'Recorded before: the first answer again, with `Idempotent-Replayed: true`.',
    schema: TrackAnswerView,
  },
};

const trackRoute = (
  app: TrackApp,
  operation: keyof typeof operations,
  summary: string,
  body: z.ZodType,
): Route =>
  route({
    method: 'POST',
    path: `/track/${operation}`,
    scope: 'track:write',
    tag: 'Tracking',
    summary,
    description:
      'Send the same idempotency key with every retry: however often it arrives, it is recorded once. A body ' +
      'that is refused does not use its key up. Unknown fields are accepted and named in `warnings`.',
    body,
    answers,
    handle: ({ request, body, caller, origin }) =>
      trackOnce(app, operation, {
        ...{ body, caller, origin },
        idempotencyKey: request.headers.get('idempotency-key'),
      }),
  });
