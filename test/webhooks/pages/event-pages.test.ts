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

test('before anything happened the page says what events are', async () => {
  expect(await htmlOf(owner.get('/admin/events'))).toContain('Nothing has happened yet');
});

test('an event shows its body in every format, and its deliveries', async () => {
  await world.subscribe({ name: 'Books' });
  const id = await world.publish();
  await world.drain();
  expect(await htmlOf(owner.get('/admin/events?type=commission.created'))).toContain(`/admin/events/${id}`);
  expect((await owner.get(`/admin/events?id=${id}`)).headers.get('location')).toBe(`/admin/events/${id}`);
  const html = await htmlOf(owner.get(`/admin/events/${id}`));
  for (const shown of ['affiliatebase', 'affonso', 'track360', 'Books', 'delivered', 'amount_cents']) {
    expect(html).toContain(shown);
  }
});

test('an event is sent again to whoever asks for it now', async () => {
  const id = await world.publish();
  await world.drain();
  const before = world.receiver.requests.length;
  const again = await owner.post(`/admin/events/${id}/replay`);
  const html = await htmlOf(owner.get(again.headers.get('location') ?? ''));
  expect(html).toMatch(/It is sent again, to \d+ endpoint/);
  await world.drain();
  expect(world.receiver.requests.length).toBeGreaterThan(before);
});

test('what an event carried is expunged only by an owner who types it', async () => {
  const id = await world.publish('payout.completed');
  const admin = await signIn(world, 'admin');
  expect(await htmlOf(admin.get(`/admin/events/${id}`))).not.toContain('Expunge');
  expect((await admin.post(`/admin/events/${id}/expunging`, { confirmation: 'expunge' })).status).toBe(403);
  expect((await owner.post(`/admin/events/${id}/expunging`, { confirmation: '' })).status).toBe(422);
  expect((await owner.post(`/admin/events/${id}/expunging`, { confirmation: 'expunge' })).status).toBe(303);
  expect(await htmlOf(owner.get(`/admin/events/${id}`))).toContain('A person has expunged it.');
});

test('the catalogue says of each type when it happens, and shows it in every format', async () => {
  const list = await htmlOf(owner.get('/admin/webhooks/events'));
  expect(list).toContain('/admin/webhooks/events/commission.due');
  const html = await htmlOf(owner.get('/admin/webhooks/events/partner.registered'));
  expect(html).toContain('Called by affiliatebase');
  expect(html).toContain('affiliate.created');
  expect(html).toContain('Leaf Letters');
  expect((await owner.get('/admin/webhooks/events/nothing.at_all')).status).toBe(404);
});

test('an event that is not there is not there', async () => {
  expect((await owner.get('/admin/events/evt_00000000000000000000000000none')).status).toBe(404);
});
