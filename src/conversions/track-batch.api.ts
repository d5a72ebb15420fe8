import { z } from 'zod';
import { DomainError, invalidField } from '../core/errors.ts';
import { toProblem } from '../http/problem.ts';
import { type ApiRequest, ok, type Route, route } from '../http/route.ts';
import { defaultMaxBodyBytes, logSurprise } from '../http/serve-route.ts';
import { type Operation, operations, type TrackApp, track } from './track.api.ts';
import { warningsFor } from './track-aliases.ts';

const maxItems = 1_000;
const maxBatchBytes = 2 * 1024 * 1024;

/** Items read before other requests get their turn: whatever is in them, nobody waits long. */
const itemsPerTurn = 20;

/** Its operation is looked at when its turn comes: one that is unknown is refused alone. */
const item = z
  .custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  )
  .meta({
    type: 'object',
    properties: {
      operation: { type: 'string', description: 'signup, lead, purchase, sale, refund or cancellation.' },
    },
    required: ['operation'],
    additionalProperties: true,
    description: 'The operation beside the fields that its own route takes.',
  });

/** Loose as everything tracked: what a newer client says beside its items must not lose them. */
const BatchBody = z.looseObject({
  items: z.array(item).min(1, 'must not be empty').max(maxItems, `may have at most ${maxItems} items`),
});
type BatchRequest = ApiRequest<unknown, unknown, z.output<typeof BatchBody>>;

const ResultView = z
  .strictObject({
    status: z.int(),
    body: z.unknown().describe("The answer or problem of the item's own route."),
  })
  .meta({ id: 'BatchResult' });

export const trackBatchRoutes = (app: TrackApp): Route[] => [
  route({
    method: 'POST',
    path: '/track/batch',
    scope: 'track:write',
    tag: 'Tracking',
    summary: `Record up to ${maxItems} signups, purchases, refunds and cancellations`,
    description:
      'Items are recorded in their order, each by itself: one that is refused does not undo the others. Every ' +
      'item brings its own idempotency_key, order_id or refund_id, so that the whole batch can be sent again.',
    body: BatchBody,
    maxBodyBytes: maxBatchBytes,
    answers: {
      200: {
        description: 'One result per item, in the same order.',
        schema: z.strictObject({
          results: z.array(ResultView),
          warnings: z.array(z.string()).describe('What was sent beside the items and is not understood.'),
        }),
      },
    },
    handle: async (request) => {
      const results: Promise<z.input<typeof ResultView>>[] = [];
      for (const [index, item] of request.body.items.entries()) {
        if (index > 0 && index % itemsPerTurn === 0) await nextTurn();
        // Submitted in order without waiting: units run one after another and reach the disk together.
        results.push(recordItem(app, request, item));
      }
      const unknown = Object.keys(request.body).filter((name) => name !== 'items');
      return ok({ results: await Promise.all(results), warnings: warningsFor('a batch', unknown) });
    },
  }),
];

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Never rejects: what goes wrong is the item's result. */
const recordItem = async (
  app: TrackApp,
  { caller, origin, requestId }: BatchRequest,
  { operation, ...body }: z.output<typeof item>,
): Promise<z.input<typeof ResultView>> => {
  try {
    if (!isOperation(operation)) throw invalidField('operation', operationsText);
    assertItemSize(body);
    const answer = await track(app, operation, {
      body,
      caller,
      origin: { ...origin, lane: 'bulk' },
      idempotencyKey: null,
    });
    return { status: answer.status, body: answer.json === undefined ? answer.body : JSON.parse(answer.json) };
  } catch (failure) {
    logSurprise(app.log, failure, requestId, '/track/batch');
    const problem = toProblem(failure, requestId);
    return { status: problem.status, body: problem };
  }
};

const operationsText = `must be one of ${Object.keys(operations).join(', ')}`;

const isOperation = (name: unknown): name is Operation =>
  typeof name === 'string' && Object.hasOwn(operations, name);

const assertItemSize = (body: object): void => {
  if (Buffer.byteLength(JSON.stringify(body)) > defaultMaxBodyBytes) {
    throw new DomainError('payload_too_large', 'An item may have at most 256 KiB.');
  }
};
