import type { App } from '../../../src/app.ts';
import type { EndpointId } from '../../../src/core/ids.ts';
import { insertRows } from '../../../src/database/insert-rows.ts';
import { markEndpointsChanged } from '../../../src/webhooks/endpoints/subscription.store.ts';
import { FanOuts, type FanOutsOptions } from '../../../src/webhooks/fan-out/fan-outs.ts';
import { type TestApp, testOrigin } from '../../support/app.ts';
import type { TestClock } from '../../support/clock.ts';

/** What differs between the endpoints of a test. */
export interface EndpointFields {
  readonly program_id?: string;
  readonly partner_id?: string;
  readonly fifo?: boolean;
  readonly event_types?: readonly string[];
}

/**
 * Endpoints of one kind, of which only the first could really be sent to: the others are copies of its row, made in
 * a moment.
 * @returns their ids, the oldest first
 */
export const makeEndpoints = async (
  { app, call }: Pick<TestApp, 'app' | 'call'>,
  count: number,
  fields: EndpointFields = {},
): Promise<EndpointId[]> => {
  const body = {
    name: 'One of many',
    url: 'https://receiver.example.com/hook',
    event_types: ['commission.created'],
    ...fields,
  };
  const made = await call('POST', '/api/v1/webhook-endpoints', { body });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const first = made.body.id as EndpointId;
  const ids = [first];
  await app.transact(testOrigin, async (work) => {
    const { seq: _, ...row } = await work.tx
      .selectFrom('webhook_endpoints')
      .selectAll()
      .where('id', '=', first)
      .executeTakeFirstOrThrow();
    while (ids.length < count) ids.push(work.ids.mint('whe'));
    await insertRows(
      work.tx,
      'webhook_endpoints',
      ids.slice(1).map((id) => ({ ...row, id })),
    );
    await markEndpointsChanged(work);
  });
  return ids;
};

/** One more that resolves fan-outs on the application's database, as another process would have one. */
export const createFanOuts = (app: App, clock: TestClock, options: Partial<FanOutsOptions> = {}): FanOuts => {
  const { transact, ids, log } = app;
  const signals = { deliveriesReady: () => undefined };
  return new FanOuts({ transact, ids, log, timers: clock.timers, signals, ...options });
};

export interface DeliveryRow {
  readonly endpoint_id: EndpointId;
  readonly event_id: string;
  readonly state: string;
  readonly next_attempt_at: number | null;
  readonly created_at: number;
  readonly last_error: string | null;
}

/** All deliveries in the order they were written. */
export const readDeliveries = (app: App): Promise<DeliveryRow[]> =>
  app.read
    .selectFrom('deliveries')
    .select(['endpoint_id', 'event_id', 'state', 'next_attempt_at', 'created_at', 'last_error'])
    .orderBy('seq')
    .execute();

export const countRows = async (
  app: App,
  table: 'fan_outs' | 'subscriber_sets' | 'deliveries' | 'events',
): Promise<number> => {
  const row = await app.read
    .selectFrom(table)
    .select((column) => column.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
};
