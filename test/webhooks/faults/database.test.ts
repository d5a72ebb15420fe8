import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import { databaseFiles, openBeside, openSecondApp, type SecondApp } from './second-app.ts';

let world: WebhookTest;
let second: SecondApp | undefined;
beforeEach(async () => {
  world = await createWebhookTest({});
});
afterEach(async () => {
  await second?.close();
  second = undefined;
  await world.close();
});

const open = async (dataDir?: string): Promise<SecondApp> => {
  second = await openSecondApp(world, dataDir);
  return second;
};

const tick = () => new Promise((resolve) => setImmediate(resolve));

const failures = (logged: SecondApp['logged']): string[] =>
  logged.filter(({ event }) => event === 'webhook_turn_failed').map((line) => JSON.stringify(line));

const turnsFail = async ({ logged, drainer }: SecondApp): Promise<void> => {
  while (failures(logged).length === 0) await tick();
  expect(drainer.isAlive).toBe(false);
};

interface Fault {
  begin(process: SecondApp): Promise<void>;
  end(process: SecondApp): Promise<void>;
}

const busy = (): Fault => {
  const other = openBeside(world);
  return {
    begin: async ({ pragma }) => {
      await pragma('busy_timeout = 0');
      other.run('begin immediate');
    },
    end: async () => {
      other.run('rollback');
      other.close();
    },
  };
};

/** No page more than there are: the file cannot grow. */
const full = (): Fault => ({
  begin: ({ pragma }) => pragma('max_page_count = 1'),
  end: ({ pragma }) => pragma('max_page_count = 1000000'),
});

/**
 * Each event was sent once, the first few once more, and each is one attempt in the log; nothing is held against the
 * endpoint.
 */
const expectUnharmed = async (endpointId: string, events: readonly string[], repeats = 0): Promise<void> => {
  const deliveries = await world.deliveries();
  expect(deliveries.map(({ state, attempts }) => [state, attempts.map(({ number }) => number)])).toEqual(
    events.map(() => ['delivered', [1]]),
  );
  const sent = world.receiver.requests.map(({ body }) => JSON.parse(body).id);
  expect(sent).toEqual([...events.slice(0, repeats), ...events]);
  const { body } = await world.call('GET', `/api/v1/webhook-endpoints/${endpointId}`);
  expect(body).toMatchObject({ state: 'active', failing_since: null, last_failed_at: null });
};

const publish = async (count: number): Promise<string[]> => {
  const events: string[] = [];
  for (let made = 0; made < count; made += 1) events.push(await world.publish());
  return events;
};

/** Larger than what a page has left, so that recording it takes room. */
const largeAnswer = () => new Response('x'.repeat(8_000));

test.each<[string, () => Fault]>([
  ['held by another process', busy],
  ['on a full disk', full],
])(
  'results that cannot be recorded in a database %s wait: none is lost, repeated or charged',
  async (_, make) => {
    const fault = make();
    const process = await open();
    const { id } = await world.subscribe({ fifo: true });
    const events = await publish(3);
    let began: Promise<void> | undefined;
    world.receiver.answer(async () => {
      began ??= fault.begin(process);
      await began;
      return largeAnswer();
    });
    await process.drainer.start();
    await world.receiver.waitFor(1);
    await turnsFail(process);
    expect((await world.deliveries())[0]).toMatchObject({ state: 'sending', attempts: [] });
    await fault.end(process);
    world.clock.advance(1_000);
    await process.drainer.whenQuiet();
    await expectUnharmed(id, events);
  },
);

test('what cannot be claimed while another process holds the database is not sent, and is afterwards', async () => {
  const fault = busy();
  const process = await open();
  const { id } = await world.subscribe({ fifo: true });
  await process.drainer.start();
  await process.drainer.whenQuiet();
  const events = await publish(3);
  await fault.begin(process);
  process.drainer.deliveriesReady([id]);
  await turnsFail(process);
  expect(world.receiver.requests).toEqual([]);
  await fault.end(process);
  world.clock.advance(1_000);
  await process.drainer.whenQuiet();
  await expectUnharmed(id, events);
});

test('a database that has become read-only: the next process sends what this one could not record', async () => {
  const process = await open();
  const { id } = await world.subscribe({ fifo: true });
  const events = await publish(3);
  let began: Promise<void> | undefined;
  world.receiver.answer(async () => {
    began ??= process.pragma('query_only = 1');
    await began;
    return new Response();
  });
  await process.drainer.start();
  await world.receiver.waitFor(1);
  await turnsFail(process);
  world.clock.advance(60_000);
  await tick();
  expect(world.receiver.requests).toHaveLength(1);
  await process.close();
  const next = await open();
  await next.drainer.start();
  await next.drainer.whenQuiet();
  await expectUnharmed(id, events, 1);
});

test('a reader that keeps the log from starting over stops nothing', async () => {
  const { id } = await world.subscribe({ fifo: true });
  using reader = openBeside(world);
  reader.run('begin');
  expect(reader.query('select count(*) as count from deliveries').get()).toEqual({ count: 0 });
  const events = await publish(150);
  await world.drain();
  expect(statSync(databaseFiles(world).log).size).toBeGreaterThan(1_000_000);
  await expectUnharmed(id, events);
  expect(reader.query('select count(*) as count from deliveries').get()).toEqual({ count: 0 });
});

describe('a log whose end is damaged, as power loss leaves it,', () => {
  const damages: readonly [string, (path: string) => void][] = [
    ['with bytes that mean nothing', (path) => appendFileSync(path, Buffer.alloc(10_000, 0xa5))],
    ['cut in its last commit', (path) => truncateSync(path, statSync(path).size - 1_000)],
    [
      'with a byte changed in its last commit',
      (path) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 0xff;
        writeFileSync(path, bytes);
      },
    ],
  ];
  test.each(damages)('%s, loses no delivery: what it forgot is sent again', async (_, damage) => {
    const folder = mkdtempSync(join(tmpdir(), 'tributary-torn-'));
    await world.subscribe({ fifo: true });
    const events = await publish(5);
    await world.drain();
    expect(world.receiver.requests).toHaveLength(5);
    const [from, to] = [databaseFiles(world), databaseFiles(world, folder)];
    for (const name of ['path', 'log', 'key'] as const) cpSync(from[name], to[name]);
    damage(to.log);
    const { app, drainer } = await open(folder);
    await drainer.start();
    await drainer.whenQuiet();
    const rows = await app.read
      .selectFrom('deliveries')
      .select(['event_id', 'state'])
      .orderBy('seq')
      .execute();
    expect(rows).toEqual(
      events.map((event_id) => ({ event_id, state: 'delivered' }) as (typeof rows)[number]),
    );
    const attempts = await app.read.selectFrom('attempts').select('number').execute();
    expect(attempts.map(({ number }) => number)).toEqual([1, 1, 1, 1, 1]);
    // One commit at the most was lost: what it recorded goes out again, in its place.
    const again = world.receiver.requests.slice(5).map(({ body }) => JSON.parse(body).id);
    expect(again).toEqual(events.slice(5 - again.length));
    expect(again.length).toBeLessThanOrEqual(1);
    await second?.close();
    second = undefined;
    rmSync(folder, { recursive: true });
  });
});
