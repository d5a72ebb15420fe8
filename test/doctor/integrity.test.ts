import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { hourMs, minuteMs } from '../../src/core/clock.ts';
import type { Examination } from '../../src/doctor/examination.ts';
import { IntegrityWatch } from '../../src/doctor/integrity-watch.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';

let it: TestApp;
beforeEach(async () => {
  it = await createTestApp();
  await it.build.program();
  await it.build.partner({ code: 'ADA' });
  const body = { order_id: 'A-1', partner: 'ADA', amount: 1_000, currency: 'USD' };
  await it.call('POST', '/track/purchase', { body });
});
afterEach(() => it.close());

const breakBalance = (by: number) =>
  it.app.transact(testOrigin, async ({ tx }) => {
    await tx
      .updateTable('balances')
      .set((row) => ({ due_minor: row('due_minor', '+', by) }))
      .execute();
  });

interface Shown extends AnswerBody {
  readonly checks: readonly { name: string; violations: number }[];
}

const shown = async (): Promise<Shown> => (await it.call<Shown>('GET', '/api/v1/integrity')).body;

describe('the examination in the background', () => {
  test('runs on a thread of its own, and what it came to is shown', async () => {
    expect(await shown()).toMatchObject({ ok: null, checked_at: null, running: false, checks: [] } as never);
    await it.app.integrity.run();
    const body = await shown();
    expect(body).toMatchObject({ ok: true, running: false });
    expect(body.checks.length).toBeGreaterThan(15);
    expect(body.checks.every(({ violations }) => violations === 0)).toBe(true);
  });

  test('opens an alert of the installation on a violation, told once, and resolves it when all is well again', async () => {
    await breakBalance(1);
    await it.app.integrity.run();
    expect(await shown()).toMatchObject({ ok: false });
    const alerts = async () =>
      (await it.call('GET', '/api/v1/alerts?cause=integrity')).body.data.map(
        ({ state, subject, sentence }) => [state, subject, sentence],
      );
    for (let look = 0; look < 3; look += 1) {
      await it.app.alerts.evaluate();
      it.clock.advance(2 * minuteMs);
    }
    expect(await alerts()).toEqual([
      [
        'open',
        'instance',
        expect.stringMatching(
          /^2 violations were found at \S+ by balances, commission_books|^A violation was found at \S+ by balances; tributary doctor shows them\.$/,
        ) as never,
      ],
    ]);
    expect(it.logged.map(({ event }) => event)).toContain('integrity_violation');
    await breakBalance(-1);
    await it.app.integrity.run();
    await it.app.alerts.evaluate();
    expect((await alerts()).map(([state]) => state)).toEqual(['resolved']);
  });

  test('can be asked for by an admin of everything, and by nobody else', async () => {
    const started = await it.call('POST', '/api/v1/integrity/examination');
    expect(started).toMatchObject({ status: 202, body: { running: true } });
    while ((await shown()).running) await new Promise((resolve) => setImmediate(resolve));
    expect(await shown()).toMatchObject({ ok: true });
    const reader = await it.build.key({ scopes: ['read'] });
    const [program] = (await it.call('GET', '/api/v1/programs')).body.data;
    const narrow = await it.build.key({ scopes: ['admin'], programId: program?.id ?? '' });
    for (const key of [reader, narrow]) {
      expect((await it.call('GET', '/api/v1/integrity', { key })).status).toBe(403);
      expect((await it.call('POST', '/api/v1/integrity/examination', { key })).status).toBe(403);
    }
  });

  test('is given up when the process ends', async () => {
    const running = it.app.integrity.run();
    it.app.integrity.close();
    await running;
    expect(it.app.integrity.last).toBeUndefined();
    expect(it.logged.map(({ event }) => event)).not.toContain('integrity_not_checked');
  });
});

describe('its hour', () => {
  const found: Examination = { checkedAt: 0, durationMs: 1, results: [] };
  const watch = (examine: () => Promise<Examination>) =>
    IntegrityWatch.open({
      ...{
        read: it.app.read,
        transact: it.app.transact,
        clock: it.clock,
        log: it.app.log,
        origin: testOrigin,
      },
      examine: () => ({ result: examine(), stop: () => undefined }),
    });

  test('comes two minutes after the start, then every day; one at a time', async () => {
    let count = 0;
    let finish: () => void = () => undefined;
    const examining = await watch(() => {
      count += 1;
      return new Promise((resolve) => {
        finish = () => resolve(found);
      });
    });
    const after = async (ms: number) => {
      it.clock.advance(ms);
      const run = examining.runIfDue();
      const again = examining.run();
      finish();
      await Promise.all([run, again]);
    };
    it.clock.advance(2 * minuteMs - 1);
    await examining.runIfDue();
    expect(count).toBe(0);
    await after(1);
    expect(count).toBe(1);
    it.clock.advance(24 * hourMs - 1);
    await examining.runIfDue();
    expect(count).toBe(1);
    await after(1);
    expect(count).toBe(2);
    expect((await watch(async () => found)).last).toEqual(found);
  });

  test('comes again within the hour when it could not be made, and that is in the log', async () => {
    let count = 0;
    const failing = await watch(() => {
      count += 1;
      return Promise.reject(new Error('no room'));
    });
    it.clock.advance(2 * minuteMs);
    await failing.runIfDue();
    await failing.runIfDue();
    expect(count).toBe(1);
    expect(it.logged.at(-1)).toMatchObject({ event: 'integrity_not_checked' });
    it.clock.advance(hourMs);
    await failing.runIfDue();
    expect(count).toBe(2);
  });
});
