import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { EndpointId, ProgramId } from '../../../src/core/ids.ts';
import { testOrigin } from '../../support/app.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';
import { attemptRecorder } from './support/recorded-attempts.ts';

let world: WebhookTest;
let id: EndpointId;

beforeEach(async () => {
  world = await createWebhookTest();
  ({ id } = await world.subscribe());
});
afterEach(() => world.close());

interface Totals {
  readonly succeeded: number;
  readonly failed: number;
  readonly success_rate: string | null;
}

interface Statistics {
  readonly from: string;
  readonly to: string;
  readonly totals: Totals;
  readonly series: readonly (Totals & { readonly starts_at: string })[];
  readonly backlog: Readonly<Record<string, unknown>>;
  readonly data: readonly { readonly endpoint_id: string; readonly totals: Totals }[];
  readonly next_cursor: string | null;
}

const statistics = async (query = '', endpointId: string | null = id): Promise<Statistics> => {
  await world.app.minutes.store();
  const path = endpointId === null ? 'webhooks' : `webhook-endpoints/${endpointId}`;
  const { status, body } = await world.call<Statistics>('GET', `/api/v1/${path}/statistics${query}`);
  expect(status).toBe(200);
  return body;
};

const send = async (programId?: ProgramId): Promise<void> => {
  await world.publish('commission.created', programId);
  await world.drain();
};

const answering = (status: number) => world.receiver.answer(() => new Response(null, { status }));

describe('the statistics of an endpoint', () => {
  test('are empty and whole before anything was sent', async () => {
    const { totals, series, backlog, ...rest } = await statistics();
    expect(totals).toEqual({
      ...{ succeeded: 0, failed: 0, success_rate: null, slow: 0 },
      ...{ p50_ms: null, p95_ms: null, p99_ms: null, max_ms: null },
    });
    expect([series.length, series[0]?.starts_at, series.at(-1)?.starts_at]).toEqual([
      93,
      '2026-05-14T13:00:00.000Z',
      '2026-05-15T12:00:00.000Z',
    ]);
    expect(backlog).toEqual({ pending: 0, sending: 0, held: 0, oldest_pending_at: null });
    expect(rest).toMatchObject({ from: '2026-05-14T13:00:00.000Z', last_status: null, last_error: null });
  });

  test('sum attempts and put each into its place of the series', async () => {
    world.clock.set('2026-05-15T12:14:59.999Z');
    await send();
    world.clock.set('2026-05-15T12:15:00.000Z');
    answering(500);
    await send();
    answering(200);
    await send();
    const day = await statistics();
    expect(day).toMatchObject({
      totals: { succeeded: 2, failed: 1, success_rate: '0.6666' },
      last_status: 200,
    });
    expect(day.series.slice(-2)).toMatchObject([
      { starts_at: '2026-05-15T12:00:00.000Z', succeeded: 1, failed: 0 },
      { starts_at: '2026-05-15T12:15:00.000Z', succeeded: 1, failed: 1 },
    ]);
    const week = await statistics('?hours=168');
    expect(week.totals).toEqual(day.totals);
    expect(week.series).toHaveLength(84);
    expect(week.series.at(-1)).toMatchObject({
      starts_at: '2026-05-15T12:00:00.000Z',
      succeeded: 2,
      failed: 1,
    });
  });

  test('forget what is older than the time they are about', async () => {
    await send();
    world.clock.advance(23 * 3_600_000);
    expect((await statistics()).totals.succeeded).toBe(1);
    world.clock.advance(3_600_000);
    expect((await statistics()).totals.succeeded).toBe(0);
    expect((await statistics('?hours=168')).totals.succeeded).toBe(1);
    world.clock.advance(6 * 86_400_000);
    expect((await statistics('?hours=168')).totals.succeeded).toBe(0);
  });

  test('tell how long answers took', async () => {
    await send();
    const record = await attemptRecorder(world.app);
    const startedAt = world.clock.now() - 60_000;
    const durations = [...Array(95).fill(40), 300, 400, 2_000, 6_000, 9_000];
    await record(durations.map((durationMs) => ({ endpoint: 0, startedAt, durationMs })));
    await send();
    const { totals } = await statistics();
    expect(totals).toMatchObject({ succeeded: 102, slow: 2, max_ms: 9_000 });
    // Exactly as far as the steps of the scale tell: of 102 the 51st, the 97th and the 101st.
    const { p50_ms, p95_ms, p99_ms } = totals as unknown as Record<string, number>;
    expect(p50_ms).toBeWithin(25, 51);
    expect(p95_ms).toBeWithin(25, 251);
    expect(p99_ms).toBeWithin(5_000, 7_501);
  });

  test('tell what waits, since when, and what the last answer was', async () => {
    answering(503);
    await send();
    world.clock.advance(5_000);
    await send();
    const waiting = { pending: 2, sending: 0, held: 0, oldest_pending_at: '2026-05-15T12:00:00.000Z' };
    expect(await statistics()).toMatchObject({ backlog: waiting, last_status: 503, last_error: null });
    expect(await statistics('', null)).toMatchObject({ backlog: waiting });
    await world.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
    await world.publish();
    await world.drain();
    const held = { pending: 0, sending: 0, held: 3, oldest_pending_at: null };
    expect(await statistics()).toMatchObject({ backlog: held, last_status: 503 });
  });

  test('count no more of a backlog than they say', async () => {
    await send();
    await world.app.transact(testOrigin, async ({ tx }) => {
      const { seq: _, ...row } = await tx.selectFrom('deliveries').selectAll().executeTakeFirstOrThrow();
      const waiting = { ...row, origin: 'recovery', state: 'pending', attempt_count: 0, last_status: null };
      for (let made = 0; made < 10_050; made += 50) {
        const rows = Array.from({ length: 50 }, (_unused, index) => ({
          ...waiting,
          id: `whd_${made + index}` as const,
          next_attempt_at: row.created_at + 99_999_999,
        }));
        await tx.insertInto('deliveries').values(rows).execute();
      }
    });
    const found = await statistics();
    expect(found).toMatchObject({ backlog: { pending: 10_000, held: 0 }, last_status: 204 });
  });

  test('are nobody else’s', async () => {
    const program = await world.build.program();
    const key = await world.build.key({ scopes: ['read'], programId: program.id });
    const read = (endpointId: string) =>
      world.call('GET', `/api/v1/webhook-endpoints/${endpointId}/statistics`, { key });
    expect((await read(id)).status).toBe(404);
    const mine = await world.subscribe({ program_id: program.id });
    expect((await read(mine.id)).status).toBe(200);
    expect((await read('whe_0000000000')).status).toBe(404);
    const wrong = await world.call('GET', `/api/v1/webhook-endpoints/${id}/statistics?hours=25`);
    expect(wrong.status).toBe(422);
  });
});

