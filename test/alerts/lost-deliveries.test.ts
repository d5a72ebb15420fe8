import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createAlertCenter } from '../../src/alerts/alert-center.service.ts';
import { hourMs } from '../../src/core/clock.ts';
import { testOrigin } from '../support/app.ts';
import { type AlertTest, anotherProcess, createAlertTest } from './support/alert-test.ts';

let it: AlertTest;
beforeEach(async () => {
  it = await createAlertTest();
  await it.set({
    causes: ['delivery_rejected', 'delivery_exhausted'],
    email_recipients: ['ops@example.com'],
  });
});
afterEach(() => it.close());

/** An endpoint that has answered once, so that what it refuses is refused for good. */
const verified = async (fields?: Readonly<Record<string, unknown>>) => {
  const endpoint = await it.subscribe(fields);
  await it.publish();
  await it.drain();
  return endpoint;
};
const refuse = async (count = 1) => {
  it.receiver.answer(() => new Response(null, { status: 422 }));
  for (let done = 0; done < count; done += 1) {
    await it.publish();
    await it.drain();
  }
};
const accept = () => it.receiver.answer(() => new Response(null, { status: 204 }));

describe('deliveries that are refused for good', () => {
  test('open one alert that counts them and names the newest', async () => {
    const endpoint = await verified();
    await refuse(12);
    await it.look();
    await refuse(1);
    await it.look();
    const [alert, ...others] = await it.alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ cause: 'delivery_rejected', subject: endpoint.id });
    expect(alert?.facts).toMatchObject({ count: 13, last_status: 422 });
    const refused = (await it.deliveries()).filter(({ state }) => state === 'rejected').map(({ id }) => id);
    expect(alert?.facts.delivery_ids).toEqual(refused.reverse().slice(0, 10));
    expect(alert?.sentence).toContain('13 deliveries were refused for good (last answer: 422).');
    await it.tell();
    expect(it.smtp.mails).toHaveLength(1);
  });

  test('are counted once by processes that end and begin anew, and by two at once', async () => {
    await verified();
    await refuse(3);
    await it.look();
    const next = await anotherProcess(it);
    await next.alerts.evaluate();
    await refuse(2);
    await Promise.all([next.alerts.evaluate(), it.look(), next.alerts.evaluate()]);
    await next.close();
    expect(await it.alerts('')).toMatchObject([{ facts: { count: 5 } }]);
  });

  test('are all counted, however many have gathered', async () => {
    await verified();
    it.receiver.answer(() => new Response(null, { status: 422 }));
    await Promise.all(Array.from({ length: 250 }, () => it.publish()));
    await it.drain();
    await it.look();
    expect((await it.alerts())[0]?.facts.count).toBe(250);
  });

  test('are counted or not together with the place they were read up to', async () => {
    await verified();
    await refuse(1);
    const { read, transact, clock, log, secrets } = it.app;
    const dying = createAlertCenter(
      {
        ...{ read, clock, log, secrets, baseUrl: '', userAgent: '', mailer: undefined },
        origin: testOrigin,
        send: () => Promise.reject(new Error('nothing is sent here')),
        transact: (origin, unit) =>
          transact(origin, async (work) => {
            await unit(work);
            throw new Error('the process dies before its commit');
          }),
      },
      {
        storeMinutes: async () => undefined,
        drainerAlive: () => true,
        clockSkew: () => undefined,
        diskSpace: async () => undefined,
        integrity: () => undefined,
      },
    );
    expect(dying.evaluate()).rejects.toThrow('dies');
    await dying.evaluate().catch(() => undefined);
    expect(await it.alerts('')).toEqual([]);
    await it.look();
    expect(await it.alerts('')).toMatchObject([{ facts: { count: 1 } }]);
  });

  test('are over after an hour without another once the receiver answers again', async () => {
    await verified();
    await refuse(1);
    await it.look();
    accept();
    await it.publish();
    await it.drain();
    await it.lookAfter(hourMs - 1);
    expect(await it.alerts()).toHaveLength(1);
    await it.lookAfter(1);
    expect(await it.alerts()).toEqual([]);
  });

  test('are said enough after a day', async () => {
    await verified();
    await refuse(1);
    await it.look();
    await it.lookAfter(24 * hourMs - 1);
    expect(await it.alerts()).toHaveLength(1);
    await it.lookAfter(1);
    expect(await it.alerts()).toEqual([]);
  });

  test('are another incident when they come back, told again', async () => {
    await verified();
    for (let round = 0; round < 2; round += 1) {
      await refuse(1);
      await it.look();
      await it.tell();
      await it.lookAfter(24 * hourMs);
      await it.tell();
    }
    expect(await it.alerts('')).toHaveLength(2);
    expect(it.smtp.mails.map(({ source }) => /^Subject: (.*)/m.exec(source)?.[1]?.slice(0, 33))).toEqual([
      expect.stringContaining('Deliveries refused'),
      expect.stringContaining('Resolved'),
      expect.stringContaining('Deliveries refused'),
      expect.stringContaining('Resolved'),
    ]);
  });
});

test('deliveries that are given up open a critical alert', async () => {
  await verified({ retry_policy: 'manual' });
  it.receiver.answer(() => new Response(null, { status: 500 }));
  await it.publish();
  await it.drain();
  await it.look();
  expect(await it.alerts()).toMatchObject([{ cause: 'delivery_exhausted', severity: 'critical' }]);
});

test('an operational event that is itself refused makes no further event and no further alert', async () => {
  await verified();
  await it.subscribe({ name: 'Operations', event_types: ['delivery.rejected', 'commission.created'] });
  await it.publish();
  await it.drain();
  await it.events();
  await refuse(1);
  await it.drain();
  const recorded = await it.events();
  expect(recorded.filter((type) => type === 'delivery.rejected')).toHaveLength(2);
  const operational = (await it.deliveries()).filter(({ event_type }) => event_type === 'delivery.rejected');
  expect(operational.map(({ state }) => state)).toEqual(['rejected']);
  await it.look();
  expect((await it.alerts()).map(({ facts }) => facts.count)).toEqual([1, 1]);
});
