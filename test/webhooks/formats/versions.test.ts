import { expect, test } from 'bun:test';
import { z } from 'zod';
import type { EndpointId, EventId } from '../../../src/core/ids.ts';
import { eventDefinition } from '../../../src/events/catalogue.ts';
import { defineEvent, type FindDefinition } from '../../../src/events/event-definition.ts';
import { createOutbox } from '../../../src/events/outbox.ts';
import { recordEvent } from '../../../src/events/record.ts';
import { findSentBody } from '../../../src/webhooks/deliveries/sent-body.store.ts';
import { createSubscriptions } from '../../../src/webhooks/endpoints/subscriptions.ts';
import { misfits } from '../../../src/webhooks/endpoints/version-pins.ts';
import { testOrigin } from '../../support/app.ts';
import { testProgram } from '../support/publish.ts';
import { createWebhookTest } from '../support/webhook-test.ts';

const type = 'commission.threshold_reached';

/** The type as it will be one day: what was `balance` is split, and the version before is still to be had. */
const renewed = defineEvent({
  ...eventDefinition(type),
  version: 2,
  data: z.object({ due: z.int(), scheduled: z.int() }),
  example: { due: 5_000, scheduled: 400 },
  earlier: [
    {
      version: 1,
      data: z.object({ balance: z.int() }),
      from: ({ due, scheduled }) => ({ balance: due + scheduled }),
    },
  ],
});

const findDefinition: FindDefinition = (name) => (name === type ? renewed : undefined);

test('endpoints on an earlier version get the old data beside those that get the new, each stored once', async () => {
  const world = await createWebhookTest();
  const subscribe = (fields: object) => world.subscribe({ event_types: [type], ...fields });
  const settings = { versions: { [type]: 1 } };
  const endpoints = [
    await subscribe({}),
    await subscribe({ settings }),
    await subscribe({ settings }),
    await subscribe({ settings, format: 'affonso' }),
    await subscribe({ settings: { versions: { 'commission.due': 1 } }, format: 'standard' }),
  ];
  const outbox = createOutbox({
    subscriptions: createSubscriptions(findDefinition),
    onDeliveries: () => undefined,
    onFanOuts: () => undefined,
    checkData: false,
    findDefinition,
  });
  const data = { due: 5_000, scheduled: 400 } as never;
  await world.app.transact(testOrigin, async (work) => {
    recordEvent(work, type, { programId: testProgram, partnerId: null, entityId: 'prt_1', data });
    await outbox(work);
    work.events.length = 0;
  });

  const { read } = world.app;
  const rows = await read.selectFrom('deliveries').selectAll().orderBy('seq').execute();
  expect(rows.map(({ endpoint_id }) => endpoint_id)).toEqual(endpoints.map(({ id }) => id));
  expect(rows.map(({ format }) => format)).toEqual([
    'tributary',
    'tributary@1',
    'tributary@1',
    'affonso@1',
    'standard',
  ]);
  const stored = await read.selectFrom('event_bodies').select('format').orderBy('seq').execute();
  expect(stored).toEqual([{ format: 'tributary@1' }, { format: 'affonso@1' }]);
  const bodies = await Promise.all(
    rows.map((row) => findSentBody(read, row.event_id as EventId, row.format)),
  );
  const [present, old] = [
    { version: 2, data: { due: 5_000, scheduled: 400 } },
    { version: 1, data: { balance: 5_400 } },
  ];
  const sent = bodies.map((body) => JSON.parse(body ?? ''));
  expect(sent).toMatchObject([present, old, old, old, present]);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);

  world.app.drainer.deliveriesReady(endpoints.map(({ id }) => id as EndpointId));
  await world.drain();
  const received = world.receiver.requests.map(({ body }) => JSON.parse(body));
  expect(received.filter(({ version }) => version === 1)).toHaveLength(3);
  expect(received.filter(({ attempt }) => attempt === 1)).toMatchObject([old]);
  const { body: log } = await world.call<{ data: { format: string; pinned_version: number | null }[] }>(
    'GET',
    '/api/v1/deliveries',
  );
  expect(log.data.map(({ format, pinned_version }) => [format, pinned_version]).reverse()).toEqual([
    ['tributary', null],
    ['tributary', 1],
    ['tributary', 1],
    ['affonso', 1],
    ['standard', null],
  ]);
  await world.close();
});

test('a version can be asked for as long as its definition carries it', () => {
  expect(misfits({ [type]: 1 }, findDefinition)).toEqual([]);
  expect(misfits({ [type]: 2 }, findDefinition)).toEqual([]);
  expect(misfits({ [type]: 3 }, findDefinition)).toEqual([
    { name: type, message: 'has no version 3, but 1, 2' },
  ]);
  expect(misfits({ 'commission.lost': 1 })).toEqual([
    { name: 'commission.lost', message: 'is no event type' },
  ]);
});
