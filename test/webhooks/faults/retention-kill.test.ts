import { afterEach, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import { dayMs } from '../../../src/core/clock.ts';
import { createDice } from '../../journeys/dice.ts';
import { createRetentionTest, type RetentionTest } from '../retention/retention-test.ts';
import { openBeside } from './second-app.ts';

const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
const each = 450;

let world: RetentionTest;
beforeEach(async () => {
  world = await createRetentionTest();
});
afterEach(() => world.close());

/** Starts a process that forgets and kills it after so many units. @returns whether it came to its end before that */
const forgetUntilKilled = async (at: number, units: number, delayMs: number): Promise<boolean> => {
  const child = join(import.meta.dir, 'retention-child.ts');
  const running = Bun.spawn([process.execPath, child, world.app.config.dataDir, String(at)], {
    stdout: 'pipe',
  });
  let printed = '';
  for await (const text of running.stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    if (printed.split('\n').length <= units) continue;
    await Bun.sleep(delayMs);
    running.kill('SIGKILL');
  }
  await running.exited;
  return printed.endsWith('done\n');
};

test(`retention that is killed again and again forgets what is old, and nothing that is needed (KILL_SEED=${seed})`, async () => {
  const dice = createDice(seed);
  const { id } = await world.subscribe({ name: 'Paused' });
  const path = `/api/v1/webhook-endpoints/${id}`;
  await world.call('POST', `${path}/pause`);
  await world.subscribe();
  const publish = async () => {
    const ids: string[] = [];
    for (let made = 0; made < each; made += 1) ids.push(await world.publish());
    await world.drain();
    return ids;
  };
  const needed = await publish();
  await world.call('PATCH', path, { body: { event_types: ['partner.approved'] } });
  await publish();

  const later = world.clock.now() + 100 * dayMs;
  let kills = 0;
  // Each process begins with a look at everything, so each may do a little more than the one before.
  while (!(await forgetUntilKilled(later, 2 + 4 * kills + dice.below(4), dice.below(4)))) kills += 1;
  expect(kills).toBeGreaterThan(1);

  using stored = openBeside(world);
  expect(stored.query('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(await world.payloads()).toEqual([...Array(each).fill(true), ...Array(each).fill(false)]);
  expect(stored.query('select count(*) as count from attempts').get()).toEqual({ count: 1 });
  const before = world.receiver.requests.length;
  await world.call('POST', `${path}/activation`);
  await world.drain();
  const sent = world.receiver.requests.slice(before).map(({ body }) => JSON.parse(body).id);
  expect(sent.toSorted()).toEqual(needed.toSorted());
}, 60_000);
