import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';

let app: TestApp;
let program: AnswerBody;
beforeEach(async () => {
  app = await createTestApp();
  program = await app.build.program();
});
afterEach(() => app.close());

const change = (body: Record<string, unknown>, headers = {}) =>
  app.call('PATCH', `/api/v1/programs/${program.id}`, { body, headers });

describe('changing a program', () => {
  test('changes what is sent and nothing else', async () => {
    app.clock.advance(1_000);
    const { status, body, headers } = await change({ hold_days: 0, cookie_domain: 'example.com' });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...program,
      hold_days: 0,
      cookie_domain: 'example.com',
      updated_at: '2026-05-15T12:00:01.000Z',
    });
    expect(headers.get('etag')).toBe('"2"');
    expect((await change({ cookie_domain: null })).body).toMatchObject({ cookie_domain: null, hold_days: 0 });
  });

  test('takes the currency and mode back as they are, and refuses others with the reason', async () => {
    expect((await change({ currency: 'USD', mode: 'live' })).status).toBe(200);
    const currency = await change({ currency: 'EUR' });
    expect(currency.status).toBe(422);
    expect(currency.body.errors).toEqual([
      { path: 'currency', message: expect.stringMatching(/^cannot be changed from USD: stored amounts/) },
    ]);
    expect((await change({ mode: 'test' })).body.errors).toMatchObject([{ path: 'mode' }]);
  });

  test('is refused when somebody else has changed it since', async () => {
    expect((await change({ name: 'First' }, { 'if-match': '"1"' })).status).toBe(200);
    const late = await change({ name: 'Second' }, { 'if-match': '"1"' });
    expect(late.status).toBe(412);
    expect(late.body.code).toBe('precondition_failed');
    expect((await change({ name: 'Third' }, { 'if-match': 'W/"2"' })).status).toBe(200);
    expect((await change({ name: 'Fourth' }, { 'if-match': 'nonsense' })).status).toBe(412);
    expect((await change({ name: 'Fifth' }, { 'if-match': '*' })).body).toMatchObject({ name: 'Fifth' });
  });

  test('takes an admin key to let payouts pass with fewer approvals, and any that may write for more', async () => {
    const key = await app.build.key({ scopes: ['write', 'payouts'] });
    const set = (payout_approvals: number, by?: string) =>
      app.call('PATCH', `/api/v1/programs/${program.id}`, {
        body: { payout_approvals },
        ...(by && { key: by }),
      });
    expect((await set(2, key)).status).toBe(200);
    expect((await set(2, key)).status).toBe(200);
    const refused = await set(1, key);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect((await set(1)).body).toMatchObject({ payout_approvals: 1 });
  });

  test('does not reach the program of another key', async () => {
    const other = await app.build.program();
    const key = await app.build.key({ scopes: ['admin'], programId: other.id });
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { name: 'Mine' } : undefined;
      const answer = await app.call(method, `/api/v1/programs/${program.id}`, { body, key });
      expect(answer.status).toBe(404);
    }
    expect((await app.call('GET', `/api/v1/programs/${program.id}`)).body).toEqual(program);
  });
});

describe('archiving a program', () => {
  test('takes it off the list and keeps it readable', async () => {
    expect((await app.call('DELETE', `/api/v1/programs/${program.id}`)).status).toBe(204);
    app.clock.advance(5_000);
    expect((await app.call('DELETE', `/api/v1/programs/${program.id}`)).status).toBe(204);
    expect((await app.call('GET', '/api/v1/programs')).body.data).toEqual([]);
    const archived = await app.call('GET', '/api/v1/programs?archived=true');
    expect(archived.body.data).toMatchObject([{ id: program.id, archived_at: '2026-05-15T12:00:00.000Z' }]);
    expect((await app.call('GET', `/api/v1/programs/${program.id}`)).status).toBe(200);
  });

  test('is refused when somebody else has changed it since', async () => {
    await change({ name: 'Changed' });
    const late = await app.call('DELETE', `/api/v1/programs/${program.id}`, {
      headers: { 'if-match': '"1"' },
    });
    expect(late.status).toBe(412);
    expect((await app.call('GET', '/api/v1/programs')).body.data).toHaveLength(1);
  });

  test('ends new rules for it', async () => {
    await app.call('DELETE', `/api/v1/programs/${program.id}`);
    const body = { program_id: program.id, kind: 'percent', basis_points: 1 };
    const answer = await app.call('POST', '/api/v1/commission-rules', { body });
    expect(answer.body.errors).toEqual([{ path: 'program_id', message: 'names an archived program' }]);
  });
});

describe('the list of programs', () => {
  test('is in pages, newest first, each program once', async () => {
    const second = await app.build.program({ name: 'Second' });
    const third = await app.build.program({ name: 'Third' });
    const first = await app.call('GET', '/api/v1/programs?limit=2');
    expect(first.body.data).toEqual([third, second]);
    const rest = await app.call('GET', `/api/v1/programs?limit=2&cursor=${first.body.next_cursor}`);
    expect(rest.body).toMatchObject({ data: [program], next_cursor: null });
  });

  test('holds only its own program for a key of one', async () => {
    const other = await app.build.program();
    const key = await app.build.key({ scopes: ['read'], programId: other.id });
    expect((await app.call('GET', '/api/v1/programs', { key })).body.data).toEqual([other]);
  });

  test.each(['limit=0', 'limit=201', 'cursor=1', 'archived=yes', 'colour=red'])(
    'refuses ?%s',
    async (query) => {
      const answer = await app.call('GET', `/api/v1/programs?${query}`);
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toMatchObject([{ path: query.slice(0, query.indexOf('=')) }]);
    },
  );
});
