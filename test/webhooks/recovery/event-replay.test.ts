import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { testOrigin } from '../../support/app.ts';
import { createRecoveryWorld, type RecoveryWorld } from './recovery-world.ts';

let world: RecoveryWorld;

beforeEach(async () => {
  world = await createRecoveryWorld();
});
afterEach(() => world.close());

interface Replay {
  readonly deliveries: readonly { endpoint_id: string; delivery_id: string; created: boolean }[];
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { path: string }[];
}

const replay = (eventId: string, body?: object, key?: string) =>
  world.call<Replay>('POST', `/api/v1/events/${eventId}/replay`, {
    ...(body && { body }),
    ...(key && { key }),
  });

describe('replaying an event', () => {
  test('sends it once more under its own id, in a delivery of its own', async () => {
    const event = await world.publish();
    await world.drain();
    const { status, body } = await replay(event);
    await world.drain();
    expect([status, body.deliveries]).toMatchObject([
      202,
      [{ endpoint_id: world.endpointId, created: true }],
    ]);
    expect(world.received()).toEqual([event, event]);
    const [first, second] = world.receiver.requests;
    expect(second?.body).toBe(first?.body as string);
    expect(await world.deliveries()).toMatchObject([
      { origin: 'commit' },
      { origin: 'recovery', id: body.deliveries[0]?.delivery_id as string, state: 'delivered' },
    ]);
  });

  test('twice at once sends it once', async () => {
    const event = await world.publish();
    await world.drain();
    world.received();
    let release = (): void => undefined;
    world.receiver.answer(() => new Promise((resolve) => (release = () => resolve(new Response()))));
    const [one, two] = await Promise.all([replay(event), replay(event)]);
    await world.receiver.waitFor(2);
    const three = await replay(event);
    const made = [one, two, three].flatMap(({ body }) => body.deliveries);
    expect(made.map(({ created }) => created).sort()).toEqual([false, false, true]);
    expect(new Set(made.map(({ delivery_id }) => delivery_id)).size).toBe(1);
    release();
    await world.drain();
    expect(world.received()).toEqual([event]);
  });

  test('leaves a delivery alone that waits for a retry anyway', async () => {
    world.answerWith(500);
    const event = await world.publish();
    await world.drain();
    expect((await replay(event)).body.deliveries).toMatchObject([{ created: false }]);
    expect(await world.deliveries()).toHaveLength(1);
  });

  test('goes to those that are subscribed to it now, or to those that are named', async () => {
    const event = await world.publish();
    await world.subscribe({ url: `${world.receiver.url}/late` });
    const deaf = await world.subscribe({
      url: `${world.receiver.url}/deaf`,
      event_types: ['commission.due'],
    });
    await world.drain();
    expect((await replay(event)).body.deliveries).toHaveLength(2);
    await world.drain();
    const named = await replay(event, { endpoint_ids: [deaf.id] });
    expect(named.body.deliveries).toMatchObject([{ endpoint_id: deaf.id, created: true }]);
    await world.drain();
    expect(world.receiver.requests.at(-1)?.path).toBe('/deaf');
  });

  test('holds it for an endpoint that is paused', async () => {
    const event = await world.publish();
    await world.drain();
    await world.call('POST', `${world.path}/pause`);
    await replay(event);
    expect((await world.deliveries()).map(({ state }) => state)).toEqual(['delivered', 'held']);
    expect((await replay(event)).body.deliveries).toMatchObject([{ created: false }]);
    await world.call('POST', `${world.path}/activation`);
    await world.drain();
    expect(world.received()).toEqual([event, event]);
  });

  test('reaches more endpoints than one unit serves, each once', async () => {
    const event = await world.publish();
    await world.drain();
    for (let count = 0; count < 120; count += 1) {
      await world.subscribe({ url: `${world.receiver.url}/${count}` });
    }
    const { body } = await replay(event);
    expect(new Set(body.deliveries.map(({ endpoint_id }) => endpoint_id)).size).toBe(121);
  }, 30_000);

  test('is refused for a test, for a payload that is gone, and for an event that there is not', async () => {
    const event = await world.publish();
    await world.drain();
    const set = (values: object) =>
      world.app.transact(testOrigin, ({ tx }) => tx.updateTable('events').set(values).execute());
    await set({ is_test: 1 });
    expect((await replay(event)).body).toMatchObject({ code: 'conflict' });
    await set({ is_test: 0, body: null });
    expect((await replay(event)).body.detail).toContain('kept no longer');
    expect((await replay('evt_0000000000')).status).toBe(404);
  });

  test('waits for the first deliveries of an event that are still being made', async () => {
    const event = await world.publish();
    await world.app.transact(testOrigin, async ({ tx, now }) => {
      const row = { event_id: event as 'evt_', event_type: 'commission.created', created_at: now };
      await tx.insertInto('subscriber_sets').values({ id: 'none', subscribers_json: '[]' }).execute();
      await tx
        .insertInto('fan_outs')
        .values({ ...row, subscriber_set_id: 'none', done_count: 0 })
        .execute();
    });
    expect((await replay(event)).body.detail).toContain('still being made');
  });

  test('keeps operational events from the endpoint they are about, named or not', async () => {
    await world.fail(1);
    await world.call('PATCH', world.path, { body: { event_types: ['*', 'delivery.rejected'] } });
    const rejected = await world.app.read
      .selectFrom('events')
      .select('id')
      .where('type', '=', 'delivery.rejected')
      .executeTakeFirstOrThrow();
    expect((await replay(rejected.id)).body.deliveries).toEqual([]);
    const named = await replay(rejected.id, { endpoint_ids: [world.endpointId] });
    expect([named.status, named.body.errors[0]?.path]).toEqual([422, 'endpoint_ids[0]']);
  });

  test('never crosses programs', async () => {
    const other = await world.build.program({ name: 'Other' });
    const key = await world.build.key({ programId: other.id, scopes: ['read', 'write'] });
    const foreign = await world.publish();
    expect((await replay(foreign, undefined, key)).status).toBe(404);
    const own = await world.publish('commission.created', other.id as 'prg_');
    expect((await replay(own, undefined, key)).body.deliveries).toEqual([]);
    const named = await replay(own, { endpoint_ids: [world.endpointId] }, key);
    expect([named.status, named.body.errors[0]?.path]).toEqual([422, 'endpoint_ids[0]']);
    const theirs = await world.subscribe({ program_id: other.id });
    expect((await replay(foreign, { endpoint_ids: [theirs.id] })).status).toBe(422);
  });
});
