import type { Config } from '../../../src/config.ts';
import { DomainError } from '../../../src/core/errors.ts';
import type { EndpointId, ProgramId } from '../../../src/core/ids.ts';
import type { Transact } from '../../../src/database/work.ts';
import type { EventType } from '../../../src/events/catalogue.ts';
import { createGuardedFetch } from '../../../src/outbound/guarded-fetch.ts';
import { Drainer, type DrainerOptions } from '../../../src/webhooks/drainer/drainer.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import type { AnswerBody } from '../../support/call.ts';
import type { TestClock } from '../../support/clock.ts';
import { startReceiver, type TestReceiver } from '../../support/receiver.ts';
import { publishExample, testProgram } from './publish.ts';

/** The application with a receiver on loopback that it may reach. */
export interface WebhookTest extends TestApp {
  readonly receiver: TestReceiver;
  readonly drainer: Drainer;
  /** Makes an endpoint at the receiver for commissions, unless told otherwise. */
  subscribe(fields?: Readonly<Record<string, unknown>>): Promise<AnswerBody & { readonly id: EndpointId }>;
  /** Commits an event with the example of its type; answers its id. */
  publish(type?: EventType, programId?: ProgramId): Promise<string>;
  /** Sends whatever is due and waits until nothing is under way. */
  drain(): Promise<void>;
  /** Moves time and sends whatever has become due. */
  drainAfter(ms: number): Promise<void>;
  /** While it is full, a drainer of the test's own can write nothing. */
  readonly disk: { full: boolean };
  /** Resolves once nothing is being written: all there is left to do is to wait for answers or for time. */
  whenWritten(): Promise<void>;
  /** All deliveries, oldest first, as the API shows them. */
  deliveries(): Promise<readonly DeliveryBody[]>;
}

export interface DeliveryBody {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly endpoint_id: EndpointId;
  readonly state: string;
  readonly next_attempt_at: string | null;
  readonly attempts: readonly AttemptBody[];
}

export interface AttemptBody {
  readonly number: number;
  readonly started_at: string;
  readonly status: number | null;
  readonly error: string | null;
  readonly response_excerpt: string | null;
}

/**
 * @param options of a drainer that takes the place of the application's; retries of such a one are not spread. It
 *   hears of nothing but `drain`.
 */
export const createWebhookTest = async (
  options?: Partial<DrainerOptions>,
  config: Partial<Config> = {},
): Promise<WebhookTest> => {
  const receiver = startReceiver();
  const test = await createTestApp({
    config: { webhookAllowHttp: true, webhookAllowCidrs: ['127.0.0.0/8'], ...config },
  });
  const { app, call, clock } = test;
  const disk = { full: false };
  const { transact, whenWritten } = watched(app.transact, disk);
  const drainer = options ? createDrainer(test, { transact, ...options }) : app.drainer;
  await drainer.start();
  const drain = async (): Promise<void> => {
    if (drainer === app.drainer) return app.whenQuiet();
    await app.fanOuts.whenQuiet();
    for (let before = -1; before < receiver.requests.length; ) {
      before = receiver.requests.length;
      drainer.deliveriesReady(await endpointIds(test));
      await drainer.whenQuiet();
    }
  };
  return {
    ...test,
    receiver,
    drainer,
    disk,
    subscribe: async (fields) => {
      const body = { name: 'CRM', url: receiver.url, event_types: ['commission.created'], ...fields };
      const answer = await call<AnswerBody & { id: EndpointId }>('POST', '/api/v1/webhook-endpoints', {
        body,
      });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    publish: (type = 'commission.created', programId = testProgram) => publishExample(app, type, programId),
    drain,
    whenWritten,
    drainAfter: (ms) => {
      clock.advance(ms);
      return drain();
    },
    deliveries: async () => {
      const { body } = await call<{ data: DeliveryBody[] }>('GET', '/api/v1/deliveries?limit=200');
      return body.data.reverse();
    },
    close: async () => {
      if (drainer !== app.drainer) await stopNow(drainer, clock);
      await test.close();
      await receiver.stop();
    },
  };
};

const watched = (
  transact: Transact,
  disk: { readonly full: boolean },
): { transact: Transact; whenWritten: () => Promise<void> } => {
  const open = new Set<Promise<unknown>>();
  return {
    transact: (origin, unit) => {
      if (disk.full) return Promise.reject(new DomainError('unavailable', 'The disk is full.'));
      const written = transact(origin, unit);
      open.add(written);
      return written.finally(() => open.delete(written));
    },
    whenWritten: async () => {
      do {
        await Promise.allSettled(open);
        await new Promise((resolve) => setImmediate(resolve));
      } while (open.size > 0);
    },
  };
};

/** A drainer on the application's database, as another process would have one. */
export const createDrainer = (
  { app, clock }: Pick<TestApp, 'app' | 'clock'>,
  options: Partial<DrainerOptions> = {},
): Drainer => {
  const { read, transact, ids, log, secrets, outboundPolicy } = app;
  const { send } = createGuardedFetch({ policy: outboundPolicy, lookup: async () => [], clock });
  return new Drainer({
    ...{ read, transact, ids, log, secrets, clock, send },
    timers: clock.timers,
    random: () => 0,
    userAgent: 'Tributary/test',
    onRecorded: (work, results) => app.minutes.attemptsRecorded(work, results),
    ...options,
  });
};

/** As `stop`, for a test whose time stands still. */
export const stopNow = async (drainer: Drainer, clock: TestClock): Promise<void> => {
  const stopped = drainer.stop(0);
  clock.advance(0);
  await stopped;
};

const endpointIds = async ({ app }: TestApp): Promise<EndpointId[]> => {
  const rows = await app.read.selectFrom('webhook_endpoints').select('id').execute();
  return rows.map((row) => row.id);
};
