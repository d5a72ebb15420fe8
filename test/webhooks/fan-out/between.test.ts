import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { DomainError } from '../../../src/core/errors.ts';
import type { EndpointId } from '../../../src/core/ids.ts';
import type { Transact } from '../../../src/database/work.ts';
import { findOpenFanOutSeq } from '../../../src/webhooks/fan-out/fan-out.store.ts';
import type { FanOuts } from '../../../src/webhooks/fan-out/fan-outs.ts';
import { createTestApp, type TestApp, testOrigin } from '../../support/app.ts';
import { createDataDir } from '../../support/database-file.ts';
import { publishExample } from '../support/publish.ts';
import { countRows, createFanOuts, makeEndpoints, readDeliveries } from './many-endpoints.ts';

let world: TestApp;
let folder: Awaited<ReturnType<typeof createDataDir>>;

const open = () => createTestApp({ config: { dataDir: folder.dataDir } });

beforeEach(async () => {
  folder = await createDataDir();
  world = await open();
});
afterEach(async () => {
  await world.close();
  folder.remove();
});

const publish = () => publishExample(world.app, 'commission.created');

/** Commits an event whose deliveries nobody makes. */
const publishAndCrash = async (): Promise<string> => {
  await world.app.fanOuts.stop();
  return publish();
};

const resolve = async (): Promise<void> => {
  const fanOuts = createFanOuts(world.app, world.clock);
  fanOuts.wake();
  await fanOuts.whenQuiet();
};

/** The endpoint of each delivery, in the order of the subscriptions. */
const told = async (): Promise<EndpointId[]> =>
  (await readDeliveries(world.app)).map((row) => row.endpoint_id);

describe('between the commit and its deliveries', () => {
  test('an endpoint that is made, changed or deleted changes nothing about who is owed one', async () => {
    const ids = await makeEndpoints(world, 60);
    await publishAndCrash();
    await makeEndpoints(world, 1);
    const [first = '', second = '', third = ''] = ids;
    await world.call('PATCH', `/api/v1/webhook-endpoints/${first}`, {
      body: { event_types: ['payout.failed'] },
    });
    await world.call('POST', `/api/v1/webhook-endpoints/${second}/pause`);
    await world.call('DELETE', `/api/v1/webhook-endpoints/${third}`);
    await resolve();
    expect(await told()).toEqual(ids);
    const states = (await readDeliveries(world.app)).map((row) => row.state);
    expect(states).toEqual(['pending', 'held', 'canceled', ...Array(57).fill('pending')]);
  });

  test('the deliveries of a deleted endpoint say so, and those of a paused one are released with it', async () => {
    const [paused = '', deleted = ''] = await makeEndpoints(world, 60);
    await publishAndCrash();
    await world.call('POST', `/api/v1/webhook-endpoints/${paused}/pause`);
    await world.call('DELETE', `/api/v1/webhook-endpoints/${deleted}`);
    await resolve();
    const rows = await readDeliveries(world.app);
    expect(rows.find((row) => row.endpoint_id === deleted)).toMatchObject({
      state: 'canceled',
      last_error: 'endpoint_deleted',
      next_attempt_at: null,
    });
    const stateOfPaused = async () =>
      (await readDeliveries(world.app)).find((row) => row.endpoint_id === paused)?.state;
    expect(await stateOfPaused()).toBe('held');
    await world.call('POST', `/api/v1/webhook-endpoints/${paused}/activation`, { body: { held: 'send' } });
    await world.app.drainer.start();
    await world.app.drainer.whenQuiet();
    expect(await stateOfPaused()).toBe('pending');
  });

  test('a process may die: the next one makes them', async () => {
    const ids = await makeEndpoints(world, 300);
    const event = await publishAndCrash();
    await world.close();
    world = await open();
    expect(await countRows(world.app, 'deliveries')).toBe(0);
    world.app.fanOuts.wake();
    await world.app.fanOuts.whenQuiet();
    expect(await told()).toEqual(ids);
    expect(new Set((await readDeliveries(world.app)).map((row) => row.event_id))).toEqual(new Set([event]));
  });

  test('everybody can ask for the oldest event whose deliveries are not all there', async () => {
    await makeEndpoints(world, 60);
    expect(await findOpenFanOutSeq(world.app.read)).toBeUndefined();
    await world.app.fanOuts.stop();
    for (let count = 0; count < 3; count += 1) await publish();
    expect(await findOpenFanOutSeq(world.app.read)).toBe(1);
    await resolve();
    expect(await findOpenFanOutSeq(world.app.read)).toBeUndefined();
  });
});

const whenFailed = async (fanOuts: FanOuts): Promise<void> => {
  while (fanOuts.isAlive) await new Promise((settled) => setImmediate(settled));
};

/** Lets `units` units of work through, then does what the process does that dies in the middle of the next one. */
const dyingAfter = (units: number): Transact => {
  let left = units;
  return (origin, unit) =>
    world.app.transact(origin, async (work) => {
      const result = await unit(work);
      left -= 1;
      if (left < 0) throw new DomainError('unavailable', 'The process has died.');
      return result;
    });
};

