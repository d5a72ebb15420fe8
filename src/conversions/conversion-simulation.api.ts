import { z } from 'zod';
import type { App } from '../app.ts';
import { DomainError } from '../core/errors.ts';
import { ok, type Route, route } from '../http/route.ts';
import { validate } from '../http/validate.ts';
import { formatNames } from '../webhooks/formats/formats.ts';
import { simulateConversion } from '../workflows/tracking/simulate-conversion.ts';
import { SimulationView, toSimulationView } from './simulation.view.ts';
import { objectOf, readPurchase, readSignup, type TrackInput } from './track-body.ts';
import { asSent, purchaseFields } from './track-body-fields.ts';

const own = {
  operation: z
    .enum(['signup', 'lead', 'purchase', 'sale'])
    .default('purchase')
    .describe('What is told; the other fields are those of /track/{operation}.'),
  format: z
    .enum(formatNames)
    .default('tributary')
    .describe('The receiver format in which the webhooks are shown.'),
};
const OwnFields = z.object(own);

/** Of a signup no money is asked for. */
const { amount, currency, ...others } = purchaseFields;
const SimulationBody = asSent({
  ...own,
  ...others,
  amount: amount.optional(),
  currency: currency.optional(),
});

export const conversionSimulationRoutes = (app: Pick<App, 'clock' | 'secrets' | 'transact'>): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/conversions/simulate',
    changesNothing: true,
    scope: 'read',
    tag: 'Conversions',
    summary: 'What a signup or a purchase would come to, storing nothing',
    description:
      'Takes the body of /track/purchase or /track/signup as it is, keys and order ids included, and runs the very ' +
      'same steps in a unit of work that is undone: who would earn it and why, what, by which rules, and every ' +
      'webhook that would be sent. What would be refused is refused here the same way. Ids in the answer are ' +
      'examples. Nothing is stored, sent or used up.',
    body: SimulationBody,
    answers: { 200: { description: 'What it would come to.', schema: SimulationView } },
    handle: async ({ request, caller, origin, body: sent }) => {
      const idempotencyKey = request.headers.get('idempotency-key');
      const simulated = readSimulation({ body: sent, idempotencyKey, now: app.clock.now() });
      return ok(toSimulationView(await simulateConversion(app, origin, caller, simulated)));
    },
  }),
];

/** @throws DomainError `invalid_request` naming every offending field, of ours and of what is tracked */
const readSimulation = (input: TrackInput) => {
  const { operation: _operation, format: _format, ...body } = objectOf(input.body);
  const { operation } = input.body as Readonly<Record<string, unknown>>;
  const isSignup = operation === 'signup' || operation === 'lead';
  const own = attempt(() => validate(OwnFields, input.body));
  const request = attempt(() => (isSignup ? readSignup : readPurchase)({ ...input, body }));
  if ('refusal' in own && 'refusal' in request) throw both(own.refusal, request.refusal);
  if ('refusal' in own) throw own.refusal;
  if ('refusal' in request) throw request.refusal;
  return { request: request.value, format: own.value.format };
};

const attempt = <T>(read: () => T): { readonly value: T } | { readonly refusal: DomainError } => {
  try {
    return { value: read() };
  } catch (failure) {
    if (failure instanceof DomainError) return { refusal: failure };
    throw failure;
  }
};

const both = (first: DomainError, second: DomainError): DomainError =>
  new DomainError('invalid_request', `${first.detail}; ${second.detail}`, [
    ...first.errors,
    ...second.errors,
  ]);
