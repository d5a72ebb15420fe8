import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs, hourMs, minuteMs } from '../../../src/core/clock.ts';
import type { EndpointId } from '../../../src/core/ids.ts';
import { disableFailingEndpoints } from '../../../src/webhooks/endpoints/endpoint-disabling.service.ts';
import { disableStage } from '../../../src/webhooks/endpoints/endpoint-health.ts';
import { createTestApp } from '../../support/app.ts';
import { createDataDir } from '../../support/database-file.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;

beforeEach(async () => {
  world = await createWebhookTest({});
});
afterEach(() => world.close());

const answerWith = (status: number): void => world.receiver.answer(() => new Response(null, { status }));
const job = () => disableFailingEndpoints({ ...world.app, drainer: world.drainer });
const read = async (id: EndpointId) => (await world.call('GET', `/api/v1/webhook-endpoints/${id}`)).body;
const endpointEvents = async () => (await world.events()).filter((type) => type.startsWith('endpoint.'));

/** One event every so often, each of which fails as the receiver is told. */
const publishEvery = async (ms: number, times: number): Promise<void> => {
  for (let count = 0; count < times; count += 1) {
    await world.publish();
    await world.drain();
    await world.drainAfter(ms);
  }
};

describe('an endpoint that fails', () => {
  test('in one burst, however large and long ago, is not disabled', async () => {
    const { id } = await world.subscribe();
    answerWith(500);
    for (let count = 0; count < 100; count += 1) await world.publish();
    await world.drain();
    for (const ms of [minuteMs, 5 * minuteMs, hourMs, 5 * hourMs]) await world.drainAfter(ms);
    world.clock.advance(30 * dayMs);
    expect(await job()).toBe(0);
    expect(await read(id)).toMatchObject({ state: 'active', disabled_at: null });
  });

  test('for five days is disabled by the failure that completes them, told once, and its deliveries are held', async () => {
    const { id } = await world.subscribe();
    await world.subscribe({ event_types: ['endpoint.disabled'], url: `${world.receiver.url}/ops` });
    world.receiver.answer(({ path }) => new Response(null, { status: path === '/ops' ? 200 : 500 }));
    await publishEvery(8 * hourMs, 14);
    expect(await read(id)).toMatchObject({ state: 'active', failing_since: '2026-05-15T12:00:00.000Z' });
    await publishEvery(hourMs, 10);
    const disabled = await read(id);
    expect(disabled).toMatchObject({
      state: 'disabled',
      disabled_reason: 'failing_for_days',
      disabled_at: '2026-05-20T12:00:00.000Z',
      failing_since: '2026-05-15T12:00:00.000Z',
    });
    expect(await job()).toBe(0);
    expect(await endpointEvents()).toEqual(['endpoint.disabled']);
    const told = world.receiver.requests.filter(({ path }) => path === '/ops');
    expect(told.map(({ body }) => JSON.parse(body).data)).toMatchObject([
      { endpoint_id: id, reason: 'failing_for_days', failing_since: '2026-05-15T12:00:00.000Z' },
    ]);
    const { body } = await world.call('GET', `/api/v1/deliveries?endpoint_id=${id}&state=held`);
    const oldest = body.data.at(-1);
    const event = await world.call('GET', `/api/v1/events/${oldest?.event_id}`);
    expect(disabled.behind_from_seq).toBe(event.body.entity_version as number);
  });

  test('and is sent nothing more is disabled all the same', async () => {
    const { id } = await world.subscribe();
    answerWith(500);
    await publishEvery(dayMs, 2);
    world.clock.set('2026-05-20T11:59:59.999Z');
    expect(await job()).toBe(0);
    world.clock.advance(1);
    expect(await job()).toBe(1);
    expect(await job()).toBe(0);
    expect(await read(id)).toMatchObject({ state: 'disabled', disabled_reason: 'failing_for_days' });
    expect(await endpointEvents()).toEqual(['endpoint.disabled']);
  });

  test('but answers well in between begins anew', async () => {
    const { id } = await world.subscribe({ retry_policy: 'manual' });
    answerWith(500);
    await publishEvery(12 * hourMs, 9);
    answerWith(200);
    await publishEvery(hourMs, 1);
    answerWith(500);
    await publishEvery(12 * hourMs, 9);
    expect(await read(id)).toMatchObject({ state: 'active' });
    expect(await job()).toBe(0);
  });

  test('is never disabled under persistent', async () => {
    const { id } = await world.subscribe({ retry_policy: 'persistent' });
    answerWith(500);
    await publishEvery(12 * hourMs, 20);
    expect(await job()).toBe(0);
    expect(await read(id)).toMatchObject({ state: 'active' });
  });

  test('loses nothing: activation sends what was held, starts a new count, and the first 2xx is told', async () => {
    const { id } = await world.subscribe();
    answerWith(500);
    await publishEvery(8 * hourMs, 16);
    const held = (await world.deliveries()).filter(({ state }) => state === 'held').length;
    expect(held).toBeGreaterThan(0);
    await world.publish();
    const before = world.receiver.requests.length;
    await world.call('POST', `/api/v1/webhook-endpoints/${id}/activation`);
    await world.drain();
    expect(await read(id)).toMatchObject({ state: 'active' });
    expect(await endpointEvents()).toEqual(['endpoint.disabled']);
    answerWith(200);
    await world.drainAfter(hourMs);
    expect(world.receiver.requests.length).toBeGreaterThan(before + held);
    expect((await world.deliveries()).filter(({ state }) => state === 'held')).toEqual([]);
    expect(await endpointEvents()).toEqual(['endpoint.recovered']);
    await publishEvery(hourMs, 2);
    expect(await endpointEvents()).toEqual([]);
  });
});

