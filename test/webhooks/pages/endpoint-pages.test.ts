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
const endpointOf = async (id: string) => (await world.call('GET', `/api/v1/webhook-endpoints/${id}`)).body;

const written = (fields: Record<string, string | string[]> = {}) => ({
  name: 'Warehouse',
  url: world.receiver.url,
  event_types: ['commission.created'],
  format: 'standard',
  retry_policy: 'standard',
  ...fields,
});

/** The version that a form of the page was filled with. */
const versionIn = (html: string): string => /name="row_version" value="(\d+)"/.exec(html)?.[1] ?? '';

test('without an endpoint the page says what one is for', async () => {
  const html = await htmlOf(owner.get('/admin/webhooks'));
  expect(html).toContain('No endpoint yet');
  expect(html).toContain('href="/admin/webhooks/new"');
  expect(html).toContain('TRIBUTARY_WEBHOOK_SOURCE_ADDRESSES');
});

test('the form explains events, formats and retry policies in the words of the API', async () => {
  const html = await htmlOf(owner.get('/admin/webhooks/new'));
  expect(html).toContain('Everything (*)');
  expect(html).toContain('but click.tracked');
  expect(html).toContain('Tried again 5 seconds, 5 minutes, 30 minutes');
  expect(html).toContain('verifies with the stock libraries of Svix');
});

test('an endpoint is made, its secret shown this once, with code that is started with it', async () => {
  const made = await owner.post('/admin/webhooks/new', written());
  expect(made.status).toBe(200);
  const html = await made.text();
  const secret = /whsec_[A-Za-z0-9+/]{48}/.exec(html)?.[0] ?? 'none';
  expect(html).toContain(`WEBHOOK_SECRET=${secret} PORT=3000 node receiver.mjs`);
  for (const language of ['Node.js', 'Python', 'PHP', 'Go']) expect(html).toContain(language);
  const list = await htmlOf(owner.get('/admin/webhooks'));
  expect(list).toContain('Warehouse');
  expect(list).toContain('unverified');
  expect(list).not.toContain(secret);
});

test('a form that is sent twice makes one endpoint, and shows the same secret', async () => {
  const form = await htmlOf(owner.get('/admin/webhooks/new'));
  const idempotency_key = /name="idempotency_key" value="(\w+)"/.exec(form)?.[1] ?? '';
  const send = () => htmlOf(owner.post('/admin/webhooks/new', written({ name: 'Twice', idempotency_key })));
  const secrets = [await send(), await send()].map((html) => /whsec_[A-Za-z0-9+/]{48}/.exec(html)?.[0]);
  expect(secrets[0]).toStartWith('whsec_');
  expect(secrets[1]).toBe(secrets[0]);
  const { body } = await world.call('GET', '/api/v1/webhook-endpoints');
  expect(body.data.filter(({ name }) => name === 'Twice')).toHaveLength(1);
});

test('a refused form keeps what was written and says beside the field what is wrong', async () => {
  const refused = await owner.post('/admin/webhooks/new', {
    ...written({ name: 'Odd one', headers: 'X-Shop: 1\nHost: evil.example' }),
    event_types: [],
  });
  expect(refused.status).toBe(422);
  const html = await refused.text();
  expect(html).toContain('must name at least one event type');
  expect(html).toContain('is a header that cannot be set');
  expect(html).toContain('value="Odd one"');
});

test('delays, statuses and a signature header are taken as people write them', async () => {
  const made = await owner.post(
    '/admin/webhooks/new',
    written({
      name: 'Own rules',
      format: 'track360',
      retry_policy: 'custom',
      headers: 'X-Shop: sesame',
      retry_delays: '30 s\n5 m\n2 h',
      retry_final: '404, 410 5xx',
      max_age: '7 d',
      signature_header: 'X-Hub-Signature',
      fifo: 'on',
      rate_limit: '5',
    }),
  );
  expect(made.status).toBe(200);
  const { body } = await world.call('GET', '/api/v1/webhook-endpoints');
  const [endpoint] = body.data;
  expect(endpoint).toMatchObject({
    fifo: true,
    rate_limit: 5,
    header_names: ['X-Shop'],
    settings: {
      retry: { delays_seconds: [30, 300, 7_200], final_statuses: [404, 410, '5xx'] },
      signature: { header: 'X-Hub-Signature' },
      max_age_seconds: 604_800,
    },
  });
  const html = await htmlOf(owner.get(`/admin/webhooks/${endpoint?.id}/settings`));
  expect(html).toContain('30 s\n5 m\n2 h');
  expect(html).toContain('Sent now: X-Shop');
  expect(html).not.toContain('sesame');
});

test('a change keeps what the form does not ask for, and never overwrites a newer one', async () => {
  const { id } = await world.subscribe({ settings: { versions: { 'commission.created': 1 } } });
  const path = `/admin/webhooks/${id}/settings`;
  const row_version = versionIn(await htmlOf(owner.get(path)));
  const saved = await owner.post(path, written({ name: 'Renamed', row_version }));
  expect(saved.headers.get('location')).toBe(`/admin/webhooks/${id}`);
  expect(await endpointOf(id)).toMatchObject({
    name: 'Renamed',
    settings: { versions: { 'commission.created': 1 } },
  });
  const late = await owner.post(path, written({ name: 'Too late', row_version }));
  expect(late.status).toBe(412);
  expect(await late.text()).toContain('value="Too late"');
});

