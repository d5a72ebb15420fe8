import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { systemClock } from '../../../src/core/clock.ts';
import type { AnswerBody } from '../../support/call.ts';
import type { ReceivedRequest } from '../../support/receiver.ts';
import { createPageVerifier, libraryAccepts, type Verifier } from '../support/verifiers.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
let pageAccepts: Verifier;
let path: string;
let older: string;

beforeEach(async () => {
  world = await createWebhookTest();
  pageAccepts = await createPageVerifier();
  // Receivers compare timestamps with their own clock.
  world.clock.set(systemClock.now());
  const endpoint = await world.subscribe();
  path = `/api/v1/webhook-endpoints/${endpoint.id}`;
  older = String(endpoint.secret);
});
afterEach(() => world.close());

const post = (action: string, body: object = {}, headers: Record<string, string> = {}) =>
  world.call<AnswerBody & { readonly secret: string }>('POST', `${path}/${action}`, { body, headers });

const rotate = async (graceSeconds: number): Promise<string> => {
  const { status, body } = await post('secret-rotation', { grace_seconds: graceSeconds });
  expect(status).toBe(200);
  return body.secret;
};

const tick = () => new Promise((resolve) => setImmediate(resolve));

const sendOne = async (): Promise<ReceivedRequest> => {
  await world.publish();
  await world.drain();
  const request = world.receiver.requests.at(-1);
  if (!request) throw new Error('nothing was sent');
  return request;
};

const signaturesIn = (request: ReceivedRequest): number =>
  String(request.headers['webhook-signature']).split(' ').length;

/** Who accepts a request: each header with the older secret, then with the newer. */
const acceptedBy = (request: ReceivedRequest, newer: string) => ({
  list: [libraryAccepts(request, older), libraryAccepts(request, newer)],
  single: [pageAccepts(request, older), pageAccepts(request, newer)],
});

describe('while a secret is being rotated', () => {
  test('the list is accepted with either secret, the single value with the older one', async () => {
    const newer = await rotate(60);
    expect(newer).not.toBe(older);
    expect(acceptedBy(await sendOne(), newer)).toEqual({ list: [true, true], single: [true, false] });
  });

  test('a cut-over brings the single value to the newer secret, and can be taken back', async () => {
    const newer = await rotate(60);
    const cutOver = await post('secret-cutover');
    expect(cutOver.body.secret_rotation).toMatchObject({ cut_over_at: expect.any(String) });
    expect(acceptedBy(await sendOne(), newer)).toEqual({ list: [true, true], single: [false, true] });
    const back = await post('secret-cutover', { back: true });
    expect(back.body.secret_rotation).toMatchObject({ cut_over_at: null });
    expect(acceptedBy(await sendOne(), newer)).toEqual({ list: [true, true], single: [true, false] });
  });

  test('the older one signs until the last millisecond of the grace, and nothing after it', async () => {
    const newer = await rotate(60);
    await sendOne();
    world.clock.advance(59_999);
    expect(acceptedBy(await sendOne(), newer)).toEqual({ list: [true, true], single: [true, false] });
    world.clock.advance(1);
    const last = await sendOne();
    expect(acceptedBy(last, newer)).toEqual({ list: [false, true], single: [false, true] });
    expect(signaturesIn(last)).toBe(1);
  });

  test('retries are signed with the secrets of their own moment', async () => {
    world.receiver.answer(() => new Response(null, { status: 503 }));
    const newer = await rotate(20);
    const first = await sendOne();
    expect(acceptedBy(first, newer)).toEqual({ list: [true, true], single: [true, false] });
    await world.drainAfter(60_000);
    const [, retry] = await world.receiver.waitFor(2);
    expect(retry?.headers['webhook-id']).toBe(String(first.headers['webhook-id']));
    if (!retry) throw new Error('no retry');
    expect(acceptedBy(retry, newer)).toEqual({ list: [false, true], single: [false, true] });
  });
});

test('the HMAC of the raw body goes the way of every header with room for one signature', async () => {
  await world.call('PATCH', path, { body: { format: 'track360' } });
  const newer = await rotate(60);
  const signs = ({ headers, body }: ReceivedRequest, secret: string) =>
    headers['x-webhook-signature'] === createHmac('sha256', secret).update(body).digest('hex');
  const accepted = async () => {
    const request = await sendOne();
    return [signs(request, older), signs(request, newer), signaturesIn(request)];
  };
  expect(await accepted()).toEqual([true, false, 2]);
  await post('secret-cutover');
  expect(await accepted()).toEqual([false, true, 2]);
  await post('secret-cutover', { back: true });
  world.clock.advance(60_000);
  expect(await accepted()).toEqual([false, true, 1]);
});

describe('a leaked secret', () => {
  test('signs nothing more from the answer on', async () => {
    await sendOne();
    const newer = await rotate(0);
    const request = await sendOne();
    expect(acceptedBy(request, newer)).toEqual({ list: [false, true], single: [false, true] });
    expect(signaturesIn(request)).toBe(1);
  });

  test('takes the one before it along when it leaks during a rotation', async () => {
    const leaked = await rotate(60);
    const newest = await rotate(0);
    const request = await sendOne();
    expect([older, leaked, newest].map((secret) => libraryAccepts(request, secret))).toEqual([
      false,
      false,
      true,
    ]);
    expect(signaturesIn(request)).toBe(1);
    const row = await world.app.read.selectFrom('webhook_endpoints').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ previous_secret_sealed: null, previous_secret_expires_at: null });
  });

  test('signs none of what was claimed and waited to be sent', async () => {
    await sendOne();
    const held: (() => void)[] = [];
    world.receiver.answer(() => new Promise((answer) => held.push(() => answer(new Response()))));
    for (let count = 0; count < 12; count += 1) await world.publish();
    const early = [...(await world.receiver.waitFor(5))];
    while ((await world.deliveries()).some(({ state }) => state === 'pending')) await tick();
    const newer = await rotate(0);
    world.receiver.answer(() => new Response());
    for (const release of held) release();
    await world.drain();
    const late = world.receiver.requests.slice(early.length);
    expect(late).toHaveLength(8);
    for (const request of late) {
      expect([libraryAccepts(request, older), libraryAccepts(request, newer)]).toEqual([false, true]);
    }
  });

  test('does not sign what a person sends again', async () => {
    await sendOne();
    world.receiver.answer(() => new Response(null, { status: 400 }));
    await sendOne();
    const newer = await rotate(0);
    const rejected = (await world.deliveries()).at(-1);
    expect(rejected?.state).toBe('rejected');
    world.receiver.answer(() => new Response());
    await world.call('POST', `/api/v1/deliveries/${rejected?.id}/retry`);
    await world.drain();
    const again = world.receiver.requests.at(-1);
    if (!again) throw new Error('nothing was sent');
    expect(again.headers['webhook-delivery-id']).toBe(String(rejected?.id));
    expect(acceptedBy(again, newer)).toEqual({ list: [false, true], single: [false, true] });
  });
});
