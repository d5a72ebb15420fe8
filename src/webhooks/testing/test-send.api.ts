import { z } from 'zod';
import type { App } from '../../app.ts';
import type { ProgramId } from '../../core/ids.ts';
import type { Db } from '../../database/work.ts';
import { exampleIds } from '../../events/catalogue/examples.ts';
import { type EventType, resolveEventType } from '../../events/catalogue.ts';
import { id } from '../../http/fields.ts';
import { ok, type Route, route } from '../../http/route.ts';
import { listPrograms } from '../../programs/program.store.ts';
import { readDeliveryDetail } from '../deliveries/delivery.api.ts';
import { DeliveryDetailView } from '../deliveries/delivery.view.ts';
import type { FlightResult } from '../drainer/flight-result.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { isRotating } from '../endpoints/endpoint-secret.ts';
import { getEndpoint } from '../endpoints/reachable-endpoint.ts';
import { defaultTestType } from './test-event.ts';
import { hintOf } from './test-hint.ts';

type TestSendApp = Pick<App, 'read' | 'testSender'>;

const TestBody = z
  .strictObject({
    event_type: z
      .string()
      .max(100)
      .transform((name, context): EventType => {
        const type = resolveEventType(name);
        if (type) return type;
        context.addIssue({
          code: 'custom',
          message: 'is no event type; GET /api/v1/event-types lists them',
        });
        return z.NEVER;
      })
      .optional()
      .meta({
        description: 'Name or alias of any event type; left out, the first one the endpoint selects.',
      }),
  })
  .meta({ id: 'WebhookTestRequest' });

const TestView = z
  .strictObject({
    delivery: DeliveryDetailView,
    ok: z.boolean().meta({ description: 'Whether the receiver answered with a 2xx.' }),
    answer: z.strictObject({
      status: z.int().nullable().meta({ description: 'HTTP status; null when there was none.' }),
      error: z
        .string()
        .nullable()
        .meta({ description: 'What went wrong when there was no complete answer.' }),
      duration_ms: z.int(),
      excerpt: z.string().nullable().meta({ description: 'The beginning of the body.' }),
    }),
    hint: z.string().nullable().meta({
      description: 'What is wrong, in plain words, and what to look at; null when nothing is.',
    }),
  })
  .meta({ id: 'WebhookTest' });

export const testSendRoutes = (app: TestSendApp): Route[] => [
  route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/test',
    scope: 'write',
    tag: 'Webhooks',
    summary: 'Sends a test event to a webhook endpoint and shows the answer',
    description:
      'An event with example data and `test: true`, signed and formatted like any other, sent at once and only once: behind no backlog and no limit, to a paused or disabled endpoint too. It counts neither for nor against the endpoint, but a 2xx verifies it. Three tests of an endpoint and four of a program at a time, then 429.',
    params: z.strictObject({ id: id('whe') }),
    body: TestBody,
    bodyOptional: true,
    answers: { 200: { description: 'What was sent and what came back.', schema: TestView } },
    handle: async ({ caller, origin, params, body }) => {
      const endpoint = await getEndpoint(app.read, caller, params.id);
      const result = await app.testSender.send(origin, {
        endpointId: endpoint.id,
        ownerId: endpoint.programId,
        type: body.event_type ?? defaultTestType(endpoint.eventTypes),
        programId: endpoint.programId ?? (await anyProgram(app.read)),
      });
      const delivery = await readDeliveryDetail(app.read, caller, result.delivery.id);
      return ok({ delivery, ...toAnswer(endpoint, result) });
    },
  }),
];

/** For an endpoint of all programs: the only one, the newest of several, a made-up one before there is any. */
const anyProgram = async (db: Db): Promise<ProgramId> => {
  const [program] = await listPrograms(db, { limit: 1, after: undefined }, { archived: false });
  return program?.id ?? exampleIds.program;
};

const toAnswer = (
  endpoint: Endpoint,
  { state, flown, endedAt }: FlightResult,
): Omit<z.input<typeof TestView>, 'delivery'> => {
  const { status, error, durationMs, excerpt } = flown;
  const rotation = isRotating(endpoint.secretRotation, endedAt) ? endpoint.secretRotation : null;
  return {
    ok: state === 'delivered',
    answer: { status, error, duration_ms: durationMs, excerpt },
    hint: hintOf({ status, error, format: endpoint.format, rotation }),
  };
};
