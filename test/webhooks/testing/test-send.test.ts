import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { systemClock } from '../../../src/core/clock.ts';
import type { AnswerBody } from '../../support/call.ts';
import { createPageVerifier, libraryAccepts } from '../support/verifiers.ts';
import { createWebhookTest, type DeliveryBody, type WebhookTest } from '../support/webhook-test.ts';

interface TestAnswerBody extends AnswerBody {
  readonly ok: boolean;
  readonly hint: string | null;
  readonly answer: {
    readonly status: number | null;
    readonly error: string | null;
    readonly excerpt: string;
  };
  readonly delivery: DeliveryBody & {
    readonly request_body: string;
    readonly origin: string;
    readonly attempts: readonly { readonly request_headers: Record<string, string> }[];
  };
}

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest();
  world.clock.set(systemClock.now());
});
afterEach(() => world.close());

const sendTest = async (endpointId: string, body: object = {}) =>
  world.call<TestAnswerBody>('POST', `/api/v1/webhook-endpoints/${endpointId}/test`, { body });

const read = async (endpointId: string) =>
  (await world.call('GET', `/api/v1/webhook-endpoints/${endpointId}`)).body;

describe('a test', () => {
  test('is sent at once, signed and written like any other, and its answer shown', async () => {
    const endpoint = await world.subscribe({ headers: { 'X-Env': 'staging' } });
    world.receiver.answer(() => new Response('thank you', { status: 202 }));
    const { status, body } = await sendTest(endpoint.id);
    const [request] = world.receiver.requests;
    if (!request) throw new Error('nothing was sent');
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, hint: null, answer: { status: 202, excerpt: 'thank you' } });
    expect(body.delivery).toMatchObject({ state: 'delivered', origin: 'test', next_attempt_at: null });
    expect(body.delivery.request_body).toBe(request.body);
    expect(body.delivery.attempts).toHaveLength(1);
    expect(request.headers['x-env']).toBe('staging');
    const { 'X-Env': custom, ...exact } = body.delivery.attempts[0]?.request_headers ?? {};
    expect(custom).toBe('(not recorded)');
    expect(request.headers).toMatchObject(exact);
    expect(libraryAccepts(request, String(endpoint.secret))).toBe(true);
    expect((await createPageVerifier())(request, String(endpoint.secret))).toBe(true);
  });

  test('says test: true and carries the example of the first type that is selected', async () => {
    const endpoint = await world.subscribe({ event_types: ['payout.paid', 'commission.created'] });
    const { body } = await sendTest(endpoint.id);
    const envelope = JSON.parse(world.receiver.requests[0]?.body ?? '');
    expect(envelope).toMatchObject({ type: 'payout.completed', test: true, data: { state: 'completed' } });
    expect(envelope.id).toBe(body.delivery.event_id);
    const wildcard = await world.subscribe({ event_types: ['*'] });
    expect((await sendTest(wildcard.id)).body.delivery.event_type).toBe('conversion.created');
  });

  test('may be of any type, under our name or an alias', async () => {
    const endpoint = await world.subscribe();
    const { body } = await sendTest(endpoint.id, { event_type: 'affiliate.approved' });
    expect(body.delivery.event_type).toBe('partner.approved');
    const unknown = await sendTest(endpoint.id, { event_type: 'partner.invented' });
    expect([unknown.status, unknown.body.errors[0]?.path]).toEqual([422, 'event_type']);
  });

  test.each(['tributary', 'standard', 'affiliatebase', 'affonso', 'track360'])(
    'is marked in the format %s',
    async (format) => {
      const endpoint = await world.subscribe({ format });
      for (const event_type of ['partner.registered', 'commission.created', 'fraud.case_opened']) {
        expect((await sendTest(endpoint.id, { event_type })).body.ok).toBe(true);
      }
      const bodies = world.receiver.requests.map(({ body }) => JSON.parse(body));
      expect(bodies.map((body) => body.test)).toEqual([true, true, true]);
    },
  );

  test('pretends to be of the program and the partner that the endpoint has', async () => {
    const program = await world.build.program();
    const partner = await world.build.partner({ program_id: program.id });
    const all = await world.subscribe();
    await sendTest(all.id);
    const narrow = await world.subscribe({ program_id: program.id, partner_id: partner.id });
    await sendTest(narrow.id, { event_type: 'conversion.created' });
    const [first, second] = world.receiver.requests.map(({ body }) => JSON.parse(body));
    expect(first.program_id).toBe(program.id);
    expect(second).toMatchObject({
      program_id: program.id,
      data: { program_id: program.id, partner_id: partner.id },
    });
  });

  test('reaches nobody else, not even who gets everything', async () => {
    const other = await world.subscribe({ event_types: ['*', 'commission.created'] });
    const endpoint = await world.subscribe();
    const { body } = await sendTest(endpoint.id);
    await world.drain();
    expect((await world.deliveries()).map(({ endpoint_id }) => endpoint_id)).toEqual([endpoint.id]);
    expect(world.receiver.requests).toHaveLength(1);
    expect(other.id).not.toBe(endpoint.id);
    const event = await world.call('GET', `/api/v1/events/${body.delivery.event_id}`);
    expect(event.body).toMatchObject({ test: true, type: 'commission.created' });
  });

  test('takes a number of the one sequence of events', async () => {
    const endpoint = await world.subscribe();
    await world.publish();
    await sendTest(endpoint.id);
    await world.publish();
    await world.drain();
    const [first = 0, second, third] = world.receiver.requests
      .map(({ body }) => Number(JSON.parse(body).entity_version))
      .toSorted((one, other) => one - other);
    expect([second, third]).toEqual([first + 1, first + 2]);
  });
});