describe('in the middle of it', () => {
  test('a process may die, and the next one too: nobody is told twice, nobody is forgotten', async () => {
    const ids = await makeEndpoints(world, 400);
    await publishAndCrash();
    for (const units of [2, 3]) {
      const dying = createFanOuts(world.app, world.clock, { transact: dyingAfter(units) });
      dying.wake();
      await whenFailed(dying);
      await dying.stop();
      expect(await countRows(world.app, 'fan_outs')).toBe(1);
    }
    const before = await countRows(world.app, 'deliveries');
    expect(before).toBeGreaterThan(100);
    expect(before).toBeLessThan(400);
    await resolve();
    expect(await told()).toEqual(ids);
  });

  test('a unit that cannot be written is tried again after a second, and readiness says so meanwhile', async () => {
    const ids = await makeEndpoints(world, 60);
    await publishAndCrash();
    let full = true;
    const transact: Transact = (origin, unit) =>
      full
        ? Promise.reject(new DomainError('unavailable', 'The disk is full.'))
        : world.app.transact(origin, unit);
    const fanOuts = createFanOuts(world.app, world.clock, { transact });
    fanOuts.wake();
    await whenFailed(fanOuts);
    expect(world.logged.map(({ event }) => event)).toContain('fan_out_failed');
    full = false;
    world.clock.advance(1_000);
    await fanOuts.whenQuiet();
    expect(fanOuts.isAlive).toBe(true);
    expect(await told()).toEqual(ids);
  });

  test('an event that is committed while a unit is on its way to the disk is not overlooked', async () => {
    const ids = await makeEndpoints(world, 51);
    await publishAndCrash();
    let once = true;
    const fanOuts: FanOuts = createFanOuts(world.app, world.clock, {
      transact: async (origin, unit) => {
        const result = await world.app.transact(origin, unit);
        if (!(await countRows(world.app, 'fan_outs')) && once) {
          once = false;
          await publish();
          fanOuts.wake();
        }
        return result;
      },
    });
    fanOuts.wake();
    await fanOuts.whenQuiet();
    expect(await told()).toEqual([...ids, ...ids]);
  });

  test('two processes share the work without a second delivery', async () => {
    const ids = await makeEndpoints(world, 500);
    await publishAndCrash();
    await Promise.all([resolve(), resolve()]);
    expect(await told()).toEqual(ids);
  });
});

describe('many events at once', () => {
  test('reach every endpoint that was subscribed in their commit, each once', async () => {
    await makeEndpoints(world, 55);
    await makeEndpoints(world, 4, { fifo: true });
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        await publish();
        if (index === 10) await makeEndpoints(world, 5);
      }),
    );
    await publish();
    await world.app.fanOuts.whenQuiet();
    expect(await countRows(world.app, 'fan_outs')).toBe(0);
    expect(await duplicates()).toEqual([]);
    const counts = await deliveriesPerEvent();
    // One endpoint is made first, then four: whoever is there stays there.
    expect(counts.every((count) => [59, 60, 64].includes(count))).toBe(true);
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
    expect([counts.length, counts[0], counts.at(-1)]).toEqual([21, 59, 64]);
  });

  test('are told to the drainer chunk by chunk', async () => {
    await makeEndpoints(world, 120);
    await publishAndCrash();
    const woken: number[] = [];
    const fanOuts = createFanOuts(world.app, world.clock, {
      signals: { deliveriesReady: (ids) => void woken.push([...ids].length) },
    });
    fanOuts.wake();
    await fanOuts.whenQuiet();
    expect(woken).toEqual([50, 50, 20]);
  });

  test('are refused by the database where a second delivery of the same commit would be made', async () => {
    await makeEndpoints(world, 51);
    await publish();
    await world.app.fanOuts.whenQuiet();
    const again = world.app.transact(testOrigin, async ({ tx }) => {
      const { seq: _, ...row } = await tx
        .selectFrom('deliveries')
        .selectAll()
        .limit(1)
        .executeTakeFirstOrThrow();
      await tx
        .insertInto('deliveries')
        .values({ ...row, id: 'whd_0000000000' })
        .execute();
    });
    await expect(again).rejects.toThrow('UNIQUE');
  });
});

const duplicates = async () => {
  const rows = await world.app.read.selectFrom('deliveries').select(['event_id', 'endpoint_id']).execute();
  const seen = new Set<string>();
  return rows.filter((row) => seen.size === seen.add(`${row.event_id} ${row.endpoint_id}`).size);
};

/** How many deliveries each event has, in the order of the events, those without any included. */
const deliveriesPerEvent = async (): Promise<number[]> => {
  const rows = await world.app.read
    .selectFrom('events')
    .leftJoin('deliveries', 'deliveries.event_id', 'events.id')
    .select((column) => column.fn.count<number>('deliveries.id').as('count'))
    .groupBy('events.seq')
    .orderBy('events.seq')
    .execute();
  return rows.map(({ count }) => count);
};
