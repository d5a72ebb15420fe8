import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { z } from 'zod';
import { DomainError } from '../../src/core/errors.ts';
import type { Caller } from '../../src/http/caller.ts';
import { createOwnApi, type OwnApi } from '../../src/http/own-api.ts';
import { noContent, ok, type Route } from '../../src/http/route.ts';
import { scopes } from '../../src/http/scopes.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

const callerWith = (held: Caller['scopes']): Caller => ({
  actor: { kind: 'admin', id: 'adm_test' },
  scopes: held,
  programId: null,
});

const everything = callerWith(scopes);

const openFor = (routes: readonly Route[], caller: Caller = everything): OwnApi =>
  createOwnApi(routes)(caller, { actor: caller.actor, requestId: 'req_test' });

const common = { tag: 'Test', summary: 'Says what it was asked', answers: {} };

/** Answers with what arrived. */
const echo = (method: Route['method'], more: Partial<Route> = {}): Route => ({
  ...common,
  method,
  path: '/api/v1/samples/:id',
  scope: method === 'GET' ? 'read' : 'write',
  handle: ({ request, params, query, body, origin }) =>
    ok({ params, query, body, headers: Object.fromEntries(request.headers), deed: origin.deed?.action }),
  ...more,
});

interface Echo {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly deed: string | undefined;
}

const refusalOf = async (asking: Promise<unknown>): Promise<string | undefined> => {
  try {
    await asking;
  } catch (failure) {
    if (failure instanceof DomainError) return failure.code;
    throw failure;
  }
  return undefined;
};

describe('what a page asks of the API', () => {
  const path = '/api/v1/samples/:id';
  const query = z.strictObject({ state: z.string().optional(), limit: z.string().optional() });
  const body = z.strictObject({ name: z.string().optional(), note: z.string().nullable().optional() });

  test('arrives with the parameters of its path as they are, whatever is in them', async () => {
    const id = 'a/b?c=d&é %2F';
    const { params } = await openFor([echo('GET')]).get<Echo>(path, { params: { id } });
    expect(params).toEqual({ id });
  });

  test('leaves out what is absent or empty in a query, and writes numbers as text', async () => {
    const asked = { state: '', limit: 5, cursor: undefined };
    const echoed = await openFor([echo('GET', { query })]).get<Echo>(path, { query: asked });
    expect(echoed.query).toEqual({ limit: '5' });
  });

  test('brings the version it saw and the key of its form, and neither unless given', async () => {
    const api = openFor([echo('PATCH', { body })]);
    const { headers } = await api.patch<Echo>(path, { rowVersion: 3, idempotencyKey: 'once' });
    expect(headers).toMatchObject({ 'if-match': '"3"', 'idempotency-key': 'once' });
    expect((await api.patch<Echo>(path)).headers).toEqual({});
    expect((await api.patch<Echo>(path, { rowVersion: 0 })).headers['if-match']).toBe('"0"');
  });

  test('says in its body what it would over the wire: nothing of what is undefined', async () => {
    const api = openFor([echo('POST', { body })]);
    const echoed = await api.post<Echo>(path, { body: { name: undefined, note: null, other: undefined } });
    expect(Object.keys(echoed.body as object)).toEqual(['note']);
  });

  test('is nothing at all when it has no body, and an empty one counts', async () => {
    expect((await openFor([echo('POST', { body })]).post<Echo>(path)).body).toEqual({});
    expect(await refusalOf(openFor([echo('POST', { body })]).post(path, { body: { other: 1 } }))).toBe(
      'invalid_request',
    );
  });

  test.each([
    ['a NUL', 'a\0b'],
    ['half a character', '\ud800'],
  ])('is refused with %s in a text', async (_what, name) => {
    expect(await refusalOf(openFor([echo('POST', { body })]).post(path, { body: { name } }))).toBe(
      'invalid_request',
    );
  });

  test('is recorded when it changes something', async () => {
    expect((await openFor([echo('POST')]).post<Echo>(path)).deed).toBe('sample.created');
    expect((await openFor([echo('GET')]).get<Echo>(path)).deed).toBeUndefined();
  });

  test('needs the scope of the route', async () => {
    const routes = [echo('GET'), echo('POST')];
    expect(await refusalOf(openFor(routes, callerWith(['read'])).post(path))).toBe('forbidden');
    expect(await refusalOf(openFor(routes, callerWith(['read'])).get(path))).toBeUndefined();
    expect(await refusalOf(openFor(routes, callerWith(['track:write'])).get(path))).toBe('forbidden');
    expect(await refusalOf(openFor(routes, callerWith([])).get(path))).toBe('forbidden');
  });

  test('is a mistake of ours where there is no such route', async () => {
    expect(openFor([echo('GET')]).post('/api/v1/samples/:id')).rejects.toThrow('no route POST');
    expect(openFor([echo('GET')]).get('/api/v1/samples/ech_1')).rejects.toThrow('no route GET');
  });
});

