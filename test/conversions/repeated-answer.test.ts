import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { trackRoutes } from '../../src/conversions/track.api.ts';
import type { Answer } from '../../src/http/route.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
  await app.build.program();
});
afterAll(() => app.close());

const body = { idempotency_key: 'k-1', order_id: 'r-1', amount: 100, currency: 'USD' };

/** Asks the route itself, with a disk that is as fast as the test wants. */
const purchase = async (settled: () => Promise<void>): Promise<Answer> => {
  const route = trackRoutes({ ...app.app, settled }).find(({ path }) => path === '/track/purchase');
  if (!route) throw new Error('the route is there');
  return route.handle({
    request: new Request('http://localhost/track/purchase'),
    requestId: 'req_test',
    caller: { actor: testOrigin.actor, scopes: ['track:write'], programId: null },
    origin: testOrigin,
    params: undefined as never,
    query: undefined as never,
    body: body as never,
  });
};

describe('the answer to a repeated request', () => {
  test('is not given before what it rests on is on disk', async () => {
    expect((await purchase(() => app.app.settled())).status).toBe(201);
    const disk = Promise.withResolvers<void>();
    const seen: number[] = [];
    const repeated = purchase(() => disk.promise).then((answer) => seen.push(answer.status));
    await app.app.transact(testOrigin, async () => undefined);
    expect(seen).toEqual([]);
    disk.resolve();
    await repeated;
    expect(seen).toEqual([200]);
  });

  test('is refused when the disk fails meanwhile', async () => {
    const failing = purchase(() => Promise.reject(new Error('the disk failed')));
    expect(await failing.catch((error: Error) => error.message)).toBe('the disk failed');
  });

  test('opens no unit of work', async () => {
    const { answer_json: stored } = await app.app.read
      .selectFrom('idempotency_records')
      .select('answer_json')
      .where('key', '=', 'k-1')
      .executeTakeFirstOrThrow();
    const transact = () => Promise.reject(new Error('a unit of work was opened'));
    const routes = trackRoutes({ ...app.app, transact });
    const route = routes.find(({ path }) => path === '/track/sale');
    const answer = await route?.handle({
      request: new Request('http://localhost/track/sale', { headers: { 'idempotency-key': 'k-1' } }),
      requestId: 'req_test',
      caller: { actor: testOrigin.actor, scopes: ['track:write'], programId: null },
      origin: testOrigin,
      params: undefined as never,
      query: undefined as never,
      body: { order_id: 'r-1', currency: 'USD', amount: 100 } as never,
    });
    expect(answer?.json).toBe(stored?.replace('"replayed":false', '"replayed":true'));
  });
});
