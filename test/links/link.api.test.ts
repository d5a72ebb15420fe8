import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createPromotionTest, type PromotionTest, refusalOf } from '../support/promotion.ts';

let app: PromotionTest;
let program: string;
let partner: string;

beforeAll(async () => {
  app = await createPromotionTest();
  program = (await app.build.program()).id;
  partner = (await app.build.partner({ program_id: program })).id;
});
afterAll(() => app.close());

const destination = 'https://shop.example.com/landing';
const post = (fields: Record<string, unknown> = {}) =>
  app.call('POST', '/api/v1/links', {
    body: { partner_id: partner, destination_url: destination, ...fields },
  });
const patch = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  app.call('PATCH', `/api/v1/links/${id}`, { body, headers });

describe('making a link', () => {
  test('answers the whole link with the address to share', async () => {
    const answer = await post({ slug: 'Summer-Sale_1', sub1: 'newsletter' });
    expect(answer).toMatchObject({ status: 201 });
    expect(answer.headers.get('etag')).toBe('"1"');
    expect<unknown>(answer.body).toEqual({
      id: expect.stringMatching(/^lnk_/),
      program_id: program,
      partner_id: partner,
      slug: 'summer-sale_1',
      url: `${app.app.config.baseUrl}/r/summer-sale_1`,
      destination_url: destination,
      sub1: 'newsletter',
      sub2: null,
      sub3: null,
      sub4: null,
      sub5: null,
      created_at: '2026-05-15T12:00:00.000Z',
      updated_at: '2026-05-15T12:00:00.000Z',
      archived_at: null,
    });
    expect((await app.call('GET', `/api/v1/links/${answer.body.id}`)).body).toEqual(answer.body);
  });

  test('makes up a slug that is left out, another one each time', async () => {
    const slugs = [await post(), await post()].map(({ body }) => body.slug);
    for (const slug of slugs) expect(slug).toMatch(/^[0-9a-hjkmnp-tv-z]{8}$/);
    expect(slugs[0]).not.toBe(slugs[1]);
  });

  test('refuses a slug that any program has, in any capitals', async () => {
    await post({ slug: 'taken' });
    const other = await app.build.program({ name: 'Other' });
    const elsewhere = await app.build.partner({ program_id: other.id });
    expect(await post({ slug: 'TAKEN', partner_id: elsewhere.id })).toMatchObject({
      status: 409,
      body: { code: 'already_exists', errors: [{ path: 'slug' }] },
    });
  });

  test.each([
    ['invited', [], 201],
    ['pending', [], 201],
    ['approved', [], 201],
    ['pending', ['rejection'], 409],
    ['invited', ['declination'], 409],
    ['approved', ['suspension'], 409],
    ['approved', ['termination'], 409],
  ])('for a partner that is %s after %j answers %i', async (state, moves, status) => {
    const { id } = await app.build.partner({ program_id: program, state });
    for (const move of moves) await app.call('POST', `/api/v1/partners/${id}/${move}`);
    const answer = await post({ partner_id: id });
    expect(answer.status).toBe(status);
    if (status === 409) {
      expect(answer.body).toMatchObject({ code: 'conflict', errors: [{ path: 'partner_id' }] });
    }
  });

  test('may lead to another host than those that the program allows for deep links', async () => {
    const strict = await app.build.program({ name: 'Strict', allowed_hosts: ['shop.example.com'] });
    const { id } = await app.build.partner({ program_id: strict.id });
    const link = await post({ partner_id: id });
    expect(link.status).toBe(201);
    const away = { destination_url: 'https://landing.example/' };
    expect((await post({ partner_id: id, ...away })).status).toBe(201);
    expect((await patch(link.body.id, away)).status).toBe(200);
  });

  test.each<[string, unknown]>([
    ['partner_id', undefined],
    ['partner_id', null],
    ['partner_id', 'prt_0123456789abcdef'],
    ['partner_id', 'lnk_0123456789abcdef'],
    ['destination_url', undefined],
    ['destination_url', null],
    ['destination_url', 7],
    ['destination_url', ''],
    ['destination_url', '/relative'],
    ['destination_url', 'javascript:alert(1)'],
    ['destination_url', 'https://user:pass@shop.example.com/'],
    ['destination_url', 'https://shop.example.com/a\u0000b'],
    ['destination_url', 'https://shop.example.com/a\ud800'],
    ['destination_url', `https://shop.example.com/${'a'.repeat(2_048)}`],
    ['slug', null],
    ['slug', 7],
    ['slug', ''],
    ['slug', '-begins-badly'],
    ['slug', 'has space'],
    ['slug', 'sl/ash'],
    ['slug', 'caf\u00e9'],
    ['slug', '\u212aelvin'],
    ['slug', 'x'.repeat(65)],
    ['sub1', 7],
    ['sub1', ''],
    ['sub5', 'x'.repeat(256)],
    ['sub3', 'a\u0000b'],
    ['sub3', 'a\ud800'],
    ['sub6', 'unknown'],
    ['program_id', 'prg_0123456789abcdef'],
  ])('refuses a bad %s: %j', async (field, value) => {
    expect(await post({ [field]: value })).toMatchObject(refusalOf(field));
  });

  test('refuses the partner of a program that the key does not reach', async () => {
    const other = await app.build.program({ name: 'Foreign' });
    const key = await app.build.key({ scopes: ['write'], programId: other.id });
    const body = { partner_id: partner, destination_url: destination };
    expect(await app.call('POST', '/api/v1/links', { body, key })).toMatchObject(refusalOf('partner_id'));
  });
});

