import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';

let it: TestApp;
beforeAll(async () => {
  it = await createTestApp();
});
afterAll(() => it.close());

const path = '/api/v1/inspectors';
const secret = `whsec_${'Ab3+'.repeat(12)}`;

const make = async (body: object = {}, key?: string) => {
  const answer = await it.call('POST', path, { body: { name: 'Bench', ...body }, ...(key && { key }) });
  expect(answer.status).toBe(201);
  return answer.body;
};

const makeEndpoint = async (fields: object = {}) =>
  (
    await it.call('POST', '/api/v1/webhook-endpoints', {
      body: { name: 'CRM', url: 'https://crm.example.com/', event_types: ['*'], ...fields },
    })
  ).body;

/** Refused, naming the one field. */
const expectRefused = async (body: object, field: string, method = 'POST', at = path) => {
  const answer = await it.call(method, at, {
    body: { ...(method === 'POST' && { name: 'Bench' }), ...body },
  });
  expect([answer.status, answer.body.errors.map((error) => error.path)]).toEqual([422, [field]]);
};

test('an inspector has an address that nobody can guess, and a plain 200 for an answer', async () => {
  const one = await make();
  const two = await make();
  expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/inspect\/[0-9a-z]{32}$/);
  expect(one.url).not.toBe(two.url);
  expect(one).toMatchObject({
    program_id: null,
    format: null,
    endpoint_id: null,
    has_secret: false,
    answer: {
      ...{ status: 200, sequence: [], delay_ms: 0, never: false, drip: false },
      ...{ body: null, body_bytes: null, headers: {} },
    },
  });
  expect((await it.call('GET', `${path}/${one.id}`)).body).toEqual(one);
});

test('its secret is sealed where it is kept, and never shown', async () => {
  const made = await make({ secret });
  expect(made.has_secret).toBe(true);
  expect(JSON.stringify(made)).not.toContain(secret);
  const row = await it.app.read
    .selectFrom('inspectors')
    .selectAll()
    .where('id', '=', made.id as never)
    .execute();
  expect(JSON.stringify(row)).not.toContain(secret.slice(6));
  expect(row[0]?.secret_sealed).toStartWith('v1.');
});

test('an endpoint takes the place of a secret, a secret that of an endpoint, and null of either', async () => {
  const made = await make({ secret });
  const endpoint = await makeEndpoint();
  const change = async (body: object) => (await it.call('PATCH', `${path}/${made.id}`, { body })).body;
  expect(await change({ endpoint_id: endpoint.id })).toMatchObject({
    endpoint_id: endpoint.id,
    has_secret: false,
  });
  expect(await change({ secret })).toMatchObject({ endpoint_id: null, has_secret: true });
  expect(await change({ name: 'Other' })).toMatchObject({ name: 'Other', has_secret: true });
  expect(await change({ secret: null })).toMatchObject({ endpoint_id: null, has_secret: false });
  await expectRefused({ endpoint_id: endpoint.id, secret }, 'secret');
});

test('a change that was made by somebody else meanwhile is not overwritten', async () => {
  const made = await make();
  const at = `${path}/${made.id}`;
  const read = await it.call('GET', at);
  expect(read.headers.get('etag')).toBe('"1"');
  const first = await it.call('PATCH', at, { body: { format: 'tributary' }, headers: { 'if-match': '"1"' } });
  expect([first.status, first.headers.get('etag'), first.body.format]).toEqual([200, '"2"', 'tributary']);
  const second = await it.call('PATCH', at, { body: { name: 'Late' }, headers: { 'if-match': '"1"' } });
  expect([second.status, second.body.code]).toEqual([412, 'precondition_failed']);
});

test('lists are pages, newest first', async () => {
  const made = [await make(), await make(), await make()].map(({ id }) => id).reverse();
  const page = await it.call('GET', `${path}?limit=2`);
  expect(page.body.data.map(({ id }) => id)).toEqual(made.slice(0, 2));
  const next = await it.call('GET', `${path}?limit=1&cursor=${page.body.next_cursor}`);
  expect(next.body.data[0]?.id).toBe(made[2] ?? '');
});

test('a deleted inspector is gone, and its address with it', async () => {
  const made = await make();
  const url = String(made.url);
  expect((await it.call('POST', new URL(url).pathname, { body: {} })).status).toBe(200);
  expect((await it.call('DELETE', `${path}/${made.id}`)).status).toBe(204);
  expect((await it.call('GET', `${path}/${made.id}`)).status).toBe(404);
  expect((await it.call('POST', new URL(url).pathname, { body: {} })).status).toBe(404);
});

