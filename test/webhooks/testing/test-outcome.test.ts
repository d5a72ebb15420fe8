import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { minuteMs } from '../../../src/core/clock.ts';
import type { AnswerBody } from '../../support/call.ts';
import { startRawReceiver } from '../support/raw-receiver.ts';
import { createWebhookTest, type DeliveryBody, type WebhookTest } from '../support/webhook-test.ts';

interface TestAnswerBody extends AnswerBody {
  readonly ok: boolean;
  readonly hint: string;
  readonly answer: { readonly status: number | null; readonly error: string | null };
  readonly delivery: DeliveryBody;
}

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest();
});
afterEach(() => world.close());

const sendTest = async (endpointId: string) =>
  (await world.call<TestAnswerBody>('POST', `/api/v1/webhook-endpoints/${endpointId}/test`)).body;

const answerWith = (status: number, headers: Record<string, string> = {}) =>
  world.receiver.answer(() => new Response(null, { status, headers }));

const read = async (endpointId: string) =>
  (await world.call('GET', `/api/v1/webhook-endpoints/${endpointId}`)).body;

const row = (endpointId: string) =>
  world.app.read
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', '=', endpointId as `whe_${string}`)
    .executeTakeFirstOrThrow();

describe('what went wrong is said in plain words:', () => {
  test.each([
    [301, 'Redirects are not followed'],
    [307, 'Redirects are not followed'],
    [400, 'signature is wrong'],
    [401, 'Format `tributary`: Canonical names and data. Verifies with'],
    [403, 'custom header'],
    [404, 'the path of the URL'],
    [405, 'does not take POST'],
    [410, 'wants nothing more'],
    [415, 'application/json'],
    [418, 'refused the request (418)'],
    [422, 'refuses its content'],
    [429, 'less often'],
    [500, 'its own log says why'],
    [503, 'takes nothing at the moment'],
  ])('status %p', async (status, words) => {
    const endpoint = await world.subscribe();
    answerWith(status, { location: 'http://127.0.0.1:9/', 'retry-after': '5' });
    const { ok, hint, answer } = await sendTest(endpoint.id);
    expect({ ok, status: answer.status }).toEqual({ ok: false, status });
    expect(hint).toContain(words);
    expect(world.receiver.requests).toHaveLength(1);
  });

  test('that a secret is being rotated, where the signature was refused', async () => {
    const endpoint = await world.subscribe();
    await world.call('POST', `/api/v1/webhook-endpoints/${endpoint.id}/secret-rotation`);
    answerWith(401);
    expect((await sendTest(endpoint.id)).hint).toContain('room for one signature use the previous secret');
    await world.call('POST', `/api/v1/webhook-endpoints/${endpoint.id}/secret-cutover`);
    expect((await sendTest(endpoint.id)).hint).toContain('room for one signature use the new secret');
  });

  test('a receiver that is down, a name that is none, an address that is refused', async () => {
    const down = startRawReceiver(() => undefined);
    down.stop();
    const cases = [
      [down.url, 'connection_refused', 'Nothing listens'],
      ['https://nobody.example.com/', 'dns_failure', 'Compare the host'],
    ] as const;
    for (const [url, error, words] of cases) {
      const { answer, hint, delivery } = await sendTest((await world.subscribe({ url })).id);
      expect(answer).toMatchObject({ status: null, error });
      expect(hint).toContain(words);
      expect(delivery).toMatchObject({ state: 'exhausted', attempts: [{ error }] });
    }
    const { id } = await world.subscribe();
    await world.app.transact(
      { actor: { kind: 'system', id: 'test' }, requestId: 'req_t' },
      async ({ tx }) => {
        await tx
          .updateTable('webhook_endpoints')
          .set({ url: 'http://10.1.2.3/' })
          .where('id', '=', id)
          .execute();
      },
    );
    const refused = await sendTest(id);
    expect(refused.answer.error).toBe('refused_by_policy');
    expect(refused.hint).toContain('TRIBUTARY_WEBHOOK_ALLOW_CIDRS');
  });

  test('an answer that is no HTTP', async () => {
    const raw = startRawReceiver((write, end) => {
      write('220 mail.example.com ESMTP\r\n');
      end();
    });
    const { hint } = await sendTest((await world.subscribe({ url: raw.url })).id);
    expect(hint).toContain('HTTP');
    raw.stop();
  });
});

