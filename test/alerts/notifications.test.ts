import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createAlertCenter } from '../../src/alerts/alert-center.service.ts';
import { hourMs, minuteMs, secondMs } from '../../src/core/clock.ts';
import type { EndpointId } from '../../src/core/ids.ts';
import { createMailer } from '../../src/outbound/mail/mailer.ts';
import { testOrigin } from '../support/app.ts';
import { type AlertTest, countAttempts, createAlertTest } from './support/alert-test.ts';

let it: AlertTest;
let endpoint: EndpointId;
beforeEach(async () => {
  it = await createAlertTest();
  await it.set({
    causes: ['failure_rate'],
    email_recipients: ['ops@example.com', 'dev@example.com'],
    hook_url: `${it.hook.url}/services/T0/very-secret-path`,
  });
  endpoint = (await it.subscribe()).id;
});
afterEach(() => it.close());

const trouble = async (id = endpoint) => {
  await countAttempts(it, id, { failed: 5 });
  await it.look();
};
const passes = () => it.lookAfter(16 * minuteMs);
const notifications = async () => (await it.alerts('')).flatMap((alert) => alert.notifications);

describe('an alert', () => {
  test('is told by mail and through the hook, once, and so is its end', async () => {
    await trouble();
    await it.tell();
    await it.tell();
    expect(it.smtp.mails).toMatchObject([{ to: ['ops@example.com', 'dev@example.com'] }]);
    expect(it.hook.requests).toHaveLength(1);
    const body = JSON.parse(it.hook.requests[0]?.body ?? '') as { text: string; blocks: unknown[] };
    expect(body.text).toStartWith('[Tributary] Deliveries are failing: CRM (');
    expect(body.blocks).toHaveLength(2);
    await passes();
    await it.tell();
    expect(it.smtp.mails[1]?.source).toContain('Resolved: Deliveries are failing');
    expect(it.hook.requests).toHaveLength(2);
    expect((await notifications()).map(({ state }) => state)).toEqual(Array(4).fill('sent'));
  });

  test('that comes back within half an hour is told after that half hour, if it is still there', async () => {
    await trouble();
    await it.tell();
    await passes();
    await it.tell();
    await trouble();
    await it.tell();
    expect(it.smtp.mails).toHaveLength(2);
    it.clock.advance(14 * minuteMs);
    await it.tell();
    expect(it.smtp.mails).toHaveLength(3);
  });

  test('that comes and goes within half an hour is not told at all', async () => {
    await trouble();
    await it.tell();
    for (let flaps = 0; flaps < 5; flaps += 1) {
      await it.app.transact(testOrigin, ({ tx }) => tx.deleteFrom('webhook_minutes').execute());
      await it.look();
      await trouble();
      await it.tell();
    }
    expect(it.smtp.mails.length).toBeLessThanOrEqual(2);
    expect(await it.alerts('')).toHaveLength(6);
  });

  test('is one of many in one message when many come at once', async () => {
    const others = await Promise.all(Array.from({ length: 9 }, () => it.subscribe()));
    for (const { id } of others) await countAttempts(it, id, { failed: 1 });
    await trouble();
    await it.tell();
    expect(it.smtp.mails).toHaveLength(1);
    expect(it.smtp.mails[0]?.source).toContain('Subject: [Tributary] 10 alerts');
    expect(await it.alerts()).toHaveLength(10);
  });
});

describe('a storm of alerts', () => {
  /** Somebody makes endpoints that fail and deletes them, again and again. */
  const storm = async (rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      const { id } = await it.subscribe();
      await trouble(id);
      await it.tell();
      await it.call('DELETE', `/api/v1/webhook-endpoints/${id}`);
      await it.lookAfter(5 * secondMs);
      await it.tell();
    }
  };

  test('is some messages, not one for each, and nothing is left out', async () => {
    await storm(40);
    expect(it.smtp.mails.length).toBeLessThanOrEqual(12);
    it.clock.advance(3 * minuteMs);
    await it.tell();
    expect((await notifications()).filter(({ state }) => state === 'pending')).toEqual([]);
    const told = it.smtp.mails.map(({ source }) => source).join('');
    for (const alert of await it.alerts('?limit=200')) {
      const wasTold = alert.notifications.some(({ state }) => state === 'sent');
      if (wasTold) expect(told.replaceAll('=\r\n', '')).toContain(alert.id);
    }
  });
});

