import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { dayMs } from '../../../src/core/clock.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

/** An endpoint with one request in flight, more claimed and more pending, at the moment it is changed. */
let world: WebhookTest;
let path: string;
let answers: ((response: Response) => void)[];

/** More than are claimed ahead. */
const waiting = 100;

beforeEach(async () => {
  world = await createWebhookTest();
  answers = [];
  path = `/api/v1/webhook-endpoints/${(await world.subscribe({ retry_policy: 'standard' })).id}`;
  await world.publish();
  await world.drain();
  world.receiver.answer(() => new Promise((resolve) => answers.push(resolve)));
  await Promise.all(Array.from({ length: waiting }, () => world.publish()));
  await world.receiver.waitFor(5);
});
afterEach(() => world.close());

const inFlight = 4;
const finish = async (status: number): Promise<void> => {
  world.receiver.answer(() => new Response(null, { status }));
  for (const answer of answers) answer(new Response(null, { status }));
  await world.drain();
};

const counts = async (): Promise<Record<string, number>> => {
  const rows = await world.app.read
    .selectFrom('deliveries')
    .select(['state', (count) => count.fn.countAll().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
};

/** Nothing beyond what was in flight, now and for days. */
const expectNothingSent = async (): Promise<void> => {
  expect(world.receiver.requests).toHaveLength(1 + inFlight);
  await world.drainAfter(2 * dayMs);
  expect(world.receiver.requests).toHaveLength(1 + inFlight);
};

describe('while deliveries are claimed', () => {
  test('a pause lets nothing more go out; what waits is held, and all of it is sent on activation', async () => {
    await world.call('POST', `${path}/pause`);
    await finish(200);
    expect(await counts()).toEqual({ delivered: 1 + inFlight, held: waiting - inFlight });
    await expectNothingSent();
    const { body } = await world.call('POST', `${path}/activation`);
    expect(body.behind_from_seq).toBeNull();
    await world.drain();
    expect(await counts()).toEqual({ delivered: 1 + waiting });
  });

  test('what fails in flight of a paused endpoint is held, too', async () => {
    const { body } = await world.call('POST', `${path}/pause`);
    expect(body.behind_from_seq).toBe(2);
    await finish(500);
    expect(await counts()).toEqual({ delivered: 1, held: waiting });
    await expectNothingSent();
  });

  test('a 410 disables at once: nothing but what was in flight has gone out, and all is held', async () => {
    answers[0]?.(new Response(null, { status: 410 }));
    for (let held = 0; held === 0; ) {
      held = (await counts()).held ?? 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await finish(200);
    const { delivered = 0, held = 0, ...others } = await counts();
    expect([delivered + held, others]).toEqual([1 + waiting, {}]);
    expect(delivered).toBeLessThanOrEqual(1 + inFlight - 1);
    await expectNothingSent();
  });

  test('deletion lets nothing more go out, and cancels what waits', async () => {
    await world.call('DELETE', path);
    await finish(500);
    expect(await counts()).toEqual({ delivered: 1, canceled: waiting });
    await expectNothingSent();
  });

  test('a new URL gets what waits, the old one nothing more', async () => {
    await world.call('PATCH', path, { body: { url: `${world.receiver.url}/new` } });
    await finish(200);
    expect(world.receiver.requests.filter(({ path }) => path !== '/new')).toHaveLength(1 + inFlight);
    expect(await counts()).toEqual({ delivered: 1 + waiting });
  });

  test('other event types change what is recorded from now on, not what is on its way', async () => {
    await world.call('PATCH', path, { body: { event_types: ['payout.paid'] } });
    await world.publish();
    await finish(200);
    expect(await counts()).toEqual({ delivered: 1 + waiting });
  });

  test('a new secret signs whatever goes out after it', async () => {
    const body = { grace_seconds: 0 };
    const rotated = await world.call<{ secret: string }>('POST', `${path}/secret-rotation`, { body });
    await finish(200);
    expect(await counts()).toEqual({ delivered: 1 + waiting });
    for (const [index, { headers, body }] of world.receiver.requests.entries()) {
      const signed = `${headers['svix-id']}.${headers['svix-timestamp']}.${body}`;
      const signature = createHmac('sha256', rotated.body.secret).update(signed).digest('base64');
      expect(headers['svix-signature'] === `v1,${signature}`).toBe(index >= 1 + inFlight);
    }
  });
});
