import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { maxKeptBodyBytes } from '../../src/inspector/inspector.ts';
import { createInspectorTest, type InspectorTest, type RequestBody } from './support/inspector-test.ts';

let it: InspectorTest;
beforeEach(async () => {
  it = await createInspectorTest();
});
afterEach(() => it.close());

const send = async (init: RequestInit = {}, rest = ''): Promise<RequestBody> => {
  const inspector = await it.inspector();
  const answer = await fetch(inspector.url + rest, init);
  expect(answer.status).toBe(200);
  const [request] = await it.recorded(inspector.id);
  if (!request) throw new Error('nothing was recorded');
  return request;
};

test.each([['GET'], ['POST'], ['PUT'], ['PATCH'], ['DELETE'], ['OPTIONS'], ['HEAD'], ['PROPFIND']])(
  'a %s is recorded',
  async (method) => {
    expect((await send({ method })).method).toBe(method);
  },
);

test('path and query after the token are recorded as they were sent', async () => {
  expect((await send()).path).toBe('');
  expect((await send({}, '/a/%41%2f//b?x=%20&x=2')).path).toBe('/a/%41%2f//b?x=%20&x=2');
});

test('headers and body are recorded as they came', async () => {
  const body = '\ufeff{"text":"grün <script>"}\r\n';
  const request = await send({
    method: 'POST',
    body,
    headers: { 'X-Custom': 'One, two', 'content-type': 'a/b' },
  });
  expect(request.headers).toMatchObject({ 'x-custom': 'One, two', 'content-type': 'a/b' });
  expect(request).toMatchObject({ body, body_encoding: 'utf8', body_truncated: false });
  expect(request.body_bytes).toBe(Buffer.byteLength(body));
});

test.each([
  ['is no UTF-8', new Uint8Array([0x7b, 0xff, 0x00, 0x7d])],
  ['has a NUL', new TextEncoder().encode('{"a":"\0"}')],
])('a body that %s is recorded as base64, to the byte', async (_what, body) => {
  const request = await send({ method: 'POST', body });
  expect(request.body_encoding).toBe('base64');
  expect([...Buffer.from(request.body, 'base64')]).toEqual([...body]);
});

test('of a long body the beginning is kept, cut between characters, and all of it is counted', async () => {
  const body = `a${'ü'.repeat(maxKeptBodyBytes)}`;
  const request = await send({ method: 'POST', body });
  expect(request).toMatchObject({ body_truncated: true, body_bytes: 2 * maxKeptBodyBytes + 1 });
  expect(request.body).toBe(`a${'ü'.repeat(maxKeptBodyBytes / 2 - 1)}`);
});

test('what would let a reader act as somebody else is not recorded', async () => {
  const request = await send(
    {
      headers: {
        cookie: 'trb_session=abc',
        authorization: `Bearer ${it.key}`,
        'x-other': `key ${it.key}`,
      },
    },
    `?key=${it.key}`,
  );
  expect(JSON.stringify(request)).not.toContain(it.key);
  expect(JSON.stringify(request)).not.toContain('trb_session');
  expect(request.headers.authorization).toBe('(not recorded)');
  const foreign = await send({ headers: { authorization: 'Bearer of another system' } });
  expect(foreign.headers.authorization).toBe('Bearer of another system');
});

describe('an address that leads nowhere says nothing', () => {
  test.each([
    ['/inspect/00000000000000000000000000000000'],
    ['/inspect/short'],
    ['/inspect/'],
    ['/inspect/..%2fhealthz'],
    ["/inspect/'or'1'='1"],
  ])('%s', async (path) => {
    const answer = await fetch(new URL((await it.inspector()).url).origin + path, {
      method: 'POST',
      body: '{}',
    });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('nor does another spelling of a token lead to its inspector', async () => {
    const { id, url } = await it.inspector();
    const token = url.slice(-32);
    const spellings = [
      token.toUpperCase(),
      `${token}%00`,
      `%${token.charCodeAt(0).toString(16)}${token.slice(1)}`,
      `${token.slice(0, 31)}`,
      `${token}0`,
    ];
    for (const spelling of spellings) {
      if (spelling === token) continue;
      const answer = await fetch(url.replace(token, spelling));
      expect([answer.status, await answer.text()]).toEqual([404, '']);
    }
    expect(await it.recorded(id)).toEqual([]);
  });
});

test('whoever watches asks for what is newer than the newest they know', async () => {
  const inspector = await it.inspector();
  const list = async (query: string) => {
    const path = `/api/v1/inspectors/${inspector.id}/requests${query}`;
    return (await it.call<{ data: RequestBody[]; next_cursor: string | null }>('GET', path)).body;
  };
  for (let sent = 0; sent < 5; sent += 1) await fetch(`${inspector.url}?n=${sent}`);
  const { data } = await list('');
  expect(data.map(({ path }) => path)).toEqual(['?n=4', '?n=3', '?n=2', '?n=1', '?n=0']);
  expect(data[0]).not.toHaveProperty('body');
  expect((await list(`?after=${data[3]?.id}`)).data.map(({ path }) => path)).toEqual([
    '?n=4',
    '?n=3',
    '?n=2',
  ]);
  const page = await list(`?after=${data[3]?.id}&limit=2`);
  expect(
    (await list(`?after=${data[3]?.id}&cursor=${page.next_cursor}`)).data.map(({ path }) => path),
  ).toEqual(['?n=2']);
  await it.call('DELETE', `/api/v1/inspectors/${inspector.id}/requests`);
  expect((await list('')).data).toEqual([]);
  await fetch(`${inspector.url}?n=new`);
  expect((await list(`?after=${data[0]?.id}`)).data.map(({ path }) => path)).toEqual(['?n=new']);
});

test('a request of one inspector is not read through another', async () => {
  const [one, two] = [await it.inspector(), await it.inspector()];
  await fetch(one.url);
  const [request] = await it.recorded(one.id);
  const answer = await it.call('GET', `/api/v1/inspectors/${two.id}/requests/${request?.id}`);
  expect(answer.status).toBe(404);
});

test('many that arrive at once are each recorded once, in turn', async () => {
  const inspector = await it.inspector({ answer: { sequence: [201, 202, 203, 204, 205, 206, 207, 208] } });
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, at) => fetch(inspector.url, { method: 'POST', body: String(at) })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 202, 203, 204, 205, 206, 207, 208]);
  const recorded = await it.recorded(inspector.id);
  expect(recorded.map(({ body }) => body).sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
});
