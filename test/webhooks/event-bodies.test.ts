import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eventTypes } from '../../src/events/catalogue.ts';
import { formatNames } from '../../src/webhooks/formats/formats.ts';
import { createWebhookTest, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;

beforeAll(async () => {
  world = await createWebhookTest();
});
afterAll(() => world.close());

interface Bodies {
  readonly data: readonly { readonly format: string; readonly type: string; readonly body: string }[];
}

test('the bodies of an event are the texts that endpoints of each format get', async () => {
  for (const format of formatNames) await world.subscribe({ format });
  const eventId = await world.publish('partner.registered');
  const own = await world.publish('commission.created');
  const { body } = await world.call<Bodies>('GET', `/api/v1/events/${own}/bodies`);
  await world.drain();
  const sent = world.receiver.requests.map((request) => request.body);
  for (const { format, body: text } of body.data) {
    if (format !== 'affonso') expect(sent).toContain(text);
    // Each attempt has its own last members there.
    else expect(sent.some((each) => each.startsWith(text.slice(0, -1)))).toBe(true);
  }
  expect(body.data.map(({ format }) => format)).toEqual([...formatNames]);
  const renamed = await world.call<Bodies>('GET', `/api/v1/events/${eventId}/bodies`);
  expect(renamed.body.data.find(({ format }) => format === 'affonso')?.type).toBe('affiliate.created');
});

test('of an event whose body was purged there is none', async () => {
  const eventId = await world.publish('payout.completed');
  expect((await world.call('DELETE', `/api/v1/events/${eventId}/payload`)).status).toBe(200);
  expect((await world.call<Bodies>('GET', `/api/v1/events/${eventId}/bodies`)).body.data).toEqual([]);
});

test('each event type has an example in every format', async () => {
  for (const type of eventTypes) {
    const { status, body } = await world.call('GET', `/api/v1/event-types/${type}/example`);
    expect(status).toBe(200);
    expect((body.bodies as unknown[]).length).toBe(formatNames.length);
  }
  expect((await world.call('GET', '/api/v1/event-types/nothing.happened/example')).status).toBe(404);
});
