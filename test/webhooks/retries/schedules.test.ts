import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs, hourMs, minuteMs, secondMs } from '../../../src/core/clock.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

/** Schedules to the millisecond, at a real receiver that answers as it is told. Retries of this drainer are not spread. */
let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest({});
});
afterEach(() => world.close());

const answerWith = (status: number, headers: Record<string, string> = {}): void =>
  world.receiver.answer(() => new Response(null, { status, headers }));

const only = async () => {
  const [delivery] = await world.deliveries();
  if (!delivery) throw new Error('a delivery');
  return delivery;
};

/** One attempt at each of these delays, and none a millisecond earlier. */
const expectRetriesAfter = async (delaysMs: readonly number[]): Promise<void> => {
  for (const delayMs of delaysMs) {
    const before = world.receiver.requests.length;
    await world.drainAfter(delayMs - 1);
    expect(world.receiver.requests).toHaveLength(before);
    await world.drainAfter(1);
    expect(world.receiver.requests).toHaveLength(before + 1);
  }
};

const begin = async (fields: Record<string, unknown>): Promise<void> => {
  await world.subscribe(fields);
  await world.publish();
  await world.drain();
  expect(world.receiver.requests).toHaveLength(1);
};

describe('the policy', () => {
  const standard = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map((s) => s * secondMs);

  test('track360 retries after 30 s, 2 m, 10 m, 1 h and 4 h', async () => {
    answerWith(500);
    await begin({ retry_policy: 'track360' });
    await expectRetriesAfter([30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs, 4 * hourMs]);
    expect(await only()).toMatchObject({ state: 'exhausted', next_attempt_at: null });
  });

  test.each([500, 404, 302])('standard retries nine times over 75 hours after a %d', async (status) => {
    answerWith(status);
    await begin({ retry_policy: 'standard' });
    await expectRetriesAfter(standard);
    expect(await only()).toMatchObject({ state: 'exhausted', next_attempt_at: null });
    await world.drainAfter(2 * dayMs);
    expect(world.receiver.requests).toHaveLength(10);
  });

  test('standard waits for Retry-After of a 429 and of a 503, and uses up no retry', async () => {
    answerWith(429, { 'retry-after': '100' });
    await begin({ retry_policy: 'standard' });
    answerWith(503, { 'retry-after': '200' });
    await expectRetriesAfter([100 * secondMs]);
    answerWith(500, { 'retry-after': '200' });
    await expectRetriesAfter([200 * secondMs, ...standard]);
    expect(await only()).toMatchObject({ state: 'exhausted' });
  });

  test('persistent retries after 5 m, 15 m and then hourly for as long as it takes', async () => {
    answerWith(503);
    await begin({ retry_policy: 'persistent' });
    await expectRetriesAfter([5 * minuteMs, 15 * minuteMs, ...Array(125).fill(hourMs)]);
    expect(await only()).toMatchObject({ state: 'pending' });
    answerWith(200);
    await expectRetriesAfter([hourMs]);
    expect(await only()).toMatchObject({ state: 'delivered' });
  });

  test('persistent outlasts a receiver that asks for patience for more than a week', async () => {
    answerWith(503, { 'retry-after': '86400' });
    await begin({ retry_policy: 'persistent' });
    await expectRetriesAfter(Array(9).fill(dayMs));
    expect(await only()).toMatchObject({ state: 'pending' });
  });

  test('manual retries nothing until a person does', async () => {
    answerWith(500, { 'retry-after': '5' });
    await begin({ retry_policy: 'manual' });
    const delivery = await only();
    expect(delivery).toMatchObject({ state: 'exhausted', next_attempt_at: null });
    await world.drainAfter(dayMs);
    expect(world.receiver.requests).toHaveLength(1);
    answerWith(200);
    expect((await world.call('POST', `/api/v1/deliveries/${delivery.id}/retry`)).status).toBe(200);
    await world.drain();
    expect(await only()).toMatchObject({ state: 'delivered', attempts: [{ number: 1 }, { number: 2 }] });
  });

  test('custom retries after the delays that were given, each the first and the last allowed', async () => {
    answerWith(500);
    await begin({ retry_policy: 'custom', settings: { retry: { delays_seconds: [1, 86_400, 60] } } });
    await expectRetriesAfter([secondMs, dayMs, minuteMs]);
    expect(await only()).toMatchObject({ state: 'exhausted' });
  });

  test('custom obeys its own rules of what is final and what may be postponed', async () => {
    const retry = { delays_seconds: [60], final_statuses: ['4xx', 501], retry_after_statuses: [404] };
    answerWith(200);
    await begin({ retry_policy: 'custom', settings: { retry } });
    const statesAfter = async (status: number) => {
      answerWith(status, { 'retry-after': '7' });
      await world.publish();
      await world.drain();
      const waits = (await world.deliveries()).at(-1);
      return [waits?.state, waits?.next_attempt_at && Date.parse(waits.next_attempt_at) - world.clock.now()];
    };
    expect(await statesAfter(418)).toEqual(['rejected', null]);
    expect(await statesAfter(501)).toEqual(['rejected', null]);
    expect(await statesAfter(500)).toEqual(['pending', 60_000]);
    expect(await statesAfter(404)).toEqual(['pending', 7_000]);
  });
});