describe('an answer cannot be told to', () => {
  test.each([
    ['set a cookie', { headers: { 'Set-Cookie': 'a=b' } }],
    ['ask for a password', { headers: { 'WWW-Authenticate': 'Basic' } }],
    ['refresh to another page', { headers: { Refresh: '0; url=https://evil.example.com/' } }],
    ['be another type', { headers: { 'Content-Type': 'text/html' } }],
    ['lift the policy', { headers: { 'content-security-policy': 'x' } }],
    ['clear what the browser keeps', { headers: { 'Clear-Site-Data': '"*"' } }],
    ['have the proxy fetch something', { headers: { 'X-Accel-Redirect': '/etc/passwd' } }],
    ['break out of its header', { headers: { 'retry-after': '1\r\nset-cookie: a=b' } }],
  ])('%s', async (_what, answer) => {
    const [name = ''] = Object.keys(answer.headers);
    await expectRefused({ answer }, `answer.headers.${name}`);
  });

  test.each([
    ['https://evil.example.com/'],
    ['//evil.example.com/'],
    ['/admin'],
    ['https://evil.example.com/?a.invalid/'],
    ['https://evil.example.com#.invalid/'],
    ['https://evil.example.com\\.invalid/'],
    ['https://a@evil.example.com/.invalid'],
    ['https://invalid.example.com/'],
    ['javascript:alert(1)//.invalid/'],
    ['https://.invalid/'],
    ['https://x.invalid.evil.example.com/'],
    ['https://x.invalid:80@evil.example.com/'],
  ])('lead a browser to %s', (location) =>
    expectRefused({ answer: { status: 302, headers: { location } } }, 'answer.headers'),
  );

  test('be longer, later or other than the limits', async () => {
    await expectRefused({ answer: { status: 199 } }, 'answer.status');
    await expectRefused({ answer: { status: 600 } }, 'answer.status');
    await expectRefused({ answer: { delay_ms: 60_001 } }, 'answer.delay_ms');
    await expectRefused({ answer: { body: 'ä'.repeat(32_769) } }, 'answer.body');
    await expectRefused({ answer: { body_bytes: 1_024 ** 3 + 1 } }, 'answer.body_bytes');
    await expectRefused({ answer: { body: 'a', body_bytes: 1 } }, 'answer.body_bytes');
    await expectRefused({ answer: { sequence: [500, 99] } }, 'answer.sequence[1]');
    await expectRefused({ secret: 'whatever' }, 'secret');
    await expectRefused({ format: 'other' }, 'format');
  });
});

test('a Location below .invalid is what a redirect may have', async () => {
  const location = 'https://example.invalid/elsewhere?a=b';
  const made = await make({ answer: { status: 307, headers: { Location: location } } });
  const answer = await it.call('POST', new URL(String(made.url)).pathname, { body: {} });
  expect([answer.status, answer.headers.get('location')]).toEqual([307, location]);
});

describe('a key of one program', () => {
  test('makes, sees and changes inspectors of its program alone', async () => {
    const [mine, theirs] = [await it.build.program(), await it.build.program()];
    const key = await it.build.key({ scopes: ['write'], programId: mine.id });
    const own = await make({}, key);
    expect(own.program_id).toBe(mine.id);
    const foreign = await make({ program_id: theirs.id });
    const global = await make();
    const listed = await it.call('GET', path, { key });
    expect(listed.body.data.map(({ id }) => id)).toEqual([own.id]);
    for (const { id } of [foreign, global]) {
      const at = `${path}/${id}`;
      for (const [method, address] of [
        ['GET', at],
        ['DELETE', at],
        ['GET', `${at}/requests`],
        ['DELETE', `${at}/requests`],
        ['GET', `${at}/requests/req_0000000000`],
      ] as const) {
        expect((await it.call(method, address, { key })).status).toBe(404);
      }
      expect((await it.call('PATCH', at, { key, body: { name: 'Mine' } })).status).toBe(404);
    }
  });

  test('verifies for endpoints of its program alone, also where another key asks for it', async () => {
    const [mine, theirs] = [await it.build.program(), await it.build.program()];
    const key = await it.build.key({ scopes: ['write'], programId: mine.id });
    const [own, foreign, global] = [
      await makeEndpoint({ program_id: mine.id }),
      await makeEndpoint({ program_id: theirs.id }),
      await makeEndpoint(),
    ];
    const inspector = await make({ endpoint_id: own.id }, key);
    for (const endpoint of [foreign, global]) {
      const asked = await it.call('POST', path, { key, body: { name: 'X', endpoint_id: endpoint.id } });
      expect([asked.status, asked.body.errors[0]?.path]).toEqual([422, 'endpoint_id']);
      await expectRefused({ program_id: mine.id, endpoint_id: endpoint.id }, 'endpoint_id');
      await expectRefused({ endpoint_id: endpoint.id }, 'endpoint_id', 'PATCH', `${path}/${inspector.id}`);
    }
  });

  test('that may only read makes and clears nothing', async () => {
    const made = await make();
    const key = await it.build.key({ scopes: ['read'] });
    const at = `${path}/${made.id}`;
    expect((await it.call('GET', `${at}/requests`, { key })).status).toBe(200);
    expect((await it.call('DELETE', `${at}/requests`, { key })).status).toBe(403);
    expect((await it.call('POST', path, { key, body: { name: 'X' } })).status).toBe(403);
  });
});
