import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import { type Receiver, startReceiver } from '../outbound/receiver.ts';
import { eventually } from './eventually.ts';
import { accept, type KillWorld, openKillWorld } from './kill-world.ts';
import type { Arrival } from './webhook-receiver.ts';

setDefaultTimeout(60_000);

/** With four requests for each, these fill the places there are for requests of healthy endpoints. */
const endpoints = 50;

/** One place is taken by the dripping one; on a slow machine a few endpoints count as slow before they have four. */
const manyAtOnce = 3 * endpoints;

const dripTimeoutSeconds = 2;

let world: KillWorld;
let dripping: Receiver;
/** Requests that wait for their answer. */
let held: Arrival[];
let release: PromiseWithResolvers<void>;
beforeEach(async () => {
  world = await openKillWorld();
  held = [];
  release = Promise.withResolvers();
  for (let made = 0; made < endpoints; made += 1) await world.subscribe({ name: `Endpoint ${made}` });
  await world.sell(1);
  await world.everythingSent();
  dripping = await startReceiver((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
    const timer = setInterval(() => socket.write('x'), 50);
    socket.on('close', () => clearInterval(timer));
  });
  await world.subscribe({
    name: 'Dripping',
    url: `http://127.0.0.1:${dripping.port}/`,
    retry_policy: 'custom',
    settings: { retry: { delays_seconds: [60], timeout_seconds: dripTimeoutSeconds } },
  });
  world.answer(async (arrival) => {
    held.push(arrival);
    await release.promise;
    return accept(arrival);
  });
  await world.sell(4);
  await eventually('two hundred requests', async () =>
    dripping.connections() === 1 && held.length >= manyAtOnce ? true : undefined,
  );
});
afterEach(async () => {
  release.resolve();
  await dripping[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const stopping = () =>
  eventually('the stop to begin', async () =>
    world.installation.log().includes('"event":"stopping"') ? true : undefined,
  );

const countIn = (state: string): number =>
  world.stored.count(`select id from deliveries where state = '${state}'`);

test('a stop with two hundred requests under way, one of them dripping, records what became of each', async () => {
  const ended = world.installation.stop();
  await stopping();
  const underWay = held.length;
  release.resolve();
  expect(await ended).toBe(0);
  expect(held).toHaveLength(underWay);
  expect([countIn('delivered'), countIn('sending')]).toEqual([endpoints + underWay, 0]);
  expect(world.stored.count('select id from attempts')).toBe(endpoints + underWay + 1);
  expect(world.stored.rows('select status, error from attempts where error is not null')).toEqual([
    { status: 200, error: 'timeout' },
  ]);
  await world.installation.start();
  await eventually('the rest', async () => (countIn('delivered') === 5 * endpoints ? true : undefined));
  expect(held).toHaveLength(4 * endpoints);
});

test('a second signal ends it at once; what was under way is sent again after the next start', async () => {
  const first = world.installation.stop();
  await stopping();
  expect(await world.installation.stop()).toBe(130);
  await first;
  expect(countIn('sending')).toBeGreaterThan(held.length);
  expect(world.stored.count('select id from attempts')).toBe(endpoints);
  const before = world.receiver.arrivals.length;
  world.answer(accept);
  await world.installation.start();
  await eventually('all of it', async () => (countIn('delivered') === 5 * endpoints ? true : undefined));
  const again = world.receiver.arrivals.slice(before);
  const ids = new Set(again.map(({ headers }) => headers['webhook-delivery-id']));
  expect(again).toHaveLength(4 * endpoints);
  expect(held.filter(({ headers }) => !ids.has(String(headers['webhook-delivery-id'])))).toEqual([]);
});
