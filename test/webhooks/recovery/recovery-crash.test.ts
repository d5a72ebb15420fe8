import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { type App, createApp } from '../../../src/app.ts';
import type { OutboundRequest } from '../../../src/outbound/outbound.ts';
import { runRecoveries } from '../../../src/webhooks/recovery/run-recoveries.ts';
import { seededRandom } from '../../support/random.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { createDrainer, stopNow } from '../support/webhook-test.ts';
import { createRecoveryWorld, type RecoveryWorld } from './recovery-world.ts';

let world: RecoveryWorld;

beforeEach(async () => {
  world = await createRecoveryWorld();
});
afterEach(() => world.close());

/** The application a second time on the same files, as after a restart. */
const reopen = (): Promise<App> =>
  createApp(world.app.config, {
    clock: world.clock,
    timers: world.clock.timers,
    random: seededRandom(99),
    log: recordingLog().log,
    lookup: async () => [],
    onFatal: () => undefined,
    checkEvents: true,
  });

const runUntilOver = async (app: App): Promise<void> => {
  for (let second = 0; second < 60; second += 1) {
    await runRecoveries({ read: app.read, transact: app.transact, signals: app.drainer });
    world.clock.advance(1_000);
    await app.drainer.whenQuiet();
  }
};

const sentIds = (): string[] => world.receiver.requests.map(({ body }) => JSON.parse(body).id);

describe('a recovery', () => {
  test('goes on after a restart where it was: every event once, under its old pace', async () => {
    const seeded = await world.seed(130);
    const recovery = await world.recover({ include: 'failed', per_second: 20 });
    await world.tick();
    world.clock.advance(1_000);
    await world.drain();
    const before = sentIds().length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(130);
    await world.drainer.stop(0);
    const next = await reopen();
    await next.drainer.start();
    await runUntilOver(next);
    expect(sentIds().toSorted()).toEqual(seeded.toSorted());
    expect(await world.read(recovery)).toMatchObject({ state: 'completed', resent: 130 });
    await next.close();
  });

  test('whose process dies while sending loses nothing and repeats only what was under way', async () => {
    const seeded = await world.seed(130);
    await world.recover({ include: 'failed', per_second: 100 });
    // The process that dies: its requests go out, and it never learns what became of them.
    await world.drainer.stop(0);
    const lost: OutboundRequest[] = [];
    const dying = createDrainer(world, {
      send: (request) => {
        lost.push(request);
        return new Promise(() => undefined);
      },
    });
    await dying.start();
    await runRecoveries({ read: world.app.read, transact: world.app.transact, signals: dying });
    world.clock.advance(300);
    while (lost.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const next = await reopen();
    await next.drainer.start();
    await runUntilOver(next);
    expect(sentIds().toSorted()).toEqual(seeded.toSorted());
    expect(lost.length).toBeLessThanOrEqual(4);
    await stopNow(dying, world.clock);
    await next.close();
  });

  test('whose unit fails is as if it had not begun: cursor and deliveries are one commit', async () => {
    const seeded = await world.seed(30);
    const recovery = await world.recover({ include: 'failed', per_second: 500 });
    const failing: App['transact'] = (origin, unit) =>
      world.app.transact(origin, async (work) => {
        await unit(work);
        throw new Error('the disk is full');
      });
    const tools = { read: world.app.read, transact: failing, signals: world.drainer };
    expect(runRecoveries(tools)).rejects.toThrow('the disk is full');
    await world.drain();
    expect(world.received()).toEqual([]);
    expect(await world.read(recovery)).toMatchObject({ resent: 0, state: 'running' });
    await world.finish(recovery);
    expect(world.received().toSorted()).toEqual(seeded.toSorted());
  });
});
