import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { testOrigin } from '../../support/app.ts';
import { createRecoveryWorld, type RecoveryWorld } from './recovery-world.ts';

let world: RecoveryWorld;

beforeEach(async () => {
  world = await createRecoveryWorld();
});
afterEach(() => world.close());

const states = async () => (await world.deliveries()).map(({ state }) => state);

describe('a recovery of what failed', () => {
  test('sends each delivery again under the id it had, oldest first, and none that has arrived', async () => {
    await world.publish();
    await world.drain();
    const failed = await world.fail(3);
    const before = await world.deliveries();
    const done = await world.finish(await world.recover({ include: 'failed' }));
    expect(world.received()).toEqual(failed);
    expect(await states()).toEqual(Array(4).fill('delivered'));
    expect((await world.deliveries()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(done).toMatchObject({ state: 'completed', found: 3, resent: 3, created: 0, skipped: 0 });
    expect(done.outcome).toMatchObject({ delivered: 3, waiting: 0, failed: 0 });
  });

  test('gives each all its retries again', async () => {
    world.answerWith(500);
    await world.publish();
    await world.drain();
    for (const delayMs of [30_000, 120_000, 600_000, 3_600_000, 14_400_000])
      await world.drainAfter(delayMs * 1.1);
    expect(await states()).toEqual(['exhausted']);
    await world.finish(await world.recover({ include: 'failed' }));
    const [delivery] = await world.deliveries();
    expect(delivery?.attempts).toHaveLength(7);
    expect(delivery?.state).toBe('pending');
    world.answerWith(204);
    await world.drainAfter(33_000);
    expect(await states()).toEqual(['delivered']);
  });

  test('sends what is held for an active endpoint, which is not behind any more then', async () => {
    await world.call('POST', `${world.path}/pause`);
    const held = [await world.publish(), await world.publish()];
    await world.call('POST', `${world.path}/activation`, { body: { held: 'keep' } });
    await world.drain();
    expect(world.received()).toEqual([]);
    await world.finish(await world.recover({ include: 'failed' }));
    expect(world.received()).toEqual(held);
    expect((await world.call('GET', world.path)).body.behind_from_seq).toBeNull();
  });

  test('leaves an endpoint behind for which older ones are still held', async () => {
    await world.call('POST', `${world.path}/pause`);
    await world.publish();
    world.clock.advance(1);
    await world.publish();
    await world.call('POST', `${world.path}/activation`, { body: { held: 'keep' } });
    const since = new Date(world.clock.now()).toISOString();
    expect(await world.finish(await world.recover({ since }))).toMatchObject({ resent: 1 });
    expect((await world.call('GET', world.path)).body.behind_from_seq).toBe(1);
  });

  test('says what failed again, and does not send it a second time', async () => {
    await world.fail(2);
    world.answerWith(404);
    const done = await world.finish(await world.recover());
    expect(world.received()).toHaveLength(2);
    expect(done).toMatchObject({ state: 'completed', resent: 2, outcome: { delivered: 0, failed: 2 } });
  });

  test('leaves out what happened before its moment, to the millisecond', async () => {
    await world.fail(1);
    world.clock.advance(1);
    const [first, second] = await world.fail(2);
    const since = new Date(world.clock.now()).toISOString();
    await world.finish(await world.recover({ since, include: 'failed' }));
    expect(world.received()).toEqual([first, second] as string[]);
  });

  test('begins at an event if that is what it is told', async () => {
    await world.fail(1);
    world.clock.advance(1);
    const [first] = await world.fail(1);
    await world.finish(await world.recover({ since_event_id: first }));
    expect(world.received()).toEqual([first] as string[]);
  });

  test('never sends a test again', async () => {
    await world.publish();
    await world.drain();
    await world.app.transact(testOrigin, async ({ tx }) => {
      await tx.updateTable('events').set({ is_test: 1 }).execute();
      await tx.updateTable('deliveries').set({ state: 'exhausted', origin: 'test' }).execute();
    });
    expect(await world.finish(await world.recover())).toMatchObject({ found: 0 });
  });
});

describe('a recovery of what was missed', () => {
  test('sends an endpoint that was made later what it would have had, each event once', async () => {
    const published = [await world.publish(), await world.publish()];
    await world.publish('click.tracked');
    const late = await world.subscribe({ url: `${world.receiver.url}/late`, event_types: ['*'] });
    await world.drain();
    world.received();
    const recovery = await world.recover({ include: 'missed' }, `/api/v1/webhook-endpoints/${late.id}`);
    expect(await world.finish(recovery)).toMatchObject({ created: 2, resent: 0, outcome: { delivered: 2 } });
    expect(world.received()).toEqual(published);
    const made = (await world.deliveries()).filter(({ endpoint_id }) => endpoint_id === late.id);
    expect(made).toMatchObject([{ origin: 'recovery' }, { origin: 'recovery' }]);
  });

  test('counts what the endpoint asks for now, not then', async () => {
    const due = await world.publish('commission.due');
    await world.publish();
    await world.drain();
    world.received();
    await world.call('PATCH', world.path, { body: { event_types: ['commission.due'] } });
    await world.finish(await world.recover({ include: 'missed' }));
    expect(world.received()).toEqual([due]);
  });

  test('writes the body as the format of the endpoint wants it, the same as if it had been there', async () => {
    await world.subscribe({ url: `${world.receiver.url}/there`, format: 'affiliatebase' });
    const stored = await world.publish();
    const late = await world.subscribe({ url: `${world.receiver.url}/late`, format: 'affonso' });
    await world.drain();
    const bodies = world.receiver.requests.map(({ body }) => body);
    await world.finish(await world.recover({ include: 'missed' }, `/api/v1/webhook-endpoints/${late.id}`));
    const affonso = world.receiver.requests.at(-1);
    expect(affonso?.path).toBe('/late');
    expect(JSON.parse(affonso?.body ?? '')).toMatchObject({ id: stored, attempt: 1, endpoint_id: late.id });
    expect(bodies).not.toContain(affonso?.body ?? '');
    await world.call('PATCH', `/api/v1/webhook-endpoints/${late.id}`, { body: { format: 'affiliatebase' } });
    const next = await world.subscribe({ url: `${world.receiver.url}/next`, format: 'affiliatebase' });
    await world.finish(await world.recover({ include: 'missed' }, `/api/v1/webhook-endpoints/${next.id}`));
    expect(bodies).toContain(world.receiver.requests.at(-1)?.body ?? '');
  });

  test('never tells an endpoint of its own failures', async () => {
    await world.fail(1);
    const watcher = await world.subscribe({
      url: `${world.receiver.url}/watch`,
      event_types: ['delivery.rejected'],
    });
    await world.call('PATCH', world.path, { body: { event_types: ['delivery.rejected'] } });
    expect(await world.finish(await world.recover({ include: 'missed' }))).toMatchObject({ found: 0 });
    const other = await world.recover({ include: 'missed' }, `/api/v1/webhook-endpoints/${watcher.id}`);
    expect(await world.finish(other)).toMatchObject({ created: 1 });
  });

  test('never tells an endpoint of the failures of one that reaches further', async () => {
    const program = await world.build.program({ name: 'Other' });
    world.answerWith(404);
    await world.publish('commission.created', program.id as 'prg_');
    await world.drain();
    const narrow = await world.subscribe({ program_id: program.id, event_types: ['delivery.rejected'] });
    const recovery = await world.recover({}, `/api/v1/webhook-endpoints/${narrow.id}`);
    expect(await world.finish(recovery)).toMatchObject({ found: 0 });
  });

  test('keeps to the program and the partner of the endpoint', async () => {
    const program = await world.build.program({ name: 'Other' });
    await world.publish();
    const own = await world.publish('commission.created', program.id as 'prg_');
    const late = await world.subscribe({ program_id: program.id, url: `${world.receiver.url}/late` });
    await world.drain();
    world.received();
    await world.finish(await world.recover({ include: 'missed' }, `/api/v1/webhook-endpoints/${late.id}`));
    expect(world.received()).toEqual([own]);
  });
});

describe('a recovery of both', () => {
  test('sends everything exactly once more, to an endpoint that wants order in the order of the events', async () => {
    const expected: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      expected.push(await world.publish('commission.due'));
      world.clock.advance(1);
      expected.push(...(await world.fail(1)));
      world.clock.advance(1);
    }
    await world.call('PATCH', world.path, { body: { event_types: ['*'], fifo: true } });
    const done = await world.finish(await world.recover());
    expect(done).toMatchObject({ resent: 3, created: 3 });
    expect(world.received()).toEqual(expected);
    const again = await world.finish(await world.recover());
    expect([again.found, world.received()]).toEqual([0, []]);
  });

  test('counts what can be sent no more because its payload is gone, and sends the rest', async () => {
    await world.publish('commission.due');
    const [purged, kept] = await world.fail(2);
    await world.app.transact(testOrigin, ({ tx }) =>
      tx
        .updateTable('events')
        .set({ body: null })
        .where((where) =>
          where.or([where('id', '=', purged as 'evt_'), where('type', '=', 'commission.due')]),
        )
        .execute(),
    );
    await world.call('PATCH', world.path, { body: { event_types: ['*'] } });
    expect(await world.finish(await world.recover())).toMatchObject({ found: 3, skipped: 2, resent: 1 });
    expect(world.received()).toEqual([kept] as string[]);
  });

  test('covers what there was when it was asked for, and nothing later', async () => {
    await world.fail(1);
    const recovery = await world.recover();
    await world.fail(1);
    expect(await world.finish(recovery)).toMatchObject({ found: 1 });
  });
});
