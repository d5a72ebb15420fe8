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

/** A delivery that a receiver refused for good. */
const refused = async (name = 'Shop') => {
  world.receiver.answer(() => new Response('no thanks', { status: 204 }));
  const { id } = await world.subscribe({ name });
  await world.call('POST', `/api/v1/webhook-endpoints/${id}/test`, { body: {} });
  world.receiver.answer(() => new Response('no thanks', { status: 400 }));
  await world.publish();
  await world.drain();
  world.receiver.answer(() => new Response('taken', { status: 200 }));
  const { body } = await world.call('GET', `/api/v1/deliveries?endpoint_id=${id}&state=rejected`);
  const delivery = body.data[0];
  if (!delivery) throw new Error('nothing was rejected');
  return { endpointId: id, delivery, eventId: String(delivery.event_id) };
};

test('without a delivery the log says what will be in it', async () => {
  const html = await htmlOf(owner.get('/admin/deliveries'));
  expect(html).toContain('Nothing was sent yet');
  expect(html).toMatch(/href="\/admin\/webhooks"[^>]*aria-current="page"/);
});

test('the log shows event, endpoint, state, attempts, the last answer, and a way to send it again', async () => {
  const { delivery } = await refused('First shop');
  const html = await htmlOf(owner.get('/admin/deliveries?state=rejected'));
  for (const shown of ['commission.created', 'First shop', 'rejected', '400', `${delivery.id}/retry`]) {
    expect(html).toContain(shown);
  }
});

test('filters stand in the address, and narrow the log', async () => {
  await refused();
  expect(await htmlOf(owner.get('/admin/deliveries?state=expired'))).toContain('No delivery fits');
  const html = await htmlOf(owner.get('/admin/deliveries?state=rejected&event_type=commission.created'));
  expect(html).toContain('take away');
  expect(await htmlOf(owner.get('/admin/deliveries?since=2020-01-01&until=2020-01-02'))).toContain(
    'No delivery fits',
  );
});

test('an id in the search leads to its delivery, that of an event to its deliveries', async () => {
  const { delivery, eventId } = await refused();
  const found = await owner.get(`/admin/deliveries?id=${delivery.id}`);
  expect(found.headers.get('location')).toBe(`/admin/deliveries/${delivery.id}`);
  expect(await htmlOf(owner.get(`/admin/deliveries?id=${eventId}`))).toContain(
    `/admin/deliveries/${delivery.id}`,
  );
});

test('a delivery shows each attempt: what was sent to the byte, and what came back', async () => {
  const { delivery } = await refused('Exact shop');
  const html = await htmlOf(owner.get(`/admin/deliveries/${delivery.id}`));
  expect(html).toContain('refused it for good (400)');
  expect(html).toContain('Attempt 1');
  expect(html).toContain('no thanks');
  expect(html).toContain(`POST ${world.receiver.url}`);
  expect(html).toContain('webhook-signature: v1,');
  expect(html).toContain('Byte for byte');
});

test('one press sends it again, and the list keeps its place', async () => {
  const { delivery } = await refused();
  const back = '/admin/deliveries?state=rejected';
  const again = await owner.post(`/admin/deliveries/${delivery.id}/retry`, { back });
  expect(again.headers.get('location')).toBe(back);
  await world.drain();
  expect(await htmlOf(owner.get(`/admin/deliveries/${delivery.id}`))).toContain('It arrived (200).');
  await owner.post(`/admin/deliveries/${delivery.id}/retry`, { back: 'https://evil.example/' });
  const told = await htmlOf(owner.get(`/admin/deliveries/${delivery.id}`));
  expect(told).toContain('data-tone="bad"');
});

test('the log of one endpoint is a part of it', async () => {
  const { endpointId, delivery } = await refused('Lone shop');
  const html = await htmlOf(owner.get(`/admin/webhooks/${endpointId}/deliveries?state=rejected`));
  expect(html).toContain('Lone shop');
  expect(html).toContain(delivery.id);
  expect(html.match(/\/retry"/g)?.length).toBe(1);
});

test('the log is had as a file with the same filters', async () => {
  await refused();
  const text = await htmlOf(owner.get('/admin/deliveries.csv?state=rejected'));
  const [head, ...rows] = text.trim().split('\r\n');
  expect(head).toStartWith('id,event_id,event_type,endpoint_id,state');
  expect(rows.every((row) => row.includes(',rejected,'))).toBe(true);
});

test('who only looks sends nothing again, and what is not there is not there', async () => {
  const { delivery } = await refused();
  const viewer = await signIn(world, 'viewer');
  expect(await htmlOf(viewer.get(`/admin/deliveries/${delivery.id}`))).not.toContain('/retry');
  expect((await viewer.post(`/admin/deliveries/${delivery.id}/retry`)).status).toBe(403);
  expect((await owner.get('/admin/deliveries/whd_00000000000000000000000000none')).status).toBe(404);
});

test('what is sent again leads back to a list of ours, and to no address that was made up', async () => {
  const { delivery } = await refused('Way back');
  const here = `/admin/deliveries/${delivery.id}`;
  for (const [back, leadsTo] of [
    ['/admin/deliveries?state=rejected', '/admin/deliveries?state=rejected'],
    ['//evil.example/admin/deliveries', here],
    ['/admin/deliveries?state=日本', here],
  ] as const) {
    const answer = await owner.post(`${here}/retry`, { back });
    expect([back, answer.status, answer.headers.get('location')]).toEqual([back, 303, leadsTo]);
  }
});