describe('changing a link', () => {
  test('changes where it leads and its sub-ids, never its slug or partner', async () => {
    const { body } = await post({ sub1: 'a', sub2: 'b' });
    const changed = await patch(body.id, { destination_url: 'https://shop.example.com/new', sub1: null });
    expect(changed).toMatchObject({
      status: 200,
      body: { destination_url: 'https://shop.example.com/new', sub1: null, sub2: 'b' },
    });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await patch(body.id, { sub2: 'b' })).headers.get('etag')).toBe('"2"');
    for (const field of ['slug', 'partner_id']) {
      expect(await patch(body.id, { [field]: 'other' })).toMatchObject(refusalOf(field));
    }
  });

  test('is refused on a version that is not the present one', async () => {
    const { body } = await post();
    await patch(body.id, { sub1: 'a' });
    expect((await patch(body.id, { sub1: 'b' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await patch(body.id, { sub1: 'b' }, { 'if-match': '"2"' })).status).toBe(200);
  });
});

describe('retiring a link', () => {
  test('keeps it to be read, its slug taken, and everything about it as it is', async () => {
    const { body } = await post({ slug: 'retired' });
    const path = `/api/v1/links/${body.id}`;
    expect((await app.call('DELETE', path)).status).toBe(204);
    expect((await app.call('GET', path)).body.archived_at).toBe('2026-05-15T12:00:00.000Z');
    expect((await app.call('DELETE', path)).status).toBe(204);
    expect(await patch(body.id, { sub1: 'a' })).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await post({ slug: 'retired' })).status).toBe(409);
    const listed = async (query: string) =>
      (await app.call('GET', `/api/v1/links?${query}`)).body.data.map(({ id }) => id);
    expect(await listed('slug=retired')).toEqual([]);
    expect(await listed('slug=RETIRED&archived=true')).toEqual([body.id]);
  });

  test('can be taken back: it leads where it led, and once more changes nothing', async () => {
    const { body } = await post({ slug: 'returning' });
    const path = `/api/v1/links/${body.id}`;
    const visit = async () => (await app.call('GET', '/r/returning')).status;
    expect((await app.call('DELETE', path)).status).toBe(204);
    expect(await visit()).toBe(404);
    const restored = await app.call('POST', `${path}/restoration`);
    expect(restored.body).toEqual({ ...body, archived_at: null });
    expect(await visit()).toBe(302);
    expect((await app.call('POST', `${path}/restoration`)).body).toEqual(restored.body);
  });
});

describe('reading links', () => {
  test('comes in pages of a partner, newest first', async () => {
    const { id } = await app.build.partner({ program_id: program });
    const made = [
      await post({ partner_id: id }),
      await post({ partner_id: id }),
      await post({ partner_id: id }),
    ];
    const path = `/api/v1/links?partner_id=${id}&limit=2`;
    const first = (await app.call('GET', path)).body;
    const second = (await app.call('GET', `${path}&cursor=${first.next_cursor}`)).body;
    const partnerName = (await app.call('GET', `/api/v1/partners/${id}`)).body.name;
    const expected = made.map(({ body }) => ({ ...body, partner_name: partnerName })).reverse();
    expect([...first.data, ...second.data]).toEqual(expected);
    expect(second.next_cursor).toBeNull();
  });

  test('is impossible for the key of another program', async () => {
    const { body } = await post();
    const other = await app.build.program({ name: 'Elsewhere' });
    const key = await app.build.key({ scopes: ['write'], programId: other.id });
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const sent = method === 'PATCH' ? { body: { sub1: 'a' } } : {};
      expect((await app.call(method, `/api/v1/links/${body.id}`, { key, ...sent })).status).toBe(404);
    }
    expect((await app.call('GET', '/api/v1/links', { key })).body.data).toEqual([]);
  });

  test.each([
    ['archived', 'archived=yes'],
    ['slug', 'slug=-'],
    ['partner_id', 'partner_id=7'],
    ['order', 'order=asc'],
  ])('refuses a bad %s: %s', async (path, query) => {
    expect(await app.call('GET', `/api/v1/links?${query}`)).toMatchObject(refusalOf(path));
  });
});
