import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createPromotionTest, type PromotionTest } from '../support/promotion.ts';

let app: PromotionTest;
let program: string;

beforeAll(async () => {
  app = await createPromotionTest();
  program = (await app.build.program()).id;
});
afterAll(() => app.close());

const post = (body: unknown, key?: string) =>
  app.call('POST', '/api/v1/partners', { body, ...(key && { key }) });
const get = (id: string) => app.call('GET', `/api/v1/partners/${id}`);
const patch = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  app.call('PATCH', `/api/v1/partners/${id}`, { body, headers });

describe('adding a partner', () => {
  test('answers the whole partner, approved at once, with a code made up', async () => {
    const answer = await post({ email: ' Jane@Example.com ', name: 'Jane Doe', country: 'DE' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect<unknown>(answer.body).toEqual({
      id: expect.stringMatching(/^prt_/),
      program_id: program,
      email: 'Jane@Example.com',
      name: 'Jane Doe',
      country: 'DE',
      code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/),
      state: 'approved',
      state_reason: null,
      state_note: null,
      group_id: null,
      tier_id: null,
      source: 'direct',
      email_confirmed: false,
      onboarding_completed: false,
      registered_at: '2026-05-15T12:00:00.000Z',
      approved_at: '2026-05-15T12:00:00.000Z',
      created_at: '2026-05-15T12:00:00.000Z',
      updated_at: '2026-05-15T12:00:00.000Z',
    });
    expect((await get(answer.body.id)).body).toEqual(answer.body);
  });

  test('by invitation leaves it unregistered, with the source invite', async () => {
    const { body } = await post({ email: 'invited@example.com', name: 'Invited', state: 'invited' });
    expect(body).toMatchObject({
      state: 'invited',
      source: 'invite',
      registered_at: null,
      approved_at: null,
    });
  });

  test('refuses an email address that the program has, however it is capitalised', async () => {
    await post({ email: 'taken@example.com', name: 'First' });
    expect(await post({ email: 'TAKEN@example.com', name: 'Second' })).toMatchObject({
      status: 409,
      body: { code: 'already_exists', errors: [{ path: 'email' }] },
    });
  });

  test('refuses a code that reads like one the program has', async () => {
    const { body } = await post({ email: 'lola@example.com', name: 'Lola', code: 'Lola-10' });
    expect(body.code).toBe('Lola-10');
    expect(await post({ email: 'other@example.com', name: 'Other', code: 'IOIA-1O' })).toMatchObject({
      status: 409,
      body: { code: 'already_exists', errors: [{ path: 'code' }] },
    });
  });

  test('makes one login of a person who is in two programs', async () => {
    const other = await app.build.program({ name: 'Other program' });
    const email = 'both@example.com';
    const ids = [program, other.id].map((program_id) => post({ email, name: 'Both', program_id }));
    const [first, second] = (await Promise.all(ids)).map(({ body }) => body.id);
    const rows = await app.app.read
      .selectFrom('partners')
      .select('login_id')
      .where('email_key', '=', email)
      .execute();
    expect(first).not.toBe(second as string);
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map(({ login_id }) => login_id)).size).toBe(1);
  });
});

describe('which program', () => {
  test('is asked for when there are several', async () => {
    await app.build.program({ name: 'Yet another' });
    expect(await post({ email: 'lost@example.com', name: 'Lost' })).toMatchObject({
      status: 422,
      body: { code: 'program_required', errors: [{ path: 'program_id' }] },
    });
  });

  test('is the one of the key, which reaches no other', async () => {
    const other = await app.build.program({ name: 'Of another key' });
    const key = await app.build.key({ scopes: ['write'], programId: program });
    const own = await post({ email: 'own@example.com', name: 'Own' }, key);
    expect(own).toMatchObject({ status: 201, body: { program_id: program } });
    expect(await post({ email: 'a@b.co', name: 'A', program_id: other.id }, key)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'program_id' }] },
    });
    const foreign = await app.build.partner({ program_id: other.id });
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/suspension'],
    ] as const) {
      const body = method === 'PATCH' ? { body: { name: 'Mine' } } : {};
      const answer = await app.call(method, `/api/v1/partners/${foreign.id}${path}`, { key, ...body });
      expect([method, answer.status]).toEqual([method, 404]);
    }
    expect((await app.call('GET', `/api/v1/partners?program_id=${other.id}`, { key })).status).toBe(404);
    const listed = await app.call('GET', '/api/v1/partners?limit=200', { key });
    expect(new Set(listed.body.data.map(({ program_id }) => program_id))).toEqual(new Set([program]));
  });
});

