import type { z } from 'zod';
import type { App } from '../app.ts';
import type { Origin } from '../database/work.ts';
import type { Caller } from '../http/caller.ts';
import type { Answer, DocumentedAnswer, Route } from '../http/route.ts';
import { route } from '../http/route.ts';
import { recordConversion } from '../workflows/record-conversion.ts';
import { TrackAnswerView } from '../workflows/track-answer.ts';
import { readPurchase, readSignup, type TrackInput } from './track-body.ts';
import { PurchaseBody, SignupBody } from './track-body-fields.ts';
import type { TrackRequest } from './track-request.ts';

export type TrackApp = Pick<App, 'clock' | 'log' | 'secrets' | 'transact'>;

/** What a backend may track, by the name it has in a batch. */
export const operations: Readonly<Record<string, (input: TrackInput) => TrackRequest>> = {
  signup: readSignup,
  lead: readSignup,
  purchase: readPurchase,
  sale: readPurchase,
};

/** Reads one tracked body and records it once; the answer is the same whichever way it came in. */
export const track = async (
  app: TrackApp,
  read: (input: TrackInput) => TrackRequest,
  sent: { body: unknown; idempotencyKey: string | null; caller: Caller; origin: Origin },
): Promise<Answer> => {
  const { body, idempotencyKey, caller, origin } = sent;
  const request = read({ body, idempotencyKey, now: app.clock.now() });
  const reply = await app.transact(origin, (work) => recordConversion(work, app.secrets, caller, request));
  return reply.replayed
    ? { status: 200, json: reply.json, headers: { 'idempotent-replayed': 'true' } }
    : { status: 201, json: reply.json };
};

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
  operation: 'signup' | 'lead' | 'purchase' | 'sale',
  summary: string,
  body: z.ZodType,
): Route => {
  const read = operations[operation] as (input: TrackInput) => TrackRequest;
  return route({
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
      track(app, read, { body, caller, origin, idempotencyKey: request.headers.get('idempotency-key') }),
  });
};