describe('the statistics of all endpoints', () => {
  test('are the sums of those within reach, and one line for each', async () => {
    const program = await world.build.program();
    const programId = program.id as ProgramId;
    const mine = await world.subscribe({ program_id: programId });
    await send(programId);
    await send(programId);
    await send();
    const all = await statistics('', null);
    expect(all.totals).toMatchObject({ succeeded: 5, failed: 0, success_rate: '1.0000' });
    expect(all.data.map((line) => [line.endpoint_id, line.totals.succeeded])).toEqual([
      [mine.id, 2],
      [id, 3],
    ]);
    const ofProgram = await statistics(`?hours=168&program_id=${programId}`, null);
    expect(ofProgram.totals.succeeded).toBe(2);
    expect(ofProgram.series.at(-1)?.succeeded).toBe(2);
    expect(ofProgram.data.map((line) => line.endpoint_id)).toEqual([mine.id]);
    const key = await world.build.key({ scopes: ['read'], programId });
    const own = await world.call<Statistics>('GET', '/api/v1/webhooks/statistics', { key });
    expect([own.body.totals.succeeded, own.body.data.length]).toEqual([2, 1]);
  });

  test('come in pages of endpoints', async () => {
    await world.subscribe();
    await world.subscribe();
    const first = await statistics('?limit=2', null);
    expect([first.data.length, first.next_cursor]).toEqual([2, expect.any(String)]);
    const second = await statistics(`?limit=2&cursor=${first.next_cursor}`, null);
    expect([second.data.map((line) => line.endpoint_id), second.next_cursor]).toEqual([[id], null]);
  });
});
