import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { EndpointId } from '../../../src/core/ids.ts';
import { findMinutes } from '../../../src/webhooks/monitoring/delivery-minute.store.ts';
import { minuteOf } from '../../../src/webhooks/monitoring/delivery-minute.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import {
  attemptRecorder,
  minutesAsStored,
  minutesByAttempts,
  spanTotals,
} from './support/recorded-attempts.ts';

let world: WebhookTest;
let id: EndpointId;

beforeEach(async () => {
  world = await createWebhookTest();
  ({ id } = await world.subscribe());
});
afterEach(() => world.close());

const sendOne = async (): Promise<void> => {
  await world.publish();
  await world.drain();
};

const stored = async () => {
  await world.app.minutes.store();
  return findMinutes(world.app.read, { fromMinute: 0, toMinute: 100_000_000 });
};

const answering = (status: number) => world.receiver.answer(() => new Response(null, { status }));

describe('the minutes of an endpoint', () => {
  test('count each attempt in the minute in which it ended', async () => {
    world.clock.set('2026-05-15T12:00:59.999Z');
    await sendOne();
    world.clock.set('2026-05-15T12:01:00.000Z');
    await sendOne();
    await sendOne();
    const first = minuteOf(Date.parse('2026-05-15T12:00:00Z'));
    expect(await stored()).toMatchObject([
      { endpointId: id, minute: first, succeeded: 1, failed: 0 },
      { endpointId: id, minute: first + 1, succeeded: 2, failed: 0 },
    ]);
  });

  test.each([301, 400, 404, 429, 500, 503])('count an answer with %i as a failure', async (status) => {
    answering(status);
    await sendOne();
    expect(await stored()).toMatchObject([{ succeeded: 0, failed: 1 }]);
  });

  test('count a retry as an attempt of its own', async () => {
    answering(500);
    await sendOne();
    answering(204);
    await world.drainAfter(40_000);
    expect(await stored()).toMatchObject([{ succeeded: 1, failed: 1 }]);
  });

  test('count what the receiver is to blame for, and no fault of our own', async () => {
    await sendOne();
    const record = await attemptRecorder(world.app);
    const startedAt = world.clock.now();
    const errors = ['timeout', 'connection_refused', 'dns_failure', 'tls_error', 'refused_by_policy'];
    const ours = ['dns_unavailable', 'network_unreachable', 'aborted', 'payload_missing'];
    await record(
      [...errors, ...ours].map((error) => ({ endpoint: 0, startedAt, status: null, error })),
      (work, results) => world.app.minutes.attemptsRecorded(work, results),
    );
    expect(await stored()).toMatchObject([{ succeeded: 1, failed: errors.length }]);
    expect(world.app.minutes.counters.attempts).toMatchObject({ own_fault: ours.length, timeout: 1, tls: 1 });
  });

  test('count as slow what took longer than five seconds', async () => {
    await sendOne();
    const record = await attemptRecorder(world.app);
    const startedAt = world.clock.now();
    await record([5_000, 5_001].map((durationMs) => ({ endpoint: 0, startedAt, durationMs })));
    await sendOne();
    const [minute] = await stored();
    expect(minute).toMatchObject({ succeeded: 4, slow: 1, durationMsSum: 10_001, durationMsMax: 5_001 });
    expect(minute?.histogram).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0]);
  });

  test('leave tests out', async () => {
    await sendOne();
    const answer = await world.call('POST', `/api/v1/webhook-endpoints/${id}/test`, { body: {} });
    expect(answer.status).toBe(200);
    await sendOne();
    expect(world.receiver.requests).toHaveLength(3);
    expect(await stored()).toMatchObject([{ succeeded: 2, failed: 0 }]);
    expect(await minutesAsStored(world.app.read)).toEqual(await minutesByAttempts(world.app.read));
  });

  test('are added to when the clock goes back', async () => {
    await sendOne();
    await world.app.minutes.store();
    world.clock.advance(600_000);
    await sendOne();
    await world.app.minutes.store();
    world.clock.set('2026-05-15T12:00:30.000Z');
    await sendOne();
    expect((await stored()).map(({ succeeded }) => succeeded)).toEqual([2, 1]);
    expect(await minutesAsStored(world.app.read)).toEqual(await minutesByAttempts(world.app.read));
    expect(await spanTotals(world.app.read)).toEqual({ endpoints: 3, programs: 0, all: 3 });
  });

  test('are read for one endpoint or all, both ends of the range included', async () => {
    const other = await world.subscribe();
    await sendOne();
    await world.drainAfter(60_000);
    await sendOne();
    await world.app.minutes.store();
    const now = minuteOf(world.clock.now());
    const of = async (range: { endpointId?: EndpointId; fromMinute: number; toMinute: number }) =>
      (await findMinutes(world.app.read, range)).map(({ endpointId, minute }) => [endpointId, now - minute]);
    expect(await of({ fromMinute: now, toMinute: now })).toEqual([
      [id, 0],
      [other.id, 0],
    ]);
    expect(await of({ endpointId: id, fromMinute: now - 1, toMinute: now })).toEqual([
      [id, 1],
      [id, 0],
    ]);
    expect(await of({ endpointId: other.id, fromMinute: 0, toMinute: now - 1 })).toEqual([[other.id, 1]]);
    expect(await of({ endpointId: id, fromMinute: now + 1, toMinute: now })).toEqual([]);
  });
});

describe('what was counted', () => {
  test('is stored within a second, without anybody asking', async () => {
    await sendOne();
    expect(await minutesAsStored(world.app.read)).toEqual([]);
    world.clock.advance(1_000);
    await world.app.minutes.close();
    expect(await minutesAsStored(world.app.read)).toEqual(await minutesByAttempts(world.app.read));
  });

  test('is stored when the application stops', async () => {
    await sendOne();
    await world.app.drainer.stop(0);
    await world.app.minutes.close();
    expect(await minutesAsStored(world.app.read)).toHaveLength(1);
  });
});
