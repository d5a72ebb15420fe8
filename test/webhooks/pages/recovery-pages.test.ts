import { afterAll, beforeAll, expect, test } from 'bun:test';
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
