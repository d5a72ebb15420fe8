import { afterEach, describe, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { createSimulation, type Simulation } from './simulation.ts';

/** Another one each time, so that every run tries something new; `SIMULATION_SEED=1` makes a run again. */
const seed = Number(Bun.env.SIMULATION_SEED ?? Math.floor(Math.random() * 2 ** 31));

const hourMs = 3_600_000;
const final = ['delivered', 'rejected', 'exhausted'];

let simulation: Simulation | undefined;
afterEach(() => simulation?.close());

const countByState = async ({ app }: Simulation): Promise<Map<string, number>> => {
  const rows = await app.read
    .selectFrom('deliveries')
    .select((column) => ['state', column.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return new Map(rows.map(({ state, count }) => [state, count]));
};

const ended = sql.join((['canceled', 'expired'] as const).map((state) => sql.lit(state)));
const open = sql.join((['pending', 'sending'] as const).map((state) => sql.lit(state)));

/** Whether all deliveries there should be are there, none ended in a way that nothing here leads to; quick to ask. */
const expectAllThere = async ({ app, published, endpointIds }: Simulation): Promise<void> => {
  const { rows } = await sql<{ all: number; ended: number }>`
    select (select count(*) from deliveries) as "all",
      (select count(*) from deliveries where state in (${ended})) as "ended"`.execute(app.read);
  expect(rows).toEqual([{ all: published * endpointIds.length, ended: 0 }]);
};

const isAnyOpen = async ({ app }: Simulation): Promise<boolean> => {
  const { rows } = await sql`select 1 from deliveries where state in (${open}) limit 1`.execute(app.read);
  return rows.length > 0;
};

const sum = (counts: ReadonlyMap<string, number>, states: readonly string[]): number =>
  states.reduce((total, state) => total + (counts.get(state) ?? 0), 0);

const runHour = async (simulation: Simulation): Promise<void> => {
  const until = simulation.clock.now() + hourMs;
  for (let steps = 0; simulation.clock.now() < until; steps += 1) {
    await simulation.step();
    await expectAllThere(simulation);
    if (steps % 50 > 0) continue;
    const counts = await countByState(simulation);
    const created = simulation.published * simulation.endpointIds.length;
    expect(sum(counts, [...final, 'pending', 'sending', 'held'])).toBe(created);
  }
};

/** Everybody is well again: what is due goes out, some milliseconds a request, and time passes to the next retry. */
const runOut = async (simulation: Simulation): Promise<void> => {
  await simulation.heal();
  for (let steps = 0; steps < 20_000; steps += 1) {
    const before = simulation.receivers.seen.length;
    await simulation.pass(50);
    if (simulation.receivers.seen.length > before) continue;
    if (!(await isAnyOpen(simulation))) return;
    await simulation.pass(hourMs / 4);
  }
};

describe(`an hour of outages, deploys and storms (SIMULATION_SEED=${seed})`, () => {
  test('creates, delivers and finishes what it should, at every step and in the end', async () => {
    simulation = await createSimulation(seed);
    await runHour(simulation);
    await runOut(simulation);
    await expectConservation(simulation);
    await expectHonestLog(simulation);
    const { receivers, crashes, published } = simulation;
    expect(receivers.intrusions).toEqual([]);
    // A request of a process that died goes on at the receiver while the next process sends others.
    expect(receivers.mostAtOnce).toBeLessThanOrEqual(4 * (crashes + 1));
    expect(published).toBeGreaterThan(1_000);
    expect(crashes).toBeGreaterThan(0);
    expect(Math.min(...Object.values(simulation.people.done))).toBeGreaterThan(3);
  }, 300_000);
});

/** created = delivered + final + waiting, with nothing waiting; what is delivered was taken, the rest was not. */
const expectConservation = async (simulation: Simulation): Promise<void> => {
  const { app, receivers, published, endpointIds } = simulation;
  const rows = await app.read
    .selectFrom('deliveries')
    .select(['id', 'state', 'event_id', 'endpoint_id'])
    .execute();
  expect(rows).toHaveLength(published * endpointIds.length);
  expect(new Set(rows.map((row) => `${row.event_id} ${row.endpoint_id}`)).size).toBe(rows.length);
  const taken = countBy(receivers.seen.filter(({ status }) => status === 200 || status === 204));
  const repeats = rows.map(({ id }) => Math.max(0, (taken.get(id) ?? 0) - 1)).reduce((a, b) => a + b, 0);
  // Each crash may repeat what was under way then: four requests for each endpoint.
  expect(repeats).toBeLessThanOrEqual(simulation.crashes * endpointIds.length * 4);
  for (const { id, state } of rows) {
    expect(final).toContain(state);
    if (state === 'delivered') expect(taken.get(id) ?? 0).toBeGreaterThanOrEqual(1);
    // Final though it was taken: the answer was lost with a process, and the attempt repeated.
    else expect(taken.get(id) ?? 0).toBeLessThanOrEqual(simulation.crashes);
  }
};

/** Every request is in the log as an attempt with its number, but for those whose process died before the answer. */
const expectHonestLog = async ({ app, receivers }: Simulation): Promise<void> => {
  const attempts = await app.read.selectFrom('attempts').select(['delivery_id', 'number']).execute();
  const logged = new Set(attempts.map((row) => `${row.delivery_id} ${row.number}`));
  expect(logged.size).toBe(attempts.length);
  const sent = new Set(receivers.seen.map((row) => `${row.deliveryId} ${row.attempt}`));
  expect(logged).toEqual(sent);
  const counts = await app.read
    .selectFrom('deliveries')
    .select((column) => column.fn.sum<number>('attempt_count').as('count'))
    .executeTakeFirstOrThrow();
  expect(counts.count).toBe(attempts.length);
};

const countBy = (seen: readonly { readonly deliveryId: string }[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { deliveryId } of seen) counts.set(deliveryId, (counts.get(deliveryId) ?? 0) + 1);
  return counts;
};

test('the same seed makes the same requests at the same instants', async () => {
  const run = async (): Promise<string> => {
    simulation = await createSimulation(seed);
    const until = simulation.clock.now() + hourMs / 12;
    while (simulation.clock.now() < until) await simulation.step();
    const { seen } = simulation.receivers;
    await simulation.close();
    simulation = undefined;
    // Requests of one instant may begin in any order.
    const lines = seen.map((row) => JSON.stringify({ ...row, deliveryId: undefined }));
    return lines.sort().join('\n');
  };
  const first = await run();
  expect(first.split('\n').length).toBeGreaterThan(100);
  expect(await run()).toBe(first);
}, 300_000);
