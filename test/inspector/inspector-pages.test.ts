import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createServer } from '../../src/server.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let app: TestApp;
let owner: Person;

beforeAll(async () => {
  app = await createTestApp();
  owner = await signIn(app);
});
afterAll(() => app.close());

const htmlOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();

/** Makes an inspector in the browser. @returns its page */
const make = async (fields: Record<string, string> = {}): Promise<string> => {
  const made = await owner.post('/admin/inspectors/new', { name: 'Trial', ...fields });
  return made.headers.get('location') ?? '';
};

/** Sends something to the private address, as a receiver's owner would. */
const send = async (page: string, init: RequestInit = {}): Promise<Response> => {
  const url = /https?:\/\/[^"<\s]+\/inspect\/[\w-]+/.exec(await htmlOf(owner.get(page)))?.[0] ?? '';
  const response = await createServer(app.app).handle(new Request(url, { method: 'POST', ...init }));
  return response as Response;
};

const changed = async (page: string, part: string, fields: Record<string, string>) => {
  const row_version = /name="row_version" value="(\d+)"/.exec(
    await htmlOf(owner.get(`${page}/${part}`)),
  )?.[1];
  return owner.post(`${page}/${part}`, { ...fields, row_version: row_version ?? '' });
};

test('without an inspector the page says what one is for', async () => {
  expect(await htmlOf(owner.get('/admin/inspectors'))).toContain('No inspector yet');
});

test('an inspector shows its address with a request to try, and looks again by itself', async () => {
  const html = await htmlOf(owner.get(await make()));
  expect(html).toMatch(/curl -X POST http[^ ]+\/inspect\//);
  expect(html).toContain('hx-trigger="every 2s"');
});

test('what arrives is shown with headers, body and why its signature is not right', async () => {
  const page = await make({ secret: 'whsec_MDEyMzQ1Njc4OWFiY2RlZg==' });
  const answer = await send(page, { body: '{"type":"sale","id":"x"}', headers: { 'x-shop': 'Leaf' } });
  expect(answer.status).toBe(200);
  const list = await htmlOf(owner.get(page));
  expect(list).toContain('invalid');
  const request = /\/admin\/inspectors\/[\w]+\/requests\/req_\w+/.exec(list)?.[0] ?? '';
  const html = await htmlOf(owner.get(request));
  for (const shown of [
    'x-shop: Leaf',
    '&quot;sale&quot;',
    'As a receiver of “tributary” checks it',
    'Receivers of each format',
  ]) {
    expect(html).toContain(shown);
  }
});

test.each([
  ['500', 500],
  ['429', 429],
])('it answers %s when told to', async (manner, status) => {
  const page = await make();
  expect((await changed(page, 'answer', { manner })).status).toBe(303);
  const answer = await send(page);
  expect(answer.status).toBe(status);
  expect(await htmlOf(owner.get(`${page}/answer`))).toContain(`value="${manner}" checked`);
});

test('it answers by turns, and says so', async () => {
  const page = await make();
  await changed(page, 'answer', { manner: 'own', sequence: '500, 200', headers: 'Retry-After: 5' });
  expect(await htmlOf(owner.get(page))).toContain('It answers 500, then 200');
  expect([(await send(page)).status, (await send(page)).status, (await send(page)).status]).toEqual([
    500, 200, 200,
  ]);
});

test('slow and never are said as they were chosen', async () => {
  const page = await make();
  await changed(page, 'answer', { manner: 'slow' });
  expect(await htmlOf(owner.get(page))).toContain('It answers 200 after 20 s.');
  await changed(page, 'answer', { manner: 'never' });
  expect(await htmlOf(owner.get(page))).toContain('It never answers.');
});

test('a header that cannot be set is refused beside its field, and what was written is kept', async () => {
  const refused = await changed(await make(), 'answer', { manner: 'own', headers: 'Set-Cookie: a=b' });
  expect(refused.status).toBe(422);
  const html = await refused.text();
  expect(html).toContain('cannot be set here');
  expect(html).toContain('Set-Cookie: a=b</textarea>');
});

test('settings are changed without touching the secret', async () => {
  const page = await make({ secret: 'whsec_MDEyMzQ1Njc4OWFiY2RlZg==' });
  expect((await changed(page, 'settings', { name: 'Renamed' })).status).toBe(303);
  const html = await htmlOf(owner.get(page));
  expect(html).toContain('Renamed');
  expect(html).toContain('checked with a secret of its own');
  expect(html).not.toContain('whsec_MDEy');
});

test('what was recorded is cleared, and the inspector deleted by who types its name', async () => {
  const page = await make({ name: 'Old trial' });
  await send(page);
  await owner.post(`${page}/clearing`);
  expect(await htmlOf(owner.get(page))).toContain('Nothing has arrived yet');
  expect((await owner.post(`${page}/deletion`, { confirmation: 'trial' })).status).toBe(422);
  expect((await owner.post(`${page}/deletion`, { confirmation: 'Old trial' })).status).toBe(303);
  expect((await owner.get(page)).status).toBe(404);
});

test('who only looks makes and changes none', async () => {
  const viewer = await signIn(app, 'viewer');
  const page = await make();
  expect(await htmlOf(viewer.get(page))).not.toContain('Change the answer');
  expect((await viewer.get('/admin/inspectors/new')).status).toBe(403);
  expect((await viewer.post(`${page}/clearing`)).status).toBe(403);
});