describe('a test that fails', () => {
  test.each([
    [400, 'rejected'],
    [503, 'exhausted'],
    [429, 'exhausted'],
  ])('with %p ends as %s and is never sent again', async (status, state) => {
    const endpoint = await world.subscribe();
    answerWith(status, { 'retry-after': '5' });
    const { delivery } = await sendTest(endpoint.id);
    expect(delivery).toMatchObject({ state, next_attempt_at: null, attempts: [{ number: 1, status }] });
    await world.drainAfter(60 * minuteMs);
    expect(world.receiver.requests).toHaveLength(1);
  });

  test('counts nothing against the endpoint and tells nobody', async () => {
    const endpoint = await world.subscribe({ event_types: ['commission.created', 'delivery.rejected'] });
    await world.subscribe({ event_types: ['delivery.rejected', 'delivery.exhausted'] });
    await world.events();
    for (const status of [400, 503, 429, 410]) {
      answerWith(status, { 'retry-after': '60' });
      await sendTest(endpoint.id);
    }
    await world.drain();
    expect(await read(endpoint.id)).toMatchObject({
      state: 'active',
      verified: false,
      failing_since: null,
      last_failed_at: null,
      gated_until: null,
      last_verified_key: null,
    });
    expect(await world.events()).toEqual(Array(4).fill('commission.created'));
    expect(await world.app.read.selectFrom('webhook_minutes').selectAll().execute()).toEqual([]);
  });

  test('cannot be retried: another one can be sent', async () => {
    const endpoint = await world.subscribe();
    answerWith(503);
    const failed = await sendTest(endpoint.id);
    answerWith(200);
    const arrived = await sendTest(endpoint.id);
    for (const { delivery } of [failed, arrived]) {
      const retry = await world.call('POST', `/api/v1/deliveries/${delivery.id}/retry`);
      expect([retry.status, retry.body.code]).toEqual([409, 'conflict']);
      expect(retry.body.detail).toContain('send another');
    }
  });
});

describe('a test that arrives', () => {
  const refuseOnce = async () => {
    const endpoint = await world.subscribe();
    answerWith(400);
    await world.publish();
    await world.drain();
    expect((await world.deliveries())[0]?.state).toBe('held');
    answerWith(200);
    return endpoint;
  };

  test('verifies the endpoint, and what it refused before goes out', async () => {
    const endpoint = await refuseOnce();
    await sendTest(endpoint.id);
    await world.drain();
    expect(await read(endpoint.id)).toMatchObject({ verified: true, last_verified_key: 'current' });
    const states = (await world.deliveries()).map(({ state }) => state);
    expect(states).toEqual(['delivered', 'delivered']);
    expect(world.receiver.requests).toHaveLength(3);
  });

  test('verifies one that the drainer has not met since it started', async () => {
    const endpoint = await world.subscribe();
    await sendTest(endpoint.id);
    answerWith(400);
    await world.publish();
    await world.drain();
    expect((await world.deliveries()).map(({ state }) => state)).toEqual(['delivered', 'rejected']);
  });

  test('releases nothing of an endpoint that is paused: that is for who activates it', async () => {
    const endpoint = await refuseOnce();
    await world.call('POST', `/api/v1/webhook-endpoints/${endpoint.id}/pause`);
    await sendTest(endpoint.id);
    await world.drain();
    expect(await read(endpoint.id)).toMatchObject({ verified: true, state: 'paused' });
    expect((await world.deliveries())[0]?.state).toBe('held');
  });

  test('does not end a run of failures, nor does it count as the last success', async () => {
    const endpoint = await world.subscribe();
    await world.publish();
    await world.drain();
    const { last_succeeded_at } = await row(endpoint.id);
    answerWith(503);
    await world.publish();
    await world.drain();
    const before = await row(endpoint.id);
    expect(before.first_failed_at).not.toBeNull();
    world.clock.advance(5_000);
    answerWith(200);
    expect((await sendTest(endpoint.id)).ok).toBe(true);
    expect(await row(endpoint.id)).toEqual({ ...before, last_succeeded_at });
  });

  test('says which secret the receiver has accepted', async () => {
    const { id } = await world.subscribe();
    await sendTest(id);
    const verifiedBy = async (action: string, body: object = {}) => {
      const { body: after } = await world.call('POST', `/api/v1/webhook-endpoints/${id}/${action}`, { body });
      await sendTest(id);
      return [after.last_verified_key, (await read(id)).last_verified_key];
    };
    expect(await verifiedBy('secret-rotation')).toEqual(['previous', 'previous']);
    expect(await verifiedBy('secret-cutover')).toEqual(['previous', 'current']);
    expect(await verifiedBy('secret-cutover', { back: true })).toEqual(['current', 'previous']);
    expect(await verifiedBy('secret-rotation', { grace_seconds: 0 })).toEqual([null, 'current']);
  });

  test('says nothing of a URL that was changed while it was under way', async () => {
    const { id } = await world.subscribe();
    world.receiver.answer(async () => {
      await world.call('PATCH', `/api/v1/webhook-endpoints/${id}`, {
        body: { url: `${world.receiver.url}/other` },
      });
      return new Response();
    });
    expect((await sendTest(id)).ok).toBe(true);
    expect(await read(id)).toMatchObject({ verified: false, last_verified_key: null });
  });
});
