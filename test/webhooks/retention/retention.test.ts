import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../../src/core/clock.ts';
import { DomainError } from '../../../src/core/errors.ts';
import { runRetention } from '../../../src/webhooks/retention/retention.ts';
import { testOrigin } from '../../support/app.ts';
import { createRetentionTest, type RetentionTest } from './retention-test.ts';

let world: RetentionTest;

beforeEach(async () => {
  world = await createRetentionTest();
});
afterEach(() => world.close());

const delivered = async (): Promise<string> => {
  await world.subscribe();
  const event = await world.publish();
  await world.drain();
  return event;
};

/** Another one after it: the newest attempt of all is never deleted. */
const deliveredLater = async (): Promise<void> => {
  await world.publish();
  await world.drain();
};

const attemptSeqs = async (): Promise<number[]> =>
  (await world.app.read.selectFrom('attempts').select('seq').orderBy('seq').execute()).map(({ seq }) => seq);

describe('each thing has a time of its own', () => {
  test.each([
    [29, true, 'thanks', 1],
    [30, false, null, 1],
    [31, false, null, 1],
    [89, false, null, 1],
    [90, false, null, 0],
    [91, false, null, 0],
  ])('after %d days: payload %p, excerpt %p, %d attempts', async (days, payload, excerpt, attempts) => {
    await delivered();
    await world.pass(days);
    await deliveredLater();
    await world.retain();
    expect(await world.payloads()).toEqual([payload, true]);
    expect(await world.excerpts()).toEqual(attempts === 0 ? ['thanks'] : [excerpt, 'thanks']);
    expect(await attemptSeqs()).toEqual(attempts === 0 ? [2] : [1, 2]);
  });

  test('which the operator sets in whole days', async () => {
    await delivered();
    await world.pass(1);
    await deliveredLater();
    const config = { retentionPayloadDays: 3, retentionExcerptDays: 4, retentionAttemptDays: 5 };
    const seen: unknown[] = [];
    for (let day = 1; day <= 4; day += 1) {
      await world.pass(1);
      await runRetention({ ...world.app, config });
      seen.push([await world.payloads(), await world.excerpts()]);
    }
    expect(seen).toEqual([
      [
        [true, true],
        ['thanks', 'thanks'],
      ],
      [
        [false, true],
        ['thanks', 'thanks'],
      ],
      [
        [false, false],
        [null, 'thanks'],
      ],
      [[false, false], [null]],
    ]);
  });

  test('and what has gone is said in the log, once', async () => {
    await delivered();
    await world.pass(30);
    await world.retain();
    await world.retain();
    const lines = world.logged.filter(({ event }) => event === 'retention');
    expect(lines).toMatchObject([{ fields: { payloads: 1, excerpts: 1, attempts: 0 } }]);
  });

  test('and the bodies of other formats go with the canonical one', async () => {
    await world.subscribe({ format: 'affonso', event_types: ['commission.created'] });
    await world.publish();
    await world.drain();
    const bodies = () => world.app.read.selectFrom('event_bodies').select('format').execute();
    expect(await bodies()).toHaveLength(1);
    await world.pass(30);
    await world.retain();
    expect(await bodies()).toEqual([]);
  });
});

describe('a payload that is needed stays', () => {
  test('while a delivery waits for a retry, and goes once it has arrived', async () => {
    world.receiver.answer(() => new Response(null, { status: 500 }));
    await world.subscribe({ retry_policy: 'persistent' });
    await world.publish();
    await world.drain();
    await world.pass(40);
    await world.retain();
    expect(await world.payloads()).toEqual([true]);
    world.receiver.answer(() => new Response('at last'));
    await world.pass(1);
    await world.retain();
    expect((await world.payloads())[0]).toBe(false);
  });

  test('while a delivery is held, and goes once it was sent', async () => {
    const { id } = await world.subscribe();
    await world.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
    await world.publish();
    await world.pass(100);
    await world.retain();
    expect(await world.payloads()).toEqual([true]);
    await world.call('POST', `/api/v1/webhook-endpoints/${id}/activation`, { body: { held: 'send' } });
    await world.drain();
    expect(world.receiver.requests).toHaveLength(1);
    await world.retain();
    expect(await world.payloads()).toEqual([false]);
  });

  test('while its deliveries are still being made', async () => {
    await world.publish();
    await world.app.transact(testOrigin, async ({ tx }) => {
      await tx.insertInto('subscriber_sets').values({ id: 'set', subscribers_json: '[]' }).execute();
      const event = await tx.selectFrom('events').select('id').executeTakeFirstOrThrow();
      await tx
        .insertInto('fan_outs')
        .values({
          event_id: event.id,
          event_type: 'commission.created',
          subscriber_set_id: 'set',
          done_count: 0,
          created_at: 0,
        })
        .execute();
    });
    await world.pass(31);
    await world.retain();
    expect(await world.payloads()).toEqual([true]);
    await world.app.transact(testOrigin, ({ tx }) => tx.deleteFrom('fan_outs').execute());
    await world.retain();
    expect(await world.payloads()).toEqual([false]);
  });

  test('while a running recovery covers it, and only then', async () => {
    const { id } = await world.subscribe();
    for (let day = 0; day < 3; day += 1) {
      await world.publish();
      await world.drain();
      await world.pass(1);
    }
    const since = new Date(world.clock.now() - 2 * dayMs).toISOString();
    const asked = await world.call('POST', `/api/v1/webhook-endpoints/${id}/recovery`, { body: { since } });
    expect(asked.status).toBe(202);
    await world.pass(40);
    await world.retain();
    expect(await world.payloads()).toEqual([false, true, true]);
    await world.app.transact(testOrigin, ({ tx }) =>
      tx.updateTable('recoveries').set({ state: 'canceled' }).execute(),
    );
    await world.retain();
    expect(await world.payloads()).toEqual([false, false, false]);
  });
});

