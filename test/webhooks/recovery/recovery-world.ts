import type { App } from '../../../src/app.ts';
import type { EndpointId } from '../../../src/core/ids.ts';
import type { Work } from '../../../src/database/work.ts';
import { type EventData, type EventType, eventDefinition } from '../../../src/events/catalogue.ts';
import { recordEvent } from '../../../src/events/record.ts';
import { runRecoveries } from '../../../src/webhooks/recovery/run-recoveries.ts';
import { testOrigin } from '../../support/app.ts';
import type { AnswerBody } from '../../support/call.ts';
import { testProgram } from '../support/publish.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

export interface RecoveryBody extends AnswerBody {
  readonly found: number;
  readonly resent: number;
  readonly created: number;
  readonly skipped: number;
  readonly outcome: Readonly<Record<'delivered' | 'waiting' | 'held' | 'failed' | 'withdrawn', number>>;
}

/** The application with one endpoint that has answered well before. */
export interface RecoveryWorld extends WebhookTest {
  readonly endpointId: EndpointId;
  /** Of the endpoint, for the API. */
  readonly path: string;
  /** The moment at which the world began: before every event. */
  readonly began: string;
  /** Answers everything with this status from now on. */
  answerWith(status: number): void;
  /** Publishes events that the receiver rejects for good. @returns their ids */
  fail(count: number, type?: EventType): Promise<string[]>;
  /** Has so many events whose delivery was rejected, without sending anything. @returns their ids */
  seed(count: number): Promise<string[]>;
  /** Asks for a recovery since the beginning, unless told otherwise. */
  recover(fields?: Readonly<Record<string, unknown>>, path?: string): Promise<RecoveryBody>;
  /** What the job does each second; what is due is sent. */
  tick(): Promise<void>;
  /** Lets seconds pass until the recovery is over and everything has been sent. */
  finish(recovery: RecoveryBody): Promise<RecoveryBody>;
  read(recovery: RecoveryBody): Promise<RecoveryBody>;
  /** Ids of the events received since the last time this was asked, in order. */
  received(): string[];
}

export const createRecoveryWorld = async (
  fields?: Readonly<Record<string, unknown>>,
): Promise<RecoveryWorld> => {
  const world = await createWebhookTest();
  const began = new Date(world.clock.now()).toISOString();
  const endpoint = await world.subscribe(fields);
  await world.app.transact(testOrigin, ({ tx }) =>
    tx.updateTable('webhook_endpoints').set({ verified_at: world.clock.now() }).execute(),
  );
  world.drainer.endpointChanged(endpoint.id);
  return { ...world, ...actionsOf(world, endpoint.id), endpointId: endpoint.id, began };
};

const actionsOf = (world: WebhookTest, endpointId: EndpointId) => {
  const { receiver, clock, app, call } = world;
  const path = `/api/v1/webhook-endpoints/${endpointId}`;
  const began = new Date(clock.now()).toISOString();
  let seen = 0;

  const received = (): string[] => {
    const fresh = receiver.requests.slice(seen);
    seen = receiver.requests.length;
    return fresh.map(({ body }) => JSON.parse(body).id);
  };
  const answerWith = (status: number): void => receiver.answer(() => new Response(null, { status }));
  const tick = async (): Promise<void> => {
    await runRecoveries({ read: app.read, transact: app.transact, signals: world.drainer });
    await world.drain();
  };
  const read = async (recovery: RecoveryBody): Promise<RecoveryBody> => {
    const of = `/api/v1/webhook-endpoints/${recovery.endpoint_id}/recoveries/${recovery.id}`;
    return (await call<RecoveryBody>('GET', of)).body;
  };

  return {
    path,
    answerWith,
    received,
    tick,
    read,
    fail: async (count: number, type: EventType = 'commission.created'): Promise<string[]> => {
      answerWith(404);
      const last = await lastSeq(app);
      for (let made = 0; made < count; made += 1) await world.publish(type);
      await world.drain();
      answerWith(204);
      received();
      return eventsAfter(app, last, type);
    },
    seed: async (count: number): Promise<string[]> => {
      const last = await lastSeq(app);
      await call('POST', `${path}/pause`);
      for (let made = 0; made < count; made += 100) {
        await app.transact(testOrigin, async (work) => {
          for (let one = made; one < Math.min(made + 100, count); one += 1) recordExample(work);
        });
      }
      await app.transact(testOrigin, ({ tx, now }) =>
        tx
          .updateTable('deliveries')
          .set({ state: 'rejected', finished_at: now })
          .where('state', '=', 'held')
          .execute(),
      );
      await call('POST', `${path}/activation`, { body: { held: 'keep' } });
      return eventsAfter(app, last, 'commission.created');
    },
    recover: async (fields: Readonly<Record<string, unknown>> = {}, of = path): Promise<RecoveryBody> => {
      const answer = await call<RecoveryBody>('POST', `${of}/recovery`, {
        body: { ...('since_event_id' in fields ? {} : { since: began }), ...fields },
      });
      if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    finish: async (recovery: RecoveryBody): Promise<RecoveryBody> => {
      for (let seconds = 0; seconds < 600; seconds += 1) {
        await tick();
        clock.advance(1_000);
        await world.drain();
        const now = await read(recovery);
        if (now.state !== 'running') return now;
      }
      throw new Error('the recovery does not end');
    },
  };
};

const lastSeq = async ({ read }: Pick<App, 'read'>): Promise<number> => {
  const row = await read.selectFrom('events').select('seq').orderBy('seq', 'desc').executeTakeFirst();
  return row?.seq ?? 0;
};

/** Failures are events, too: only those of the type count. */
const eventsAfter = async ({ read }: Pick<App, 'read'>, seq: number, type: string): Promise<string[]> => {
  const rows = await read
    .selectFrom('events')
    .select('id')
    .where('seq', '>', seq)
    .where('type', '=', type)
    .orderBy('seq')
    .execute();
  return rows.map(({ id }) => id);
};

const recordExample = (work: Work): void => {
  const data = eventDefinition('commission.created').example as EventData<'commission.created'>;
  const about = { programId: testProgram, partnerId: null, entityId: 'com_seeded' };
  recordEvent(work, 'commission.created', { ...about, data });
};
