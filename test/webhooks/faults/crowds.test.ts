import { afterEach, expect, test } from 'bun:test';
import { sql } from 'kysely';
import type { EndpointId } from '../../../src/core/ids.ts';
import { testOrigin } from '../../support/app.ts';
import { makeEndpoints } from '../fan-out/many-endpoints.ts';
import { chance } from '../simulation/weather.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import { answered, createVirtualNetwork, refused, type VirtualNetwork } from './virtual-network.ts';

let world: WebhookTest;
let network: VirtualNetwork;
let blackHoles: ReadonlySet<EndpointId>;
let isDown: boolean;
afterEach(() => world.close());

const stepMs = 20;

const openWorld = async (): Promise<void> => {
  blackHoles = new Set();
  isDown = false;
  let rolled = 0;
  network = createVirtualNetwork(
    () => world.clock,
    (endpointId) => {
      if (isDown) return { afterMs: 1, result: refused };
      return {
        afterMs: blackHoles.has(endpointId) ? Number.POSITIVE_INFINITY : stepMs,
        result: answered(204),
      };
    },
  );
  world = await createWebhookTest({
    send: network.send,
    timeoutMs: 1_000,
    // The endpoints of a crowd are copies of one: none but the first could open its secret.
    secrets: { open: () => `whsec_${'A'.repeat(48)}` },
    random: () => {
      rolled += 1;
      return chance(7, rolled);
    },
  });
};

const step = async (ms = stepMs): Promise<void> => {
  world.clock.advance(ms);
  await world.whenWritten();
};

/** So many deliveries that are due, of events that nobody else gets. */
const pileUp = (endpointId: EndpointId, count: number): Promise<void> =>
  world.app.transact(testOrigin, async ({ tx, now }) => {
    const numbers = sql`with recursive number(n) as (select 1 union all select n + 1 from number where n < ${count})`;
    await sql`insert into events (id, type, version, program_id, entity_id, body, is_test, actor, request_id, occurred_at)
      ${numbers} select 'evt_pile' || n, 'partner.registered', 1, 'prg_pile', 'prt_pile', '{"id":"evt_pile"}', 0, 'system:test', 'req_test', ${now} from number`.execute(
      tx,
    );
    await sql`insert into deliveries (id, event_id, event_type, endpoint_id, format, origin, state, attempt_count, retry_count, pending_since, next_attempt_at, claim, created_at)
      ${numbers} select 'whd_pile' || n, 'evt_pile' || n, 'partner.registered', ${endpointId}, 'tributary', 'commit', 'pending', 0, 0, ${now}, ${now}, 0, ${now} from number`.execute(
      tx,
    );
  });

/** Publishes for five seconds of virtual time. @returns milliseconds from each commit to its requests, sorted */
const delaysOf = async (
  endpointIds: readonly EndpointId[],
  others: readonly EndpointId[],
): Promise<number[]> => {
  const publishedAt = new Map<string, number>();
  const watched = new Set(endpointIds);
  for (let time = 0; time < 5_000; time += stepMs) {
    if (time % 100 === 0) {
      publishedAt.set(await world.publish(), world.clock.now());
      await world.app.fanOuts.whenQuiet();
      world.drainer.deliveriesReady([...endpointIds, ...others]);
    }
    await step();
  }
  for (let more = 0; more < 20; more += 1) await step();
  const delays = network.sent
    .filter(({ endpointId, eventId }) => watched.has(endpointId) && publishedAt.has(eventId))
    .map(({ eventId, at }) => at - (publishedAt.get(eventId) ?? 0));
  expect(delays).toHaveLength(publishedAt.size * endpointIds.length);
  return delays.sort((one, other) => one - other);
};

const p99 = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;

const healthyCount = 40;

test('black holes, a backlog of 100,000 and 5,000 idle endpoints delay no other', async () => {
  await openWorld();
  const alone = await makeEndpoints(world, healthyCount);
  await world.drainer.start();
  const baseline = await delaysOf(alone, []);
  await world.close();

  await openWorld();
  const healthy = await makeEndpoints(world, healthyCount);
  const holes = await makeEndpoints(world, healthyCount / 4);
  blackHoles = new Set(holes);
  const [hot] = await makeEndpoints(world, 1, { event_types: ['partner.registered'] });
  await makeEndpoints(world, 5_000, { event_types: ['partner.approved'] });
  if (!hot) throw new Error('a hot endpoint');
  await pileUp(hot, 100_000);
  void world.drainer.start();
  await world.whenWritten();
  const crowded = await delaysOf(healthy, holes);

  expect(p99(crowded)).toBeLessThanOrEqual(Math.max(2 * p99(baseline), stepMs));
  // The backlog moves on meanwhile, as fast as one endpoint may go.
  const ofHot = network.sent.filter(({ endpointId }) => endpointId === hot).length;
  expect(ofHot).toBeGreaterThan((4 * 5_000) / stepMs / 2);
  expect(network.mostAtOnce).toBeLessThanOrEqual(4);
  // Who has nothing to be sent takes no turn.
  expect(world.drainer.load.endpointsReady).toBeLessThanOrEqual(1);
}, 60_000);

/** Every delivery has failed once, by this time. */
const failAll = async (count: number): Promise<void> => {
  isDown = true;
  void world.drainer.start();
  for (let ms = 0; ms < 5_000 && network.sent.length < count; ms += 1) await step(1);
  await step(1);
  expect(network.sent).toHaveLength(count);
};

const recoverAll = async (count: number): Promise<void> => {
  isDown = false;
  network.forget();
  for (let ms = 0; ms < 60_000 && network.sent.length < count; ms += stepMs) await step();
  await step();
  expect(network.sent).toHaveLength(count);
};

/** How many instants lie in the fullest tenth of a second. */
const busiestTenth = (instants: readonly number[]): number =>
  Math.max(...[...Map.groupBy(instants, (at) => Math.floor(at / 100)).values()].map(({ length }) => length));

test('ten thousand deliveries that fail at once come back spread, carefully, and all arrive', async () => {
  await openWorld();
  await makeEndpoints(world, 100);
  for (let event = 0; event < 100; event += 1) await world.publish();
  await world.app.fanOuts.whenQuiet();
  await failAll(10_000);
  const rows = await world.app.read.selectFrom('deliveries').select('next_attempt_at as at').execute();
  const due = rows.map(({ at }) => Number(at));
  const [first, last] = [network.sent.at(0)?.at ?? 0, network.sent.at(-1)?.at ?? 0];
  expect(Math.min(...due)).toBeGreaterThanOrEqual(first + 30_000);
  expect(Math.max(...due)).toBeLessThanOrEqual(last + 33_001);
  // Spread over three seconds and more: no tenth of one has twice its share.
  expect(busiestTenth(due)).toBeLessThan((2 * 10_000) / 30);

  await recoverAll(10_000);
  expect(network.mostAtOnce).toBeLessThanOrEqual(4);
  for (const requests of Map.groupBy(network.sent, ({ endpointId }) => endpointId).values()) {
    // The first alone: until it has come back nothing else goes there.
    expect(Number(requests[1]?.at) - Number(requests[0]?.at)).toBeGreaterThanOrEqual(stepMs);
  }
  const states = await world.app.read.selectFrom('deliveries').select('state').distinct().execute();
  expect(states).toEqual([{ state: 'delivered' }]);
}, 60_000);