describe('attempts', () => {
  test('of a delivery that has not come to an end stay, and go with its end', async () => {
    world.receiver.answer(() => new Response(null, { status: 500 }));
    await world.subscribe({ retry_policy: 'persistent' });
    await world.publish();
    await world.drain();
    await world.pass(91);
    await world.retain();
    expect(await attemptSeqs()).toHaveLength(2);
    world.receiver.answer(() => new Response('at last'));
    await world.pass(1);
    await world.retain();
    expect(await attemptSeqs()).toHaveLength(2);
    const [delivery] = await world.deliveries();
    expect(delivery).toMatchObject({ state: 'delivered', attempts: [{ number: 2 }, { number: 3 }] });
  });

  test('never give their sequences to later ones: the newest stays until there is another', async () => {
    await world.subscribe();
    for (let round = 1; round <= 3; round += 1) {
      await world.publish();
      await world.drain();
      await world.pass(91);
      await world.retain();
      expect(await attemptSeqs()).toEqual([round]);
    }
  });
});

describe('a clock that is wrong', () => {
  test('and goes back a year deletes nothing early', async () => {
    await delivered();
    await world.pass(29);
    world.clock.set(world.clock.now() - 365 * dayMs);
    await world.publish();
    await world.drain();
    await world.retain();
    expect(await world.payloads()).toEqual([true, true]);
    world.clock.set(world.clock.now() + 365 * dayMs);
    await world.retain();
    expect(await world.payloads()).toEqual([true, true]);
    await world.pass(1);
    await world.retain();
    expect((await world.payloads())[0]).toBe(false);
  });

  test('and was ahead for a while keeps what it stamped, not what came after it', async () => {
    await world.publish();
    world.clock.set(world.clock.now() + 365 * dayMs);
    await world.publish();
    world.clock.set(world.clock.now() - 365 * dayMs);
    await world.publish();
    await world.pass(31);
    await world.publish();
    await world.retain();
    await world.retain();
    expect(await world.payloads()).toEqual([false, true, false, true]);
    await world.pass(370);
    await world.retain();
    expect((await world.payloads())[1]).toBe(false);
  });
});

describe('a process that dies in the middle', () => {
  test('has forgotten whole units, and the next run goes on', async () => {
    for (let count = 0; count < 250; count += 1) await world.publish();
    await world.pass(31);
    let left = 1;
    const dying = runRetention({
      ...world.app,
      transact: (origin, unit) =>
        world.app.transact(origin, async (work) => {
          const result = await unit(work);
          left -= 1;
          if (left < 0) throw new Error('The process has died.');
          return result;
        }),
    });
    await expect(dying).rejects.toThrow('died');
    expect((await world.payloads()).filter((there) => !there)).toHaveLength(100);
    await world.retain();
    expect(await world.payloads()).not.toContain(true);
  });

  test('or a disk that is full ends the run without noise', async () => {
    await delivered();
    await world.pass(31);
    const transact = () => Promise.reject(new DomainError('unavailable', 'The disk is full.'));
    const run = await runRetention({ ...world.app, transact });
    expect(run.gone).toEqual({ payloads: 0, excerpts: 0, attempts: 0 });
    await world.retain();
    expect(await world.payloads()).toEqual([false]);
  });
});
