import { listen } from '../../../src/cli/listening.ts';
import type { EndpointId } from '../../../src/core/ids.ts';
import { createServer } from '../../../src/server.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import type { AnswerBody } from '../../support/call.ts';
import { freePort } from '../../support/server-process.ts';
import { publishExample } from '../../webhooks/support/publish.ts';
import { createDrainer, type DeliveryBody, stopNow } from '../../webhooks/support/webhook-test.ts';

export interface InspectorBody extends AnswerBody {
  readonly url: string;
  readonly answer: Readonly<Record<string, unknown>>;
}

export interface RequestBody extends AnswerBody {
  readonly path: string;
  readonly answered_status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly verification: {
    readonly format: string;
    readonly ok: boolean | null;
    readonly why: string;
    readonly checked: readonly { readonly header: string; readonly ok: boolean; readonly why: string }[];
    readonly timestamp_age_seconds: number | null;
    readonly event: {
      readonly id: string | null;
      readonly type: string | null;
      readonly attempt: number | null;
    };
    readonly duplicate_of: string | null;
  };
}

/** A fresh installation that listens on loopback, whose policy allows neither plain http nor loopback. */
export interface InspectorTest extends TestApp {
  inspector(fields?: Readonly<Record<string, unknown>>): Promise<InspectorBody>;
  /** An endpoint for commissions at the address; with its secret. */
  endpoint(url: string, fields?: Readonly<Record<string, unknown>>): Promise<AnswerBody & { secret: string }>;
  /** What an inspector has recorded, oldest first, headers and bodies included. */
  recorded(inspectorId: string): Promise<RequestBody[]>;
  /** Commits an event, sends it and waits until nothing is under way. @returns the event's id */
  deliver(): Promise<string>;
  drain(): Promise<void>;
  /** Moves time and sends whatever has become due. */
  drainAfter(ms: number): Promise<void>;
  /** All deliveries, oldest first. */
  deliveries(): Promise<DeliveryBody[]>;
}

export const createInspectorTest = async (timeoutMs = 5_000): Promise<InspectorTest> => {
  const port = await freePort();
  const host = '127.0.0.1';
  const it = await createTestApp({ config: { host, port, baseUrl: `http://localhost:${port}` } });
  const listening = listen(createServer(it.app), { host, port });
  const drainer = createDrainer(it, { timeoutMs });
  await drainer.start();
  const { call, app, clock } = it;

  const create = async <Body extends AnswerBody>(path: string, body: object): Promise<Body> => {
    const answer = await call<Body>('POST', path, { body });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const drain = async (): Promise<void> => {
    const rows = await app.read.selectFrom('webhook_endpoints').select('id').execute();
    drainer.deliveriesReady(rows.map(({ id }): EndpointId => id));
    await drainer.whenQuiet();
  };
  return {
    ...it,
    drain,
    inspector: (fields) => create('/api/v1/inspectors', { name: 'Bench', ...fields }),
    endpoint: (url, fields) =>
      create('/api/v1/webhook-endpoints', {
        ...{ name: 'Inspected', url, event_types: ['commission.created'] },
        ...fields,
      }),
    recorded: async (inspectorId) => {
      const path = `/api/v1/inspectors/${inspectorId}/requests`;
      const { body } = await call('GET', `${path}?limit=200`);
      const read = body.data.map(async ({ id }) => (await call<RequestBody>('GET', `${path}/${id}`)).body);
      return (await Promise.all(read)).reverse();
    },
    deliver: async () => {
      const eventId = await publishExample(app, 'commission.created');
      await drain();
      return eventId;
    },
    drainAfter: (ms) => {
      clock.advance(ms);
      return drain();
    },
    deliveries: async () => {
      const { body } = await call<{ data: DeliveryBody[] }>('GET', '/api/v1/deliveries?limit=200');
      return body.data.reverse();
    },
    close: async () => {
      await stopNow(drainer, clock);
      await listening.stop();
      await it.close();
    },
  };
};
