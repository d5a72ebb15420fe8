import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { hourMs, minuteMs } from '../../../src/core/clock.ts';
import type { EndpointId } from '../../../src/core/ids.ts';
import { expireOldDeliveries } from '../../../src/webhooks/retries/expiry.service.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

/** Deliveries of an endpoint that wants nothing older than an hour. */
let world: WebhookTest;
let path: string;
let id: EndpointId;

beforeEach(async () => {
  world = await createWebhookTest({});
  id = (await world.subscribe({ retry_policy: 'standard', settings: { max_age_seconds: 3_600 } })).id;
  path = `/api/v1/webhook-endpoints/${id}`;
});
afterEach(() => world.close());

const answerWith = (status: number, headers: Record<string, string> = {}): void =>
  world.receiver.answer(() => new Response(null, { status, headers }));
const states = async () => (await world.deliveries()).map(({ state }) => state);
const sweep = () => expireOldDeliveries(world.app);
const expired = {
  state: 'expired',
  last_error: 'max_age',
  next_attempt_at: null,
  finished_at: expect.any(String),
};

describe('a delivery that is older than its endpoint wants', () => {
  test('expires when its next retry would be, and not before', async () => {
    answerWith(500);
    await world.publish();
    await world.drain();
    await world.drainAfter(5_000);
    await world.drainAfter(5 * minuteMs);
    await world.drainAfter(30 * minuteMs);
    expect(world.receiver.requests).toHaveLength(4);
    expect(await states()).toEqual(['pending']);
    await world.drainAfter(2 * hourMs);
    expect(world.receiver.requests).toHaveLength(4);
    expect((await world.deliveries())[0]).toMatchObject(expired);
  });

  test('expires to the millisecond, whoever looks first', async () => {
    answerWith(500);
    await world.publish();
    await world.drain();
    await world.call('POST', `${path}/pause`);
    world.clock.advance(hourMs);
    expect(await sweep()).toBe(0);
    world.clock.advance(1);
    expect(await sweep()).toBe(1);
    expect((await world.deliveries())[0]).toMatchObject(expired);
  });

  test('expires while it waits for a retry that is far away', async () => {
    answerWith(500);
    await world.publish();
    await world.drain();
    for (const ms of [5_000, 5 * minuteMs, 30 * minuteMs]) await world.drainAfter(ms);
    world.clock.advance(30 * minuteMs);
    expect(await sweep()).toBe(1);
    expect(await states()).toEqual(['expired']);
  });

  test('expires behind a receiver that asked to be left alone', async () => {
    answerWith(429, { 'retry-after': '86400' });
    await world.publish();
    await world.drain();
    await world.publish();
    await world.drainAfter(hourMs + 1);
    expect(await states()).toEqual(['pending', 'pending']);
    expect(await sweep()).toBe(2);
    expect(await states()).toEqual(['expired', 'expired']);
    expect(world.logged).toContainEqual(
      expect.objectContaining({ event: 'deliveries_expired', fields: { endpoint_id: id, count: 2 } }),
    );
  });

  test('expires when it is released too late, and what is younger goes out', async () => {
    await world.call('POST', `${path}/pause`);
    await world.publish();
    await world.drainAfter(hourMs);
    await world.publish();
    world.clock.advance(minuteMs);
    await world.call('POST', `${path}/activation`);
    await world.drain();
    expect(await states()).toEqual(['expired', 'delivered']);
    expect((await world.deliveries())[0]).toMatchObject(expired);
  });

  test('is no younger for having been held and released', async () => {
    await world.call('POST', `${path}/pause`);
    await world.publish();
    world.clock.advance(59 * minuteMs);
    answerWith(500);
    await world.call('POST', `${path}/activation`);
    await world.drain();
    expect(world.receiver.requests).toHaveLength(1);
    await world.drainAfter(5_000);
    expect(world.receiver.requests).toHaveLength(2);
    await world.drainAfter(5 * minuteMs);
    expect(world.receiver.requests).toHaveLength(2);
    expect(await states()).toEqual(['expired']);
  });

  test('counts anew from when a person asked for it again', async () => {
    answerWith(204);
    await world.publish();
    await world.drain();
    await world.call('PATCH', path, { body: { retry_policy: 'manual' } });
    answerWith(500);
    await world.publish();
    await world.drain();
    world.clock.advance(2 * hourMs);
    const id = (await world.deliveries())[1]?.id;
    await world.call('PATCH', path, { body: { retry_policy: 'standard' } });
    await world.call('POST', `/api/v1/deliveries/${id}/retry`);
    await world.drain();
    expect(world.receiver.requests).toHaveLength(3);
    await world.drainAfter(hourMs);
    expect(world.receiver.requests).toHaveLength(4);
    expect(await sweep()).toBe(0);
    world.clock.advance(1);
    expect(await sweep()).toBe(1);
  });

  test('is delivered when it was under way already', async () => {
    world.receiver.answer(() => {
      world.clock.advance(2 * hourMs);
      return new Response();
    });
    await world.publish();
    await world.drain();
    expect(await sweep()).toBe(0);
    expect(await states()).toEqual(['delivered']);
  });

  test('is swept whatever the number: more than one unit changes', async () => {
    await world.call('POST', `${path}/pause`);
    await Promise.all(Array.from({ length: 450 }, () => world.publish()));
    world.clock.advance(hourMs + 1);
    await world.publish();
    expect(await sweep()).toBe(450);
    const held = await world.call('GET', '/api/v1/deliveries?state=held');
    expect(held.body.data).toHaveLength(1);
  });

  test('stays as it is while nobody has set a limit', async () => {
    await world.call('PATCH', path, { body: { settings: { max_age_seconds: null } } });
    await world.call('POST', `${path}/pause`);
    await world.publish();
    world.clock.advance(1_000 * hourMs);
    expect(await sweep()).toBe(0);
    await world.call('POST', `${path}/activation`);
    await world.drain();
    expect(await states()).toEqual(['delivered']);
  });

  test('cannot be sent again', async () => {
    await world.call('POST', `${path}/pause`);
    await world.publish();
    world.clock.advance(hourMs + 1);
    await sweep();
    const [delivery] = await world.deliveries();
    const { status, body } = await world.call('POST', `/api/v1/deliveries/${delivery?.id}/retry`);
    expect([status, body.code]).toEqual([409, 'invalid_transition']);
  });
});