describe('changing a partner', () => {
  test('changes what is sent and leaves the rest', async () => {
    const { id } = await app.build.partner({ program_id: program, country: 'DE', code: 'CHANGE' });
    app.clock.advance(1_000);
    const answer = await patch(id, { name: 'New name', country: null });
    expect(answer).toMatchObject({
      status: 200,
      body: { name: 'New name', country: null, code: 'CHANGE', updated_at: '2026-05-15T12:00:01.000Z' },
    });
    expect(answer.headers.get('etag')).toBe('"2"');
    expect((await get(id)).body).toEqual(answer.body);
  });

  test('is refused on a version that is not the present one', async () => {
    const { id } = await app.build.partner({ program_id: program });
    expect((await patch(id, { name: 'A' }, { 'if-match': '"1"' })).status).toBe(200);
    for (const stale of ['"1"', '"99"', 'nonsense']) {
      expect(await patch(id, { name: 'B' }, { 'if-match': stale })).toMatchObject({
        status: 412,
        body: { code: 'precondition_failed' },
      });
    }
    expect((await patch(id, { name: 'C' }, { 'if-match': 'W/"2"' })).status).toBe(200);
  });

  test('to another email address makes it unconfirmed and moves the login', async () => {
    const { id } = await app.build.partner({
      program_id: program,
      email: 'old@example.com',
      email_confirmed: true,
    });
    expect((await patch(id, { email: 'OLD@example.com' })).body.email_confirmed).toBe(true);
    expect((await patch(id, { email: 'new@example.com' })).body).toMatchObject({
      email: 'new@example.com',
      email_confirmed: false,
    });
    const logins = await app.app.read.selectFrom('logins').select('email').execute();
    const emails = logins.map(({ email }) => email);
    expect(emails).toContain('new@example.com');
    expect(emails).not.toContain('old@example.com');
  });

  test('refuses the email address and the code of another partner, never its own', async () => {
    const first = { email: 'first@example.com', code: 'FIRST' };
    const { id } = await app.build.partner({ program_id: program, ...first });
    const other = await app.build.partner({ program_id: program });
    expect((await patch(id, { email: 'First@example.com', code: 'first' })).status).toBe(200);
    for (const path of ['email', 'code'] as const) {
      expect(await patch(other.id, { [path]: first[path] })).toMatchObject({
        status: 409,
        body: { code: 'already_exists', errors: [{ path }] },
      });
    }
  });
});

describe('the list of partners', () => {
  test('comes in pages, newest first, each partner once', async () => {
    const { id } = await app.build.program({ name: 'Paged' });
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      made.unshift((await app.build.partner({ program_id: id })).id);
    }
    const seen: string[] = [];
    let query = `program_id=${id}&limit=2`;
    for (let pages = 1; ; pages += 1) {
      const { body } = await app.call('GET', `/api/v1/partners?${query}`);
      seen.push(...body.data.map((partner) => partner.id));
      if (body.next_cursor === null) {
        expect(pages).toBe(3);
        break;
      }
      query = `program_id=${id}&limit=2&cursor=${body.next_cursor}`;
    }
    expect(seen).toEqual(made);
  });

  test('is filtered by state and by email address', async () => {
    const { id } = await app.build.program({ name: 'Filtered' });
    const pending = await app.build.partner({ program_id: id, state: 'pending', email: 'p@example.com' });
    await app.build.partner({ program_id: id });
    for (const filter of ['state=pending', 'email=P@example.com']) {
      const { body } = await app.call('GET', `/api/v1/partners?program_id=${id}&${filter}`);
      expect(body.data.map((partner) => partner.id)).toEqual([pending.id]);
    }
  });

  test.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=201'],
    ['cursor', 'cursor=7'],
    ['state', 'state=gone'],
    ['group_id', 'group_id=prt_0123456789'],
    ['page', 'page=2'],
  ])('refuses a bad %s: %s', async (path, query) => {
    expect(await app.call('GET', `/api/v1/partners?${query}`)).toMatchObject({
      status: 422,
      body: { errors: [{ path }] },
    });
  });
});
