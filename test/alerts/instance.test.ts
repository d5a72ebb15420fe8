import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { type InstanceEvidence, judgeInstance } from '../../src/alerts/instance-judgement.service.ts';
import { minuteMs, secondMs } from '../../src/core/clock.ts';
import { createTestApp } from '../support/app.ts';
import { type AlertTest, anotherProcess, createAlertTest } from './support/alert-test.ts';

const mebibyte = 1_048_576;
const now = Date.parse('2026-05-15T12:00:00Z');
const well: InstanceEvidence = {
  drainerAlive: true,
  overdueSince: null,
  lastAttemptAt: now,
  clockSkew: { skewMs: 0, receivers: 3 },
  disk: { freeBytes: 50_000 * mebibyte, totalBytes: 100_000 * mebibyte },
  integrity: { checkedAt: now, results: [{ name: 'balances', violations: 0 }] },
};
const verdicts = (changed: Partial<InstanceEvidence>) =>
  Object.fromEntries(
    judgeInstance({ ...well, ...changed }, now).map(({ cause, verdict }) => [cause, verdict]),
  );

test('nothing is wrong with an instance that is well', () => {
  expect(verdicts({})).toEqual({
    drainer_stalled: 'good',
    clock_skew: 'good',
    disk_space: 'good',
    integrity: 'good',
  });
});

test.each([
  [30_000, 'unclear'],
  [30_001, 'bad'],
  [-30_001, 'bad'],
  [20_001, 'unclear'],
  [-20_000, 'good'],
])('a clock that is %i ms off is %s', (skewMs, verdict) => {
  expect(String(verdicts({ clockSkew: { skewMs, receivers: 2 } }).clock_skew)).toBe(verdict);
});

test.each([
  [255, 1_000, 'bad'],
  [256, 1_000, 'unclear'],
  [384, 1_000, 'good'],
  [499, 10_000, 'bad'],
  [2_047, 1_000_000, 'bad'],
  [2_048, 1_000_000, 'unclear'],
  [3_072, 1_000_000, 'good'],
])('%i of %i MiB free is %s', (free, total, verdict) => {
  const disk = { freeBytes: free * mebibyte, totalBytes: total * mebibyte };
  expect(String(verdicts({ disk }).disk_space)).toBe(verdict);
});

test('what is not known is neither good nor bad', () => {
  expect(verdicts({ clockSkew: undefined, disk: undefined, integrity: undefined })).toMatchObject({
    clock_skew: 'unclear',
    disk_space: 'unclear',
    integrity: 'unclear',
  });
});

describe('sending that has stalled', () => {
  let it: AlertTest;
  beforeEach(async () => {
    it = await createAlertTest();
    await it.set({ causes: ['drainer_stalled'] });
    await it.subscribe();
  });
  afterEach(() => it.close());
  const stop = async () => {
    const stopped = it.drainer.stop(0);
    it.clock.advance(0);
    await stopped;
  };

  test('is noticed after five minutes without any attempt, and over once it goes on', async () => {
    await stop();
    await it.publish();
    await it.lookAfter(5 * minuteMs - secondMs);
    expect(await it.alerts()).toEqual([]);
    await it.lookAfter(2 * minuteMs);
    expect(await it.alerts()).toMatchObject([
      { cause: 'drainer_stalled', subject: 'instance', facts: { drainer_alive: false } },
    ]);
    const next = await anotherProcess(it);
    await next.drainer.start();
    await next.drainer.whenQuiet();
    await it.lookAfter(minuteMs);
    expect(await it.alerts()).toEqual([]);
    const closed = next.close();
    it.clock.advance(0);
    await closed;
  });

  test('is no matter of an idle instance', async () => {
    await it.lookAfter(60 * minuteMs);
    expect(await it.alerts('')).toEqual([]);
  });
});

test('looking while nothing is wrong opens no unit and takes steps into indexes only', async () => {
  const it = await createTestApp();
  await it.app.alerts.evaluate();
  await it.app.alerts.notify();
  const plans: string[] = [];
  for (const sql of [
    `select seq from events where (type = 'delivery.rejected' or type = 'delivery.exhausted'
      or type = 'endpoint.disabled') and seq > 1 order by seq limit 200`,
    `select distinct endpoint_id from webhook_minutes where (failed > 0 or duration_ms_max > 1000)
      and minute >= 1 and (failed > 0 or duration_ms_max > 5000)`,
    `select id from webhook_endpoints where first_failed_at is not null and archived_at is null`,
    `select distinct channel from notifications where state = 'pending' and next_attempt_at <= 1`,
  ]) {
    plans.push(await planOf(it.app.read, sql));
  }
  expect(plans.map((plan) => /USING (?:COVERING )?INDEX (\w+)/.exec(plan)?.[1])).toEqual([
    'events_operational',
    'webhook_minutes_troubled',
    'webhook_endpoints_failing',
    'notifications_waiting',
  ]);
  await it.close();
});

const planOf = async (read: AlertTest['app']['read'], text: string): Promise<string> => {
  const { sql } = await import('kysely');
  const plan = await sql<{ detail: string }>`explain query plan ${sql.raw(text)}`.execute(read);
  return plan.rows.map(({ detail }) => detail).join('; ');
};
