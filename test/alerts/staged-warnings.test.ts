import { afterEach, beforeEach, expect, test } from 'bun:test';
import { dayMs, hourMs } from '../../src/core/clock.ts';
import { disableFailingEndpoints } from '../../src/webhooks/endpoints/endpoint-disabling.service.ts';
import { type AlertTest, createAlertTest } from './support/alert-test.ts';

let it: AlertTest;
beforeEach(async () => {
  it = await createAlertTest();
  await it.set({
    causes: ['endpoint_failing', 'endpoint_disabled'],
    email_recipients: ['ops@example.com'],
  });
});
afterEach(() => it.close());

/** Fails twice half a day apart, which makes it more than a burst, then lies still. */
const failing = async (fields?: Readonly<Record<string, unknown>>) => {
  const endpoint = await it.subscribe({ retry_policy: 'manual', ...fields });
  await it.publish();
  await it.drain();
  it.receiver.answer(() => new Response(null, { status: 500 }));
  await fail();
  it.clock.advance(12 * hourMs);
  await fail();
  return endpoint;
};
const fail = async () => {
  await it.publish();
  await it.drain();
};
const halfADayLater = async () => {
  it.clock.advance(12 * hourMs);
  await disableFailingEndpoints(it.app);
  await it.look();
  await it.tell();
  const [alert] = await it.alerts();
  return alert && `${alert.cause} ${alert.stage}`;
};
const subjects = () =>
  it.smtp.mails.map(({ source }) =>
    /^Subject: \[Tributary\] (.*)/m
      .exec(source)?.[1]
      ?.replace(/:.*$/, (rest) => (/^: CRM/.test(rest) ? '' : rest)),
  );

test('an endpoint that goes on failing is warned of in stages of one alert, then told to be disabled', async () => {
  const endpoint = await failing();
  await it.look();
  expect(await it.alerts()).toEqual([]);
  const days: (string | undefined)[] = [];
  for (let half = 2; half <= 10; half += 1) days.push(await halfADayLater());
  expect(days).toEqual([
    'endpoint_failing 1',
    'endpoint_failing 1',
    'endpoint_failing 1',
    'endpoint_failing 1',
    'endpoint_failing 2',
    'endpoint_failing 2',
    'endpoint_failing 2',
    'endpoint_failing 3',
    'endpoint_disabled 1',
  ]);
  const all = await it.alerts('');
  expect(all.map(({ cause, subject, state }) => [cause, subject, state])).toEqual([
    ['endpoint_disabled', endpoint.id, 'open'],
    ['endpoint_failing', endpoint.id, 'resolved'],
  ]);
  expect(all[1]?.notifications.map(({ kind }) => kind)).toEqual([
    'opened',
    'escalated',
    'escalated',
    'resolved',
  ]);
  expect(subjects()).toHaveLength(4);
  expect(all[0]?.facts).toMatchObject({ reason: 'failing_for_days' });
});

test('one that answers again in time is told of no more, and the warning is resolved', async () => {
  await failing();
  await halfADayLater();
  it.receiver.answer(() => new Response(null, { status: 204 }));
  await it.publish();
  await it.drain();
  await it.look();
  expect(await it.alerts()).toEqual([]);
});

test('one that retries for ever is warned of and never said to be disabled', async () => {
  await failing({ retry_policy: 'persistent' });
  it.clock.advance(12 * hourMs);
  await it.look();
  const [alert] = await it.alerts();
  expect(alert).toMatchObject({ cause: 'endpoint_failing', facts: { disabled_from: null } });
  expect(alert?.sentence).not.toContain('disabled');
});

test('a disabled endpoint that is activated again is over', async () => {
  const endpoint = await failing();
  it.clock.advance(5 * dayMs);
  await disableFailingEndpoints(it.app);
  await it.look();
  expect(await it.alerts()).toMatchObject([{ cause: 'endpoint_disabled', severity: 'critical' }]);
  await it.call('POST', `/api/v1/webhook-endpoints/${endpoint.id}/activation`, { body: {} });
  await it.look();
  expect(await it.alerts()).toEqual([]);
});

test('a deleted endpoint has no alert left', async () => {
  const endpoint = await failing();
  await halfADayLater();
  await it.call('DELETE', `/api/v1/webhook-endpoints/${endpoint.id}`);
  await it.look();
  expect(await it.alerts()).toEqual([]);
});