describe('what the API answers a page', () => {
  const answering = (handle: Route['handle']): OwnApi =>
    openFor([{ ...common, method: 'GET', path: '/x', scope: 'read', handle }]);

  test('comes with its version, if it has one', async () => {
    const versioned = answering(() => ok({ id: 'x' }, { etag: '"7"' }));
    expect(await versioned.read<unknown>('/x')).toEqual({ value: { id: 'x' }, rowVersion: 7 });
    expect((await answering(() => ok({})).read('/x')).rowVersion).toBeUndefined();
  });

  test('is read where the route wrote its JSON itself', async () => {
    expect(await answering(() => ({ status: 200, json: '{"a":1}' })).get<unknown>('/x')).toEqual({ a: 1 });
  });

  test('may be a file, and is said not to be there when it is none', async () => {
    const content = { type: 'text/csv', body: 'a,b' };
    expect(await answering(() => ({ status: 200, content })).file('/x')).toEqual(content);
    expect(await refusalOf(answering(() => ok({})).file('/x'))).toBe('not_found');
  });

  test('may be nothing', async () => {
    const gone: Route = { ...common, method: 'DELETE', path: '/x', scope: 'write', handle: () => noContent };
    expect(await openFor([gone]).delete('/x')).toBeUndefined();
  });
});

describe('over the wire and in process', () => {
  let it: TestApp;
  let api: OwnApi;
  let ids: Readonly<Record<string, string>>;

  beforeAll(async () => {
    it = await createTestApp();
    api = openFor(it.routes);
    const program = await it.build.program();
    const partner = await it.build.partner({ name: 'Ada' });
    const link = await it.build.link(partner.id);
    const promoCode = await it.build.promoCode(partner.id, 'ADA10');
    const sale = { order_id: 'o-1', customer_id: 'c-1', amount: 5_000, currency: 'USD', promo_code: 'ADA10' };
    const told = await it.call('POST', '/track/purchase', { body: sale });
    const { data } = (await it.call('GET', '/api/v1/commissions')).body;
    ids = {
      programs: program.id,
      partners: partner.id,
      links: link.id,
      'promo-codes': promoCode.id,
      conversions: (told.body.conversion as { id: string }).id,
      commissions: data[0]?.id ?? '',
    };
  });
  afterAll(() => it.close());

  test.each(['programs', 'partners', 'links', 'promo-codes', 'conversions', 'commissions'])(
    'one of %s is the same, with its version',
    async (room) => {
      const wire = await it.call('GET', `/api/v1/${room}/${ids[room]}`);
      const own = await api.read<typeof wire.body>(`/api/v1/${room}/:id`, {
        params: { id: ids[room] ?? '' },
      });
      expect(wire.status).toBe(200);
      expect(own.value).toStrictEqual(wire.body);
      expect(wire.headers.get('etag')).toBe(`"${own.rowVersion}"`);
    },
  );

  /** Every list that can be asked for without anything else. */
  test('every list is the same', async () => {
    const compared: string[] = [];
    for (const { method, path } of it.routes) {
      if (method !== 'GET' || path.includes(':') || !path.startsWith('/api/v1/')) continue;
      // Says how much of the disk is free at this moment.
      if (path === '/api/v1/instance') continue;
      const wire = await it.call('GET', path);
      if (wire.status !== 200 || !wire.headers.get('content-type')?.includes('json')) continue;
      expect([path, await api.get<unknown>(path)]).toStrictEqual([path, wire.body]);
      compared.push(path);
    }
    expect(compared.length).toBeGreaterThan(20);
  });

  test('what is refused is refused alike', async () => {
    const path = '/api/v1/partners';
    for (const body of [{}, { email: 'x', name: '' }, { email: 'a@b.example', name: 'A', unknown: 1 }]) {
      const wire = await it.call('POST', path, { body });
      expect(await api.post(path, { body }).catch((failure) => failure.errors)).toEqual(wire.body.errors);
    }
  });

  test('a version that is gone is refused, one that is there is taken', async () => {
    const params = { id: ids.partners ?? '' };
    const { rowVersion } = await api.read('/api/v1/partners/:id', { params });
    const change = { params, body: { name: 'Ada Byron' }, rowVersion };
    await api.patch('/api/v1/partners/:id', change);
    expect(await refusalOf(api.patch('/api/v1/partners/:id', change))).toBe('precondition_failed');
  });

  test('a bonus that is sent twice with one key is given once', async () => {
    const body = { partner_id: ids.partners, amount: 700, note: 'Thanks' };
    const once = { body, idempotencyKey: 'form-1' };
    const [first, again] = [
      await api.post<{ id: string }>('/api/v1/commissions', once),
      await api.post<{ id: string }>('/api/v1/commissions', once),
    ];
    expect(again.id).toBe(first.id);
  });
});
