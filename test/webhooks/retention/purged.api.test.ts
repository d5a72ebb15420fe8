import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createRetentionTest, type RetentionTest } from './retention-test.ts';

let world: RetentionTest;

beforeEach(async () => {
  world = await createRetentionTest();
});
afterEach(() => world.close());

const eventAndDelivery = async (): Promise<{ event: string; delivery: string }> => {
  await world.subscribe();
  const event = await world.publish();
  await world.drain();
  const [delivery] = await world.deliveries();
  return { event, delivery: delivery?.id ?? '' };
};

const expunge = (event: string, key?: string) =>
  world.call('DELETE', `/api/v1/events/${event}/payload`, key === undefined ? {} : { key });

describe('what retention took', () => {
  test('is said of the event, alone and in lists', async () => {
    const { event } = await eventAndDelivery();
    const before = await world.call('GET', `/api/v1/events/${event}`);
    expect(before.body).toMatchObject({ body_purged: false, purge_reason: null });
    await world.pass(30);
    await world.retain();
    const purged = { data: null, body_purged: true, purge_reason: 'retention' };
    expect((await world.call('GET', `/api/v1/events/${event}`)).body).toMatchObject(purged);
    expect((await world.call('GET', '/api/v1/events')).body.data).toMatchObject([purged]);
  });

  test('is said of the delivery, which keeps its counts and its last status', async () => {
    const { delivery } = await eventAndDelivery();
    await world.pass(90);
    await world.publish();
    await world.drain();
    await world.retain();
    expect((await world.call('GET', `/api/v1/deliveries/${delivery}`)).body).toMatchObject({
      state: 'delivered',
      request_body: null,
      request_body_purged: 'retention',
      attempt_count: 1,
      attempts: [],
      last_status: 200,
    });
  });

  test('cannot be sent again', async () => {
    world.receiver.answer(() => new Response(null, { status: 410 }));
    const { event, delivery } = await eventAndDelivery();
    await world.app.transact(
      { actor: { kind: 'system', id: 'test' }, requestId: 'req_test' },
      async ({ tx }) => tx.updateTable('deliveries').set({ state: 'rejected' }).execute(),
    );
    await world.pass(30);
    await world.retain();
    const retried = await world.call('POST', `/api/v1/deliveries/${delivery}/retry`);
    expect(retried.status).toBe(409);
    expect(retried.body.detail).toContain('kept no longer');
    const replayed = await world.call('GET', `/api/v1/events/${event}`);
    expect(replayed.body.body_purged).toBe(true);
  });
});

describe('expunging a payload', () => {
  test('forgets it and all responses at once, and says so', async () => {
    const { event, delivery } = await eventAndDelivery();
    expect(await world.excerpts()).toEqual(['thanks']);
    const answer = await expunge(event);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id: event, data: null, body_purged: true, purge_reason: 'expunged' });
    expect(await world.excerpts()).toEqual([null]);
    const { body } = await world.call('GET', `/api/v1/deliveries/${delivery}`);
    expect(body).toMatchObject({ request_body: null, request_body_purged: 'expunged', attempt_count: 1 });
    expect(world.logged.find((line) => line.event === 'payload_expunged')?.fields).toMatchObject({
      event_id: event,
    });
  });

  test('takes the bodies of every format', async () => {
    await world.subscribe({ format: 'affonso' });
    const event = await world.publish();
    await world.drain();
    await expunge(event);
    expect(await world.app.read.selectFrom('event_bodies').selectAll().execute()).toEqual([]);
  });

  test('may be asked for again, also after retention took it', async () => {
    const { event } = await eventAndDelivery();
    await expunge(event);
    expect((await expunge(event)).body).toMatchObject({ purge_reason: 'expunged' });
    const { event: later } = await eventAndDelivery();
    await world.pass(30);
    await world.retain();
    expect((await expunge(later)).body).toMatchObject({ purge_reason: 'retention' });
  });

  test('is refused while a delivery needs it', async () => {
    const { id } = await world.subscribe();
    await world.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
    const event = await world.publish();
    const refused = await expunge(event);
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
    expect(await world.payloads()).toEqual([true]);
    await world.call('DELETE', `/api/v1/webhook-endpoints/${id}`);
    expect((await expunge(event)).status).toBe(200);
  });

  test('takes the scope of an admin, and reaches no other program', async () => {
    const { event } = await eventAndDelivery();
    const writer = await world.build.key({ scopes: ['read', 'write'] });
    expect((await expunge(event, writer)).status).toBe(403);
    const program = await world.build.program();
    const elsewhere = await world.build.key({ scopes: ['admin'], programId: program.id });
    expect((await expunge(event, elsewhere)).status).toBe(404);
    expect(await world.payloads()).toEqual([true]);
  });

  test('clears thousands of responses in units of at most 200', async () => {
    const { event } = await eventAndDelivery();
    await world.app.transact(
      { actor: { kind: 'system', id: 'test' }, requestId: 'req_test' },
      async ({ tx }) => {
        const { seq: _, ...row } = await tx.selectFrom('attempts').selectAll().executeTakeFirstOrThrow();
        for (let number = 2; number <= 450; number += 1) {
          await tx
            .insertInto('attempts')
            .values({ ...row, number, id: `att_${number}` })
            .execute();
        }
      },
    );
    await expunge(event);
    expect(new Set(await world.excerpts())).toEqual(new Set([null]));
  });
});
