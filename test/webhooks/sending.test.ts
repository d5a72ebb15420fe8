import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createWebhookTest, type WebhookTest } from './support/webhook-test.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest();
});
afterEach(() => world.close());

describe('a webhook', () => {
  test('arrives with the exact envelope, and the log shows what was sent', async () => {
    const endpoint = await world.subscribe();
    const eventId = await world.publish();
    await world.drain();

    const [request] = await world.receiver.waitFor(1);
    const envelope = JSON.parse(request?.body ?? '');
    expect(Object.keys(envelope)).toEqual([
      'id',
      'type',
      'version',
      'occurred_at',
      'timestamp',
      'program_id',
      'entity_version',
      'data',
    ]);
    expect(envelope).toMatchObject({
      id: eventId,
      type: 'commission.created',
      version: 1,
      occurred_at: '2026-05-15T12:00:00Z',
      timestamp: '2026-05-15T12:00:00.000Z',
    });
    const [delivery] = await world.deliveries();
    expect(delivery).toMatchObject({ state: 'delivered', next_attempt_at: null, endpoint_id: endpoint.id });
    const detail = await world.call('GET', `/api/v1/deliveries/${delivery?.id}`);
    expect(detail.body.request_body).toBe(request?.body);
    const attempts = detail.body.attempts as { request_headers: Record<string, string> }[];
    expect(request?.headers).toMatchObject(attempts[0]?.request_headers ?? {});
  });
});
