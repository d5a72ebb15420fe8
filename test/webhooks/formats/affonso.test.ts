import { afterEach, beforeEach, expect, test } from 'bun:test';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import { deliverTwice } from './support/deliver.ts';
import { documentText, printedJson, shapeOf } from './support/documents.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest();
});
afterEach(() => world.close());

interface Detail {
  readonly format: string;
  readonly request_body: string;
  readonly attempts: readonly { readonly request_body: string | null }[];
}

const detailOf = async (id: unknown): Promise<Detail> =>
  (await world.call<Detail>('GET', `/api/v1/deliveries/${String(id)}`)).body;

test('attempt, delivery and endpoint stand in the body, and in the body only they change', async () => {
  const { first, retry } = await deliverTwice(world, { format: 'affonso' }, 'partner.confirmed');
  const [delivery] = await world.deliveries();
  const [before, after] = [first, retry].map(({ body }) => JSON.parse(body));
  const ids = { webhook_id: delivery?.id, endpoint_id: delivery?.endpoint_id };
  expect(before).toMatchObject({ type: 'affiliate.confirmed', attempt: 1, ...ids });
  expect(after).toEqual({ ...before, attempt: 2 });
  expect(ids.webhook_id).toStartWith('whd_');
  expect(ids.endpoint_id).toStartWith('whe_');
});

test('events that the document does not name have them, too', async () => {
  const { retry } = await deliverTwice(world, { format: 'affonso' }, 'commission.created');
  expect(JSON.parse(retry.body)).toMatchObject({ type: 'commission.created', attempt: 2 });
});

test('the log shows the exact text of each attempt', async () => {
  const { both } = await deliverTwice(world, { format: 'affonso' }, 'partner.confirmed');
  const [delivery] = await world.deliveries();
  const detail = await detailOf(delivery?.id);
  expect(detail.format).toBe('affonso');
  expect(detail.attempts.map(({ request_body }) => request_body)).toEqual(both.map(({ body }) => body));
  const { attempt, webhook_id, endpoint_id, ...stored } = JSON.parse(both[0]?.body ?? '');
  expect([attempt, webhook_id, endpoint_id]).not.toContain(undefined);
  expect(detail.request_body).toBe(JSON.stringify(stored));
});

test('the log of the other formats shows the one text that every attempt sent', async () => {
  const { both } = await deliverTwice(world, { format: 'track360' });
  const [delivery] = await world.deliveries();
  const detail = await detailOf(delivery?.id);
  expect(both.map(({ body }) => body)).toEqual([detail.request_body, detail.request_body]);
  expect(detail.attempts.map(({ request_body }) => request_body)).toEqual([null, null]);
});

test('an endpoint that changes its format still gets what was made before in the old one', async () => {
  const endpoint = await world.subscribe({ format: 'affonso', event_types: ['partner.confirmed'] });
  world.receiver.answer((_, index) => new Response(null, { status: index === 0 ? 503 : 204 }));
  await world.publish('partner.confirmed');
  await world.drain();
  await world.call('PATCH', `/api/v1/webhook-endpoints/${endpoint.id}`, { body: { format: 'standard' } });
  await world.drainAfter(60_000);
  await world.publish('partner.confirmed');
  await world.drain();
  const [, retry, next] = world.receiver.requests;
  expect(JSON.parse(retry?.body ?? '')).toMatchObject({ type: 'affiliate.confirmed', attempt: 2 });
  expect(retry?.headers).not.toHaveProperty('svix-signature');
  expect(JSON.parse(next?.body ?? '')).toMatchObject({ type: 'partner.confirmed' });
  expect(JSON.parse(next?.body ?? '')).not.toHaveProperty('attempt');
});

test('the payload that the document prints and ours have the same members of the same types', async () => {
  const { first } = await deliverTwice(world, { format: 'affonso' }, 'partner.registered');
  const sent = JSON.parse(first.body);
  expect(sent).toMatchObject({ type: 'affiliate.created', version: 1 });
  const document = documentText('002');
  if (document === undefined) return;
  const printed = printedJson(document, 'endpoint_id') as {
    data: { promoCodes: unknown[] };
  };
  const { promoCodes, ...data } = printed.data;
  const { promoCodes: ours, ...ourData } = sent.data;
  expect(shapeOf(ourData)).toEqual(shapeOf(data));
  for (const member of Object.keys(printed)) {
    if (member !== 'data')
      expect([member, typeof sent[member]]).toEqual([member, typeof printed[member as never]]);
  }
  expect(Array.isArray(ours)).toBe(true);
  const { body } = (await deliverTwice(world, { format: 'affonso' }, 'partner.confirmed')).retry;
  expect(shapeOf(JSON.parse(body).data.promoCodes)).toEqual(shapeOf(promoCodes));
});
