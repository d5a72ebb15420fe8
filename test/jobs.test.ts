import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Cron } from 'croner';
import { sql } from 'kysely';
import type { App } from '../src/app.ts';
import { jobs } from '../src/jobs.ts';
import { createTestApp, type TestApp } from './support/app.ts';

let it: TestApp;
let unitsOpened = 0;

beforeAll(async () => {
  it = await createTestApp();
  await it.build.program({ hold_days: 0 });
  await it.build.partner({ code: 'ADA' });
});
afterAll(() => it.close());

const dueCommissions = jobs.find((job) => job.name === 'due_commissions');

const run = async () => {
  const transact: App['transact'] = (origin, unit) => {
    unitsOpened += 1;
    return it.app.transact(origin, unit);
  };
  await dueCommissions?.run({ ...it.app, transact });
};

describe('the job that makes commissions due', () => {
  test('looks each second, because without a hold a commission is due at once', () => {
    const schedule = new Cron(dueCommissions?.schedule ?? '', { paused: true, timezone: 'UTC' });
    const [first, second] = schedule.nextRuns(2).map((run) => run.getTime());
    expect((second ?? 0) - (first ?? 0)).toBe(1_000);
  });

  test('opens no unit while nothing is ready', async () => {
    await run();
    expect(unitsOpened).toBe(0);
  });

  test('releases what was earned without a hold', async () => {
    await it.call('POST', '/track/purchase', {
      body: { order_id: 'one', partner: 'ADA', amount: 1_000, currency: 'USD' },
    });
    await it.events();
    await run();
    expect(await it.events()).toEqual(['commission.due']);
    expect(unitsOpened).toBeGreaterThan(0);
  });

  test('steps past those that wait for a person: they are not in its index', async () => {
    const plan = await sql<{
      detail: string;
    }>`explain query plan select * from commissions where state = 'pending'
      and due_at <= 1 and approved_at is not null order by due_at, seq limit 1`.execute(it.app.read);
    expect(plan.rows.map(({ detail }) => detail)).toEqual([
      'SEARCH commissions USING INDEX commissions_waiting (due_at<?)',
    ]);
    const index = await sql<{ sql: string }>`select sql from sqlite_master
      where name = 'commissions_waiting'`.execute(it.app.read);
    expect(index.rows[0]?.sql).toContain('"approved_at" is not null');
  });
});