describe('a test waits for nothing', () => {
  test.each(['paused', 'disabled'])('not for an endpoint that is %s', async (state) => {
    const endpoint = await world.subscribe();
    await world.call('POST', `/api/v1/webhook-endpoints/${endpoint.id}/pause`);
    await world.app.transact(
      { actor: { kind: 'system', id: 'test' }, requestId: 'req_test' },
      async ({ tx }) => {
        await tx.updateTable('webhook_endpoints').set({ state }).execute();
      },
    );
    expect((await sendTest(endpoint.id)).body.ok).toBe(true);
    expect((await read(endpoint.id)).state).toBe(state);
  });

  test('not for a gate, a limit or deliveries that are due before it', async () => {
    const endpoint = await world.subscribe({ rate_limit: 1, fifo: true });
    world.receiver.answer(() => new Response(null, { status: 429, headers: { 'retry-after': '3600' } }));
    await world.publish();
    await world.publish();
    await world.drain();
    expect((await read(endpoint.id)).gated_until).not.toBeNull();
    world.receiver.answer(() => new Response());
    for (let count = 0; count < 3; count += 1) {
      expect((await sendTest(endpoint.id)).body.ok).toBe(true);
    }
    const states = (await world.deliveries()).map(({ state }) => state);
    expect(states).toEqual(['pending', 'pending', 'delivered', 'delivered', 'delivered']);
  });

  test('but four at a time are enough for one program, and leave room for others', async () => {
    const { id } = await world.build.program();
    const [one, two] = [await world.subscribe({ program_id: id }), await world.subscribe({ program_id: id })];
    const other = await world.subscribe();
    const held: (() => void)[] = [];
    world.receiver.answer(() => new Promise((answer) => held.push(() => answer(new Response()))));
    const first = [one, one, two, two].map((endpoint) => sendTest(endpoint.id));
    await world.receiver.waitFor(4);
    const fifth = await sendTest(two.id);
    expect([fifth.status, fifth.body.code]).toEqual([429, 'rate_limited']);
    first.push(sendTest(other.id));
    await world.receiver.waitFor(5);
    for (const answer of held) answer();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(5).fill(200));
    world.receiver.answer(() => new Response());
    expect((await sendTest(two.id)).status).toBe(200);
  });

  test('but three at a time are enough for one endpoint', async () => {
    const endpoint = await world.subscribe();
    const held: (() => void)[] = [];
    world.receiver.answer(() => new Promise((answer) => held.push(() => answer(new Response()))));
    const first = [1, 2, 3].map(() => sendTest(endpoint.id));
    await world.receiver.waitFor(3);
    const fourth = await sendTest(endpoint.id);
    expect([fourth.status, fourth.body.code]).toEqual([429, 'rate_limited']);
    expect(fourth.headers.get('retry-after')).toBe('1');
    for (const release of held) release();
    expect((await Promise.all(first)).map(({ body }) => body.ok)).toEqual([true, true, true]);
    world.receiver.answer(() => new Response());
    expect((await sendTest(endpoint.id)).status).toBe(200);
  });
});

describe('only its own reach', () => {
  test('a key of another program finds no endpoint to test, and a key that reads may not', async () => {
    const program = await world.build.program();
    const other = await world.build.program({ name: 'Other' });
    const endpoint = await world.subscribe({ program_id: program.id });
    const path = `/api/v1/webhook-endpoints/${endpoint.id}/test`;
    const foreign = await world.build.key({ scopes: ['write'], programId: other.id });
    expect((await world.call('POST', path, { key: foreign })).status).toBe(404);
    const reader = await world.build.key({ scopes: ['read'] });
    expect((await world.call('POST', path, { key: reader })).status).toBe(403);
    expect(world.receiver.requests).toEqual([]);
  });
});