describe('a channel that fails', () => {
  test('is tried again with growing patience, given up after a day, and raises nothing itself', async () => {
    it.smtp.script({ answers: { END: '451 later' } });
    await trouble();
    await it.tell();
    const state = async () => (await notifications()).find(({ channel }) => channel === 'email');
    expect(await state()).toMatchObject({ state: 'pending', attempts: 1 });
    expect((await state())?.problem).toBe('The mail server refused the message. (It answered 451.)');
    const tries: number[] = [];
    for (let minutes = 0; minutes < 26 * 60; minutes += 1) {
      it.clock.advance(minuteMs);
      const before = it.smtp.connections();
      await it.tell();
      if (it.smtp.connections() > before) tries.push(minutes + 1);
    }
    expect(tries).toEqual([1, 3, 13, 43, 103, 223, 463, 703, 943, 1_183, 1_423]);
    expect(await state()).toMatchObject({ state: 'failed', attempts: 12, next_attempt_at: null });
    expect(await it.alerts('')).toHaveLength(1);
    const lines = it.logged.filter(({ event }) => event === 'alert_not_sent');
    expect(lines).toHaveLength(12);
    expect(lines[0]?.fields).toMatchObject({ channel: 'email', alerts: 1 });
    expect(it.hook.requests).toHaveLength(1);
  });

  test('holds up no other, and shows in the settings what is wrong with it', async () => {
    it.hook.answer(() => new Response('no such hook', { status: 404 }));
    await trouble();
    await it.tell();
    expect(it.smtp.mails).toHaveLength(1);
    const { body } = await it.call('GET', '/api/v1/settings/alerts');
    expect(body.channels).toMatchObject([
      { channel: 'email', configured: true, problem: null },
      { channel: 'hook', configured: true, last_sent_at: null, problem: 'The hook answered 404.' },
    ]);
  });

  test('works again as soon as it does', async () => {
    it.smtp.script({ answers: { GREETING: 'drop' } });
    await trouble();
    await it.tell();
    it.smtp.script({});
    it.clock.advance(30 * secondMs);
    await it.tell();
    expect(it.smtp.mails).toHaveLength(1);
  });

  test('that is taken away takes its messages along', async () => {
    await trouble();
    await it.set({ hook_url: null });
    await it.tell();
    expect(it.hook.requests).toEqual([]);
    expect((await notifications()).map(({ channel, state }) => [channel, state])).toEqual([
      ['email', 'sent'],
      ['hook', 'canceled'],
    ]);
  });
});

test('a crash between sending and writing it down sends at most once more', async () => {
  await trouble();
  const { read, transact, clock, log, secrets, config } = it.app;
  let units = 0;
  const dying = createAlertCenter(
    {
      ...{ read, clock, log, secrets, baseUrl: config.baseUrl, userAgent: 'test', origin: testOrigin },
      mailer: createMailer({
        url: config.smtpUrl ?? '',
        from: 'tributary@example.com',
        lookup: async () => [],
      }),
      send: () => Promise.reject(new Error('no hook here')),
      transact: (origin, unit) => {
        units += 1;
        return units > 2 ? Promise.reject(new Error('the process is gone')) : transact(origin, unit);
      },
    },
    {
      storeMinutes: async () => undefined,
      drainerAlive: () => true,
      clockSkew: () => undefined,
      diskSpace: async () => undefined,
      integrity: () => undefined,
    },
  );
  await dying.notify().catch(() => undefined);
  await it.smtp.waitFor(1);
  await it.tell();
  expect(it.smtp.mails).toHaveLength(1);
  it.clock.advance(hourMs);
  await it.tell();
  await it.tell();
  expect(it.smtp.mails).toHaveLength(2);
});

test('neither the password of the mail server nor the address of the hook is in a log, an answer or a row', async () => {
  it.smtp.script({ answers: { AUTH: '535 wrong: pass-of-mail' } });
  it.hook.answer(() => new Response('very-secret-path', { status: 500 }));
  await trouble();
  await it.tell();
  const tested = await it.call('POST', '/api/v1/settings/alerts/test', { body: {} });
  expect(tested.body.results).toEqual([
    {
      channel: 'email',
      sent: false,
      problem: 'The mail server refused the user name or password. (It answered 535.)',
    },
    { channel: 'hook', sent: false, problem: 'The hook answered 500.' },
  ]);
  const settings = await it.call('GET', '/api/v1/settings/alerts');
  const stored = await it.app.read.selectFrom('settings').selectAll().execute();
  const said = JSON.stringify([it.logged, tested.body, settings.body, await it.alerts(''), stored]);
  expect(said).not.toContain('pass-of-mail');
  expect(said).not.toContain('very-secret-path');
  expect(settings.body.hook_host).toBe(new URL(it.hook.url).host);
});