describe('a storm of 429s', () => {
  test('leaves the endpoint alone each time it asks, loses nothing and sends one request at a time', async () => {
    answerWith(200);
    await begin({ retry_policy: 'standard' });
    answerWith(429, { 'retry-after': '30' });
    for (let count = 0; count < 100; count += 1) await world.publish();
    await world.drain();
    const afterBurst = world.receiver.requests.length;
    expect(afterBurst).toBeLessThanOrEqual(1 + 4);
    for (let round = 1; round <= 20; round += 1) {
      await world.drainAfter(30 * secondMs);
      expect(world.receiver.requests).toHaveLength(afterBurst + round);
    }
    answerWith(200);
    await world.drainAfter(30 * secondMs);
    expect((await world.deliveries()).every(({ state }) => state === 'delivered')).toBe(true);
    const { body } = await world.call('GET', '/api/v1/webhook-endpoints');
    expect(body.data[0]).toMatchObject({ state: 'active', failing_since: null });
  });
});

describe('the time an exchange may take', () => {
  test('is that of the policy of its endpoint, whoever else gets the event', async () => {
    await world.close();
    const allowed: Record<string, number> = {};
    world = await createWebhookTest({
      send: async ({ url, timeoutMs }) => {
        allowed[url.slice(url.lastIndexOf('/') + 1)] = timeoutMs;
        return { kind: 'failed', error: 'timeout', fault: 'theirs', durationMs: timeoutMs };
      },
    });
    const url = (name: string) => `${world.receiver.url}/${name}`;
    const retry = { delays_seconds: [60] };
    const own = (timeout_seconds: number) => ({
      url: url(`custom${timeout_seconds}`),
      retry_policy: 'custom',
      settings: { retry: { ...retry, timeout_seconds } },
    });
    await world.subscribe({ url: url('track360') });
    await world.subscribe({ url: url('standard'), retry_policy: 'standard' });
    await world.subscribe({ url: url('custom'), retry_policy: 'custom', settings: { retry } });
    await world.subscribe(own(1));
    await world.subscribe(own(30));
    await world.publish();
    await world.drain();
    expect(allowed).toEqual({
      track360: 10_000,
      standard: 10_000,
      custom: 10_000,
      custom1: 1_000,
      custom30: 30_000,
    });
  });

  test('covers the body of the answer, too', async () => {
    const retry = { delays_seconds: [60], timeout_seconds: 1 };
    await world.subscribe({ retry_policy: 'custom', settings: { retry } });
    const endless = new ReadableStream({ start: (controller) => controller.enqueue('a') });
    world.receiver.answer(() => new Response(endless));
    await world.publish();
    await world.drain();
    expect((await only()).attempts).toMatchObject([{ error: 'timeout', status: 200 }]);
  });
});
