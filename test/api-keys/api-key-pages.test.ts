import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let app: TestApp;
let owner: Person;

beforeAll(async () => {
  app = await createTestApp();
  owner = await signIn(app);
  await app.build.program();
});
afterAll(() => app.close());

const htmlOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();
const keyIn = (html: string): string => /Bearer (trb_\w+)/.exec(html)?.[1] ?? 'none';

/** The line that a page offers to try, as it is copied. */
const lineIn = (html: string): string => /<code>(curl [^<]*)</.exec(html)?.[1] ?? '';
const plain = (html: string): string => html.replaceAll('&quot;', '"').replaceAll('&#x27;', "'");

test('a key is shown this once, with a line that works', async () => {
  const html = await htmlOf(owner.post('/admin/api-keys/new', { name: 'Shop', scopes: ['track:write'] }));
  const key = keyIn(html);
  const body = JSON.parse(/-d '(.*)'/.exec(plain(lineIn(html)))?.[1] ?? 'null');
  const tried = await app.call('POST', '/track/purchase', { key, body });
  expect(tried.status).toBe(201);
  const list = await htmlOf(owner.get('/admin/api-keys'));
  expect(list).toContain('Shop');
  expect(list).toContain('Report sales');
  expect(list).not.toContain(key);
});

test('a key that reads gets a line that reads', async () => {
  const html = await htmlOf(owner.post('/admin/api-keys/new', { name: 'Report', scopes: ['read'] }));
  const [, path = ''] = /\/\/[^/]*([^']+)'/.exec(plain(lineIn(html))) ?? [];
  expect((await app.call('GET', path, { key: keyIn(html) })).status).toBe(200);
});

test('without a scope nothing is made, and the name is kept', async () => {
  const refused = await owner.post('/admin/api-keys/new', { name: 'Nothing' });
  expect(refused.status).toBe(422);
  const html = await refused.text();
  expect(html).toContain('must name at least one scope');
  expect(html).toContain('value="Nothing"');
});

test('a key is revoked only by who types its name, and refused from then on', async () => {
  const html = await htmlOf(owner.post('/admin/api-keys/new', { name: 'Old', scopes: ['read'] }));
  const { body } = await app.call('GET', '/api/v1/api-keys');
  const path = `/admin/api-keys/${body.data[0]?.id}`;
  expect(await htmlOf(owner.get(path))).toContain('is refused with 401');
  expect((await owner.post(`${path}/revocation`, { confirmation: 'new' })).status).toBe(422);
  expect((await app.call('GET', '/api/v1/programs', { key: keyIn(html) })).status).toBe(200);
  expect((await owner.post(`${path}/revocation`, { confirmation: 'Old' })).status).toBe(303);
  expect((await app.call('GET', '/api/v1/programs', { key: keyIn(html) })).status).toBe(401);
  expect(await htmlOf(owner.get(path))).not.toContain('Revoke this key');
});

test('keys are for owners alone', async () => {
  const admin = await signIn(app, 'admin');
  expect((await admin.get('/admin/api-keys')).status).toBe(403);
  expect((await admin.post('/admin/api-keys/new', { name: 'X', scopes: ['read'] })).status).toBe(403);
  expect((await owner.get('/admin/api-keys/key_00000000000000000000000000none')).status).toBe(404);
});
