import { afterAll, describe, expect, test } from 'bun:test';
import { createTestApp } from '../support/app.ts';
import { addressOf, queryFieldsOf, requiredQueryOf } from '../support/route-samples.ts';

/** Bad parameters for every route that takes any, and addresses that are none. */
const app = await createTestApp();
await app.build.program();
afterAll(() => app.close());

const named = app.routes.map((route) => ({ name: `${route.method} ${route.path}`, route }));
const withQuery = named.filter(({ route }) => route.query !== undefined);
const withParams = named.filter(({ route }) => route.params !== undefined);

describe.each(withQuery)('$name', ({ route }) => {
  const ask = (query: string) => app.call(route.method, `${addressOf(route)}?${query}`);
  const paths = (answer: Awaited<ReturnType<typeof ask>>) => answer.body.errors.map((error) => error.path);
  const fields = queryFieldsOf(route);

  test.each(['colour=red', '__proto__=1', 'colour'])('answers 422 to ?%s, by its name', async (query) => {
    const answer = await ask(query);
    expect(answer.status).toBe(422);
    expect(paths(answer)).toContain(query.replace(/=.*/, ''));
  });

  const ids = Object.entries(fields).filter(([, { pattern }]) => /^\^\w+_/.test(String(pattern ?? '')));

  test('answers 422 to ids of other things', async () => {
    for (const [name] of ids) {
      for (const value of ['1', 'xyz_0000000000', '', "prg_' or 1=1"]) {
        const answer = await ask(`${name}=${encodeURIComponent(value)}`);
        expect(answer.status).toBe(422);
        expect(paths(answer)).toContain(name);
      }
    }
  });

  // What must be told more than a page is refused for that first.
  if (!('limit' in fields) || requiredQueryOf(route).length > 0) return;

  test('answers 422 to pages that are none', async () => {
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=ten',
      'limit=1.5',
      'cursor=1',
      'cursor=c0',
      'cursor=',
    ]) {
      const answer = await ask(query);
      expect(answer.status).toBe(422);
      expect(paths(answer)).toEqual([query.replace(/=.*/, '')]);
    }
  });

  test('answers an empty page, not an error, beyond the end', async () => {
    const answer = await ask('cursor=c1');
    // The list of something that is not there is not there either.
    if (route.params) expect(answer.status).toBe(404);
    else expect(answer).toMatchObject({ status: 200, body: { data: [], next_cursor: null } });
  });
});

describe.each(withParams)('$name', ({ route }) => {
  const body = route.method === 'PATCH' || route.method === 'POST' ? {} : undefined;

  test.each([
    'not-an-id',
    '..%2F..%2Fetc%2Fpasswd',
    "'%20or%201=1",
    '%00',
    '%ZZ',
    '%E0%A4%A',
    '%F0%9F%98%80',
  ])('has nothing under the id %s', async (id) => {
    const answer = await app.call(route.method, route.path.replace(/:\w+/g, id), { body });
    expect([404, 422]).toContain(answer.status);
  });

  test('has nothing under an id that names nothing', async () => {
    const answer = await app.call(route.method, addressOf(route), { body });
    // A change without the fields it needs may be refused for that first.
    expect(body === undefined ? [404] : [404, 422]).toContain(answer.status);
  });
});

describe('an address that is none', () => {
  test('is answered with a problem', async () => {
    for (const path of ['/api/v1/nothing', '/track/nothing', '/api/v2/programs']) {
      const answer = await app.call('GET', path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
  });

  test('has the methods that it takes in the answer to another', async () => {
    const answer = await app.call('DELETE', '/api/v1/programs');
    expect(answer.status).toBe(405);
    expect(answer.body.detail).toContain('GET, POST');
    expect(answer.headers.get('allow')).toBe('GET, POST');
  });

  test('are not repeated in an answer: somebody may have put a key where an id belongs', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await app.call(method, `/api/v1/programs/${app.key}`);
      expect(answer.status).toBe(method === 'PUT' ? 405 : 404);
      expect(JSON.stringify(answer.body)).not.toContain(app.key);
    }
  });
});

test('nothing surprising was logged', () => {
  expect(app.logged).toEqual([]);
});