test('with a URL of another host custom headers are asked for again', async () => {
  const { id } = await world.subscribe({ headers: { 'X-Token': 'sesame' } });
  const path = `/admin/webhooks/${id}/settings`;
  const moved = written({ url: 'https://elsewhere.example.com/hook' });
  const refused = await owner.post(path, moved);
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('must be given anew');
  expect((await owner.post(path, { ...moved, clear_headers: 'on' })).status).toBe(303);
  expect((await endpointOf(id)).header_names).toEqual([]);
});

test('a test shows the answer at once, with what to do about it', async () => {
  const { id } = await world.subscribe();
  world.receiver.answer(() => new Response('<b>who are you?</b>', { status: 401 }));
  const html = await htmlOf(owner.post(`/admin/webhooks/${id}/test`, { event_type: 'payout.completed' }));
  expect(html).toContain('It was not accepted');
  expect(html).toContain('&lt;b&gt;who are you?&lt;/b&gt;');
  expect(html).toContain('the signature does not fit');
  world.receiver.answer(() => new Response('thanks'));
  const again = await htmlOf(owner.post(`/admin/webhooks/${id}/test`, { event_type: 'payout.completed' }));
  expect(again).toContain('It arrived');
  expect((await endpointOf(id)).verified).toBe(true);
});

test('pausing can be undone, and activating says what is held', async () => {
  const { id } = await world.subscribe();
  const path = `/admin/webhooks/${id}`;
  const paused = await owner.post(`${path}/pause`);
  const html = await htmlOf(owner.get(paused.headers.get('location') ?? ''));
  expect(html).toContain('is paused: deliveries are held.');
  expect(html).toContain(`action="${path}/activation"`);
  await world.publish();
  expect(await htmlOf(owner.get(`${path}/activation`))).toContain('Send the 1 held delivery now');
  const offered = await owner.post(`${path}/activation`, { held: 'recover' });
  expect(offered.headers.get('location')).toStartWith(`${path}/recovery?since=`);
  expect((await endpointOf(id)).state).toBe('active');
  expect((await world.deliveries()).at(-1)?.state).toBe('held');
});

test('an endpoint is deleted only by who types its name', async () => {
  const { id } = await world.subscribe({ name: 'Old shop' });
  const path = `/admin/webhooks/${id}/deletion`;
  expect((await owner.post(path, { confirmation: 'old' })).status).toBe(422);
  expect((await endpointOf(id)).state).toBe('active');
  expect((await owner.post(path, { confirmation: 'Old shop' })).status).toBe(303);
  expect((await owner.get(`/admin/webhooks/${id}`)).status).toBe(404);
});

test('a rotated secret is shown once; cut-over and back are one button each', async () => {
  const { id } = await world.subscribe();
  const path = `/admin/webhooks/${id}/secret`;
  const rotated = await htmlOf(owner.post(path, { grace_seconds: '86400' }));
  expect(rotated).toMatch(/whsec_[A-Za-z0-9+/]{48}/);
  expect(rotated).toContain('signs beside it until');
  expect(await htmlOf(owner.get(path))).toContain('Cut over to the new secret');
  expect((await owner.post(`${path}-cutover`)).status).toBe(303);
  expect(await htmlOf(owner.get(path))).toContain('Go back to the previous secret');
  expect((await owner.post(`${path}-cutover`, { back: 'true' })).status).toBe(303);
  const again = await owner.post(path, { grace_seconds: '86400' });
  expect(again.status).toBe(409);
  expect(await again.text()).toContain('The previous secret signs until');
});

test('the health of an endpoint names what it is sent, and why it fails', async () => {
  const { id } = await world.subscribe({ name: 'Sick shop' });
  world.receiver.answer(() => new Response('no', { status: 500 }));
  await world.publish();
  await world.drain();
  await world.app.minutes.store();
  const html = await htmlOf(owner.get(`/admin/webhooks/${id}`));
  expect(html).toContain('failing');
  expect(html).toContain('never answered with a 2xx');
  expect(html).toContain('Success, 24 hours');
  expect(html).toContain('waits for Retry-After');
  world.receiver.answer(() => new Response(null, { status: 204 }));
});

test('who only looks sees endpoints and changes none', async () => {
  const viewer = await signIn(world, 'viewer');
  const { id } = await world.subscribe();
  const html = await htmlOf(viewer.get(`/admin/webhooks/${id}`));
  expect(html).not.toContain('Pause');
  expect((await viewer.post(`/admin/webhooks/${id}/pause`)).status).toBe(403);
  expect((await viewer.get(`/admin/webhooks/${id}/settings`)).status).toBe(403);
  expect(await htmlOf(viewer.get('/admin/webhooks'))).not.toContain('New endpoint');
  expect((await viewer.get('/admin/webhooks/whe_00000000000000000000000000000none')).status).toBe(404);
});
