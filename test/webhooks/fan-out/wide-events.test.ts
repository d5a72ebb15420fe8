import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { PartnerId, ProgramId } from '../../../src/core/ids.ts';
import { sweepSubscriberSets } from '../../../src/webhooks/fan-out/fan-out.store.ts';
import { createTestApp, type TestApp, testOrigin } from '../../support/app.ts';
import { testStart } from '../../support/clock.ts';
import { publishExample, testProgram } from '../support/publish.ts';
import { countRows, makeEndpoints, readDeliveries } from './many-endpoints.ts';

let world: TestApp;

beforeEach(async () => {
  world = await createTestApp();
});
afterEach(() => world.close());

/** An event, and how many of its deliveries its own unit has written. */
const publishAndCount = async (): Promise<number> => {
  await world.app.fanOuts.stop();
  await publishExample(world.app, 'commission.created');
  return countRows(world.app, 'deliveries');
};

describe('an event to many endpoints', () => {
  test.each([
    [49, 49],
    [50, 50],
    [51, 0],
    [1_000, 0],
  ])('of %d endpoints writes %d deliveries in its own unit', async (endpoints, inUnit) => {
    await makeEndpoints(world, endpoints);
    expect(await publishAndCount()).toBe(inUnit);
    expect(await countRows(world.app, 'fan_outs')).toBe(inUnit === 0 ? 1 : 0);
  });

  test.each([49, 50, 51, 200, 201, 1_000])('reaches each of %d endpoints once', async (count) => {
    const ids = await makeEndpoints(world, count);
    const event = await publishExample(world.app, 'commission.created');
    await world.app.fanOuts.whenQuiet();
    const rows = await readDeliveries(world.app);
    expect(rows.map((row) => row.endpoint_id)).toEqual(ids);
    const instant = Date.parse(testStart);
    for (const row of rows) {
      expect(row).toMatchObject({
        event_id: event,
        state: 'pending',
        created_at: instant,
        next_attempt_at: instant,
      });
    }
    expect(await countRows(world.app, 'fan_outs')).toBe(0);
  });

  test('keeps the instant of its commit, however late its deliveries are written', async () => {
    await makeEndpoints(world, 60);
    const published = publishExample(world.app, 'commission.created');
    world.clock.advance(0);
    await published;
    world.clock.advance(5_000);
    await world.app.fanOuts.whenQuiet();
    const instants = new Set((await readDeliveries(world.app)).map((row) => row.created_at));
    expect([...instants]).toEqual([Date.parse(testStart)]);
  });

  test('stores its subscribers once, whatever the number of events', async () => {
    await makeEndpoints(world, 60);
    for (let count = 0; count < 5; count += 1) await publishExample(world.app, 'commission.created');
    expect(await countRows(world.app, 'subscriber_sets')).toBe(1);
    await makeEndpoints(world, 1);
    await publishExample(world.app, 'commission.created');
    expect(await countRows(world.app, 'subscriber_sets')).toBe(2);
  });

  test('stores its subscribers again after they were swept, and after a unit that was undone', async () => {
    await makeEndpoints(world, 60);
    await publishExample(world.app, 'commission.created');
    await world.app.fanOuts.whenQuiet();
    const sweep = () => world.app.transact(testOrigin, ({ tx }) => sweepSubscriberSets(tx, 10));
    expect([await sweep(), await sweep()]).toEqual([1, 0]);
    await publishExample(world.app, 'commission.created');
    await world.app.fanOuts.whenQuiet();
    expect(await countRows(world.app, 'deliveries')).toBe(120);
  });

  test('keeps the subscribers that an open fan-out needs', async () => {
    await makeEndpoints(world, 60);
    await publishAndCount();
    expect(await world.app.transact(testOrigin, ({ tx }) => sweepSubscriberSets(tx, 10))).toBe(0);
    expect(await countRows(world.app, 'subscriber_sets')).toBe(1);
  });

  test('of one program or partner counts only those who hear of it', async () => {
    const program = (await world.build.program()).id as ProgramId;
    const partner = (await world.build.partner()).id as PartnerId;
    await makeEndpoints(world, 40);
    await makeEndpoints(world, 11, { program_id: program });
    await makeEndpoints(world, 9, { partner_id: partner });
    await publishExample(world.app, 'commission.created', testProgram);
    expect(await countRows(world.app, 'deliveries')).toBe(40);
    await publishExample(world.app, 'commission.created', program);
    await world.app.fanOuts.whenQuiet();
    expect(await countRows(world.app, 'deliveries')).toBe(40 + 51);
    await publishExample(world.app, 'commission.created', program, partner);
    await world.app.fanOuts.whenQuiet();
    expect(await countRows(world.app, 'deliveries')).toBe(40 + 51 + 60);
  });
});

describe('endpoints in order', () => {
  test('get their deliveries in the unit itself, in the order of the commits', async () => {
    const ordered = await makeEndpoints(world, 3, { fifo: true });
    await makeEndpoints(world, 60);
    await world.app.fanOuts.stop();
    const events: string[] = [];
    for (let count = 0; count < 4; count += 1)
      events.push(await publishExample(world.app, 'commission.created'));
    const rows = await readDeliveries(world.app);
    expect(rows.map((row) => [row.event_id, row.endpoint_id])).toEqual(
      events.flatMap((event) => ordered.map((endpoint) => [event, endpoint])),
    );
  });

  test('need no fan-out when there is nobody else, whatever their number', async () => {
    await makeEndpoints(world, 70, { fifo: true });
    expect(await publishAndCount()).toBe(70);
    expect(await countRows(world.app, 'fan_outs')).toBe(0);
  });
});
