import { afterAll, beforeAll, expect, test } from 'bun:test';
import { hourMs, secondMs } from '../../../src/core/clock.ts';
import { type Person, signIn } from '../../support/people.ts';
import { createWebhookTest, type WebhookTest } from '../support/webhook-test.ts';

let world: WebhookTest;
let owner: Person;

beforeAll(async () => {
  world = await createWebhookTest();
  owner = await signIn(world);
});
afterAll(() => world.close());

const htmlOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();

/** An endpoint for which events were held while it was paused. */
const behind = async (): Promise<string> => {
  const { id } = await world.subscribe({ name: 'Shop' });
  await world.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
  await world.publish();
  await world.publish();
  await world.call('POST', `/api/v1/webhook-endpoints/${id}/activation`, { body: { held: 'keep' } });
  return id;
};

test('what would be sent is counted before anything is sent', async () => {
  const path = `/admin/webhooks/${await behind()}/recovery`;
  expect(await htmlOf(owner.get(path))).not.toContain('would be sent');
  const html = await htmlOf(owner.get(`${path}?since=2020-01-01T00:00&include=failed`));
  expect(html).toContain('2 deliveries would be sent');
  expect(html).toContain('value="2020-01-01T00:00');
});

test('a recovery shows its progress by itself until there is nothing to come', async () => {
  const path = `/admin/webhooks/${await behind()}`;
  const begun = await owner.post(`${path}/recovery`, { since: '2020-01-01T00:00', include: 'failed' });
  const progress = begun.headers.get('location') ?? '';
  expect(progress).toStartWith(`${path}/recoveries/rec_`);
  const html = await htmlOf(owner.get(progress));
  expect(html).toContain('The recovery has begun.');
  expect(html).toContain(`hx-get="${progress}"`);
  expect(await htmlOf(owner.get(`${path}/recovery`))).toContain(progress);
  expect((await owner.post(`${progress}/cancellation`)).headers.get('location')).toBe(progress);
  const stopped = await htmlOf(owner.get(progress));
  expect(stopped).toContain('canceled');
  expect(stopped).not.toContain('hx-trigger');
});

/** Activates it, choosing to recover. @returns how many failed or held ones the page that this leads to offers */
const offered = async (id: string): Promise<number> => {
  const activated = await owner.post(`/admin/webhooks/${id}/activation`, { held: 'recover' });
  const html = await htmlOf(owner.get(activated.headers.get('location') ?? ''));
  return Number(/<dt>Failed or held<\/dt><dd>(\d+)</.exec(html)?.[1]);
};

test('what was under way when an endpoint broke is offered with the rest', async () => {
  const { id } = await world.subscribe({ name: 'Slow' });
  world.receiver.answer(() => new Response(null, { status: 500 }));
  await world.publish();
  await world.drainAfter(20 * secondMs);
  world.receiver.answer(() => new Response('thanks'));
  await world.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
  await world.publish();
  expect(await offered(id)).toBe(2);
});

test('what was held before a paused endpoint was changed is offered too', async () => {
  const { id } = await world.subscribe({ name: 'Moves' });
  await world.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
  await world.publish();
  world.clock.advance(hourMs);
  await world.call('PATCH', `/api/v1/webhook-endpoints/${id}`, { body: { name: 'Moved' } });
  expect(await offered(id)).toBe(1);
});

test('a moment that cannot be is said beside the field', async () => {
  const path = `/admin/webhooks/${await behind()}/recovery`;
  const refused = await owner.get(`${path}?since=2099-01-01T00:00`);
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('must not lie in the future');
});

test('an endpoint that is off is to be activated first', async () => {
  const { id } = await world.subscribe();
  await world.call('POST', `/api/v1/webhook-endpoints/${id}/pause`);
  const html = await htmlOf(owner.get(`/admin/webhooks/${id}/recovery`));
  expect(html).toContain(`/admin/webhooks/${id}/activation`);
  expect(html).not.toContain('Count what that is');
});

test('who only looks begins no recovery', async () => {
  const viewer = await signIn(world, 'viewer');
  const path = `/admin/webhooks/${await behind()}/recovery`;
  expect(await htmlOf(viewer.get(path))).not.toContain('Count what that is');
  expect((await viewer.post(path, { since: '2020-01-01T00:00' })).status).toBe(403);
});
