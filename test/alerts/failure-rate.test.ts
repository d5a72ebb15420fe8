import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { minuteMs } from '../../src/core/clock.ts';
import type { EndpointId } from '../../src/core/ids.ts';
import { type AlertTest, anotherProcess, countAttempts, createAlertTest } from './support/alert-test.ts';

let it: AlertTest;
let endpoint: EndpointId;
beforeEach(async () => {
  it = await createAlertTest();
  await it.set({ causes: ['failure_rate'] });
  endpoint = (await it.subscribe()).id;
});
afterEach(() => it.close());

const count = (counted: Parameters<typeof countAttempts>[2], minutesAgo?: number) =>
  countAttempts(it, endpoint, counted, minutesAgo);
const looked = async () => {
  await it.look();
  return (await it.alerts()).map(({ cause }) => cause);
};

describe('the share of failures', () => {
  test.each([
    [1, 99, false],
    [1, 98, true],
    [100, 9_900, false],
    [101, 9_900, true],
    [1, 0, true],
    [0, 5, false],
  ])(
    '%i failures beside %i successes: alert is %p, because only more than one in a hundred is too much',
    async (failed, succeeded, opens) => {
      await count({ failed, succeeded });
      expect(await looked()).toEqual(opens ? ['failure_rate'] : []);
    },
  );

  test('is judged over real deliveries, and told with its figures and the host alone', async () => {
    it.receiver.answer(() => new Response(null, { status: 500 }));
    await it.publish();
    await it.drain();
    await it.look();
    const [alert] = await it.alerts();
    expect(alert).toMatchObject({ subject: endpoint, severity: 'warning', stage: 1, state: 'open' });
    expect(alert?.facts).toMatchObject({ attempts: 1, failed: 1, endpoint_name: 'CRM' });
    expect(alert?.sentence).toBe(
      `CRM (${new URL(it.receiver.url).host}): 1 of 1 attempts (100 %) failed within 15 minutes.`,
    );
  });

  test('is not judged below the minimum sample', async () => {
    await it.set({ minimum_sample: 20 });
    await count({ failed: 19 });
    expect(await looked()).toEqual([]);
    await count({ failed: 1 }, 1);
    expect(await looked()).toEqual(['failure_rate']);
  });

  test('may be another than 1 %', async () => {
    await it.set({ failure_rate_basis_points: 2_000 });
    await count({ failed: 1, succeeded: 4 });
    expect(await looked()).toEqual([]);
    await it.set({ failure_rate_basis_points: 1_999 });
    expect(await looked()).toEqual(['failure_rate']);
  });

  test('is no matter of an endpoint that nothing is sent to', async () => {
    await count({ failed: 5 });
    await it.call('POST', `/api/v1/webhook-endpoints/${endpoint}/pause`, { body: {} });
    expect(await looked()).toEqual([]);
  });
});

describe('the window', () => {
  test('holds fifteen minutes and not a sixteenth', async () => {
    await count({ failed: 1 }, 15);
    expect(await looked()).toEqual([]);
    await count({ failed: 1 }, 14);
    expect(await looked()).toEqual(['failure_rate']);
  });

  test('moves: successes that leave it make the same failures too many', async () => {
    await count({ succeeded: 99 }, 14);
    await count({ failed: 1 }, 3);
    expect(await looked()).toEqual([]);
    it.clock.advance(minuteMs);
    expect(await looked()).toEqual(['failure_rate']);
  });

  test('outlives a restart: whoever looks next sees the minutes of the one before, to the edge', async () => {
    await count({ failed: 3, succeeded: 7 }, 14);
    await count({ failed: 5 }, 15);
    const next = await anotherProcess(it);
    await next.alerts.evaluate();
    await next.close();
    expect(await it.alerts()).toMatchObject([{ cause: 'failure_rate', facts: { failed: 3, attempts: 10 } }]);
  });

  test('is judged by two processes at once without a second alert', async () => {
    await count({ failed: 10 });
    const next = await anotherProcess(it);
    await Promise.all([it.look(), next.alerts.evaluate(), it.look(), next.alerts.evaluate()]);
    await next.close();
    expect(await it.alerts('')).toHaveLength(1);
  });
});

describe('an alert that is open', () => {
  const open = async () => {
    await count({ failed: 10, succeeded: 90 });
    expect(await looked()).toEqual(['failure_rate']);
  };

  test('stays open between the limit and half of it, and is over at half', async () => {
    await open();
    it.clock.advance(15 * minuteMs);
    await count({ failed: 6, succeeded: 994 });
    expect(await looked()).toEqual(['failure_rate']);
    await count({ failed: 0, succeeded: 200 }, 1);
    expect(await looked()).toEqual([]);
    expect(await it.alerts('?state=resolved')).toMatchObject([{ cause: 'failure_rate', state: 'resolved' }]);
  });

  test('is over without any attempt only when the last one had succeeded', async () => {
    it.receiver.answer(() => new Response(null, { status: 500 }));
    await it.publish();
    await it.drain();
    expect(await looked()).toEqual(['failure_rate']);
    it.clock.advance(20 * minuteMs);
    expect(await looked()).toEqual(['failure_rate']);
    it.receiver.answer(() => new Response(null, { status: 204 }));
    await it.drain();
    await it.drainAfter(16 * minuteMs);
    expect(await looked()).toEqual([]);
  });

  test('is the only one, however many look at once', async () => {
    await count({ failed: 10 });
    await Promise.all([it.look(), it.look(), it.look()]);
    expect(await it.alerts('')).toHaveLength(1);
    expect((await it.alerts())[0]?.notifications).toEqual([]);
  });

  test('has its figures brought up to date, and is told once', async () => {
    await it.set({ email_recipients: ['ops@example.com'] });
    await open();
    await it.tell();
    await count({ failed: 10 }, 1);
    it.clock.advance(minuteMs);
    await it.look();
    const [alert] = await it.alerts();
    expect(alert?.facts).toMatchObject({ failed: 20, attempts: 110 });
    expect(alert?.updated_at).not.toBe(alert?.opened_at);
    await it.tell();
    expect(it.smtp.mails).toHaveLength(1);
  });

  test('ends without a word when its cause is watched no longer', async () => {
    await it.set({ email_recipients: ['ops@example.com'] });
    await open();
    await it.set({ causes: [] });
    expect(await looked()).toEqual([]);
    await it.tell();
    expect(it.smtp.mails).toEqual([]);
  });
});