describe('recovery', () => {
  test('is told after a run of failures that people were warned of, and not after a shorter one', async () => {
    await world.subscribe({ retry_policy: 'manual' });
    answerWith(500);
    await publishEvery(11 * hourMs, 2);
    answerWith(200);
    await publishEvery(hourMs, 1);
    expect(await endpointEvents()).toEqual([]);
    answerWith(500);
    await publishEvery(13 * hourMs, 2);
    answerWith(200);
    await publishEvery(hourMs, 2);
    expect(await endpointEvents()).toEqual(['endpoint.recovered']);
  });
});

test('the count of days survives a restart', async () => {
  const { dataDir, remove } = await createDataDir();
  const config = { dataDir, webhookAllowHttp: true, webhookAllowCidrs: ['127.0.0.0/8'] };
  const { clock, receiver } = world;
  answerWith(500);
  const first = await createTestApp({ config, clock });
  await first.app.drainer.start();
  const program = await first.build.program();
  const body = { name: 'CRM', url: receiver.url, event_types: ['partner.approved'] };
  const created = await first.call<{ id: EndpointId }>('POST', '/api/v1/webhook-endpoints', { body });
  await first.build.partner({ program_id: program.id });
  await first.app.drainer.whenQuiet();
  clock.advance(dayMs);
  await first.app.drainer.whenQuiet();
  const failing = await first.app.read.selectFrom('webhook_endpoints').selectAll().executeTakeFirstOrThrow();
  expect(failing.first_failed_at).not.toBeNull();
  await first.close();

  clock.advance(4 * dayMs);
  const second = await createTestApp({ config, clock });
  expect(await disableFailingEndpoints(second.app)).toBe(1);
  const after = await second.call('GET', `/api/v1/webhook-endpoints/${created.body.id}`);
  expect(after.body).toMatchObject({ state: 'disabled', disabled_reason: 'failing_for_days' });
  await second.close();
  remove();
});

test('the stages of a run of failures are told by its age, once it is more than a burst', () => {
  const at = Date.parse('2026-05-15T12:00:00.000Z');
  const stageAfter = (ms: number, spreadMs = ms) =>
    disableStage({ firstFailedAt: at, lastFailedAt: at + spreadMs }, at + ms);
  expect(disableStage({ firstFailedAt: null, lastFailedAt: at }, at + 9 * dayMs)).toBe('none');
  expect(stageAfter(dayMs - 1)).toBe('none');
  expect(stageAfter(dayMs)).toBe('first_warning');
  expect(stageAfter(3 * dayMs - 1)).toBe('first_warning');
  expect(stageAfter(3 * dayMs)).toBe('second_warning');
  expect(stageAfter(4.5 * dayMs)).toBe('last_warning');
  expect(stageAfter(5 * dayMs - 1)).toBe('last_warning');
  expect(stageAfter(5 * dayMs)).toBe('disable');
  expect(stageAfter(9 * dayMs, 12 * hourMs - 1)).toBe('none');
  expect(stageAfter(9 * dayMs, 12 * hourMs)).toBe('disable');
});
