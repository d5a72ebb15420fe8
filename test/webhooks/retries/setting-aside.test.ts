import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { OutboundResult } from '../../../src/outbound/outbound.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
let path: string;

beforeEach(async () => {
  world = await createWebhookTest();
  path = `/api/v1/webhook-endpoints/${(await world.subscribe({ retry_policy: 'standard' })).id}`;
});
afterEach(() => world.close());

const answerWith = (status: number, headers: Record<string, string> = {}): void =>
  world.receiver.answer(() => new Response(null, { status, headers }));

const counts = async (): Promise<Record<string, number>> => {
  const rows = await world.app.read
    .selectFrom('deliveries')
    .select(['state', (count) => count.fn.countAll().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
};

describe('an endpoint that asked to be left alone', () => {
  beforeEach(async () => {
    answerWith(429, { 'retry-after': '86400' });
    await world.publish();
    await world.drain();
    await Promise.all(Array.from({ length: 450 }, () => world.publish()));
    await world.drain();
    expect(await counts()).toEqual({ pending: 451 });
  });

  test('has all of its backlog held once it is paused, long before it would be asked again', async () => {
    await world.call('POST', `${path}/pause`);
    await world.drain();
    expect(await counts()).toEqual({ held: 451 });
    expect(world.receiver.requests).toHaveLength(1);
  });

  test('is asked at once when a person activates it', async () => {
    answerWith(200);
    await world.call('POST', `${path}/pause`);
    await world.drain();
    const { body } = await world.call('POST', `${path}/activation`);
    expect(body.gated_until).toBeNull();
    await world.drain();
    expect(await counts()).toEqual({ delivered: 451 });
  });

  test('is sent at its new address what does not wait for a retry of its own', async () => {
    answerWith(200);
    await world.call('PATCH', path, { body: { url: `${world.receiver.url}/new` } });
    await world.drain();
    expect(await counts()).toEqual({ pending: 1, delivered: 450 });
  });
});

test('what fails after its endpoint was paused is held at once, not when its retry would be', async () => {
  await world.publish();
  await world.drain();
  let answer = (): void => undefined;
  world.receiver.answer(
    () => new Promise((resolve) => (answer = () => resolve(new Response(null, { status: 500 })))),
  );
  await world.publish();
  await world.receiver.waitFor(2);
  await world.call('POST', `${path}/pause`);
  answer();
  await world.drain();
  expect(await counts()).toEqual({ delivered: 1, held: 1 });
});

test('requests that meet one fault of ours together count it once', async () => {
  await world.close();
  const pending: ((result: OutboundResult) => void)[] = [];
  world = await createWebhookTest({ send: () => new Promise((resolve) => pending.push(resolve)) });
  const sent = async (count: number): Promise<void> => {
    while (pending.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  await world.subscribe();
  for (let count = 0; count < 8; count += 1) await world.publish();
  const drained = world.drain();
  await sent(1);
  const answered = { kind: 'answered', status: 200, headers: {}, excerpt: '', truncated: false } as const;
  pending[0]?.({ ...answered, durationMs: 1 });
  await sent(5);
  for (const end of pending) end({ kind: 'failed', error: 'dns_unavailable', fault: 'ours', durationMs: 1 });
  await drained;
  const waits = (await world.deliveries()).map(({ next_attempt_at }) => next_attempt_at);
  expect(waits.every((at) => at === null || Date.parse(at) <= world.clock.now() + 30_000)).toBe(true);
  expect((await world.deliveries()).filter(({ attempts }) => attempts.length > 0)).toHaveLength(5);
});
