import type { ProgramId } from '../../../src/core/ids.ts';
import { type EventData, type EventType, eventDefinition } from '../../../src/events/catalogue.ts';
import { recordEvent } from '../../../src/events/record.ts';
import { createTestApp, type TestApp, testOrigin } from '../../support/app.ts';
import type { AnswerBody } from '../../support/call.ts';
import { startReceiver, type TestReceiver } from '../../support/receiver.ts';

/** The application with a receiver on loopback that it may reach. */
export interface WebhookTest extends TestApp {
  readonly receiver: TestReceiver;
  /** Makes an endpoint at the receiver for commissions, unless told otherwise. */
  subscribe(fields?: Readonly<Record<string, unknown>>): Promise<AnswerBody>;
  /** Commits an event with the example of its type; answers its id. */
  publish(type?: EventType, programId?: ProgramId): Promise<string>;
  /** Sends whatever is due and waits until nothing is under way. */
  drain(): Promise<void>;
  /** Moves time and sends whatever has become due. */
  drainAfter(ms: number): Promise<void>;
  /** All deliveries, oldest first, as the API shows them. */
  deliveries(): Promise<readonly DeliveryBody[]>;
}

export interface DeliveryBody {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly endpoint_id: string;
  readonly state: string;
  readonly next_attempt_at: string | null;
  readonly attempts: readonly AttemptBody[];
}

export interface AttemptBody {
  readonly number: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly response_excerpt: string | null;
}

export const testProgram: ProgramId = 'prg_00000000000000000000000000000test';

export const createWebhookTest = async (): Promise<WebhookTest> => {
  const receiver = startReceiver();
  const test = await createTestApp({
    config: { webhookAllowHttp: true, webhookAllowCidrs: ['127.0.0.0/8'] },
  });
  const { app, call, clock } = test;
  await app.drainer.start();
  return {
    ...test,
    receiver,
    subscribe: async (fields) => {
      const body = { name: 'CRM', url: receiver.url, event_types: ['commission.created'], ...fields };
      const answer = await call('POST', '/api/v1/webhook-endpoints', { body });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    publish: (type = 'commission.created', programId = testProgram) => publishExample(test, type, programId),
    drain: () => app.drainer.whenQuiet(),
    drainAfter: (ms) => {
      clock.advance(ms);
      return app.drainer.whenQuiet();
    },
    deliveries: async () => {
      const { body } = await call<{ data: DeliveryBody[] }>('GET', '/api/v1/deliveries?limit=200');
      return body.data.reverse();
    },
    close: async () => {
      await test.close();
      await receiver.stop();
    },
  };
};

/** Commits an event that carries the example of its type. @returns its id */
export const publishExample = async <Type extends EventType>(
  { app }: Pick<TestApp, 'app'>,
  type: Type,
  programId: ProgramId,
): Promise<string> => {
  const data = eventDefinition(type).example as EventData<Type>;
  await app.transact(testOrigin, async (work) => {
    recordEvent(work, type, { programId, partnerId: null, entityId: entityOf(data), data });
  });
  const event = await app.read
    .selectFrom('events')
    .select('id')
    .orderBy('seq', 'desc')
    .executeTakeFirstOrThrow();
  return event.id;
};

const entityOf = (data: unknown): string =>
  data !== null && typeof data === 'object' && 'id' in data ? String(data.id) : 'com_none';
