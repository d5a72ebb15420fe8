import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createVisitTest, type VisitTest } from './visit-test.ts';

let it: VisitTest;
beforeEach(async () => {
  it = await createVisitTest();
});
afterEach(() => it.close());

describe('clicks through the API', () => {
  test('are read as they were stored, without the hashes of the visitor', async () => {
    await it.visit('/r/jane?sub1=a', { headers: { referer: 'https://blog.example.org/' } });
    const { id } = await it.click();
    const { status, body } = await it.call('GET', `/api/v1/clicks/${id}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      id,
      program_id: it.program.id,
      partner_id: it.partner.id,
      link_id: it.link.id,
      landing_url: 'https://shop.example.com/',
      referrer: 'https://blog.example.org/',
      sub1: 'a',
      sub2: null,
      sub3: null,
      sub4: null,
      sub5: null,
      agent_class: 'desktop',
      country: null,
      is_bot: false,
      is_duplicate: false,
      is_creditable: true,
      previous_click_id: null,
      created_at: '2026-05-15T12:00:00.000Z',
    } as never);
  });

  test('come newest first, page by page', async () => {
    for (let index = 0; index < 5; index += 1) await it.visit(`/r/jane?sub1=${index}`);
    const seen: unknown[] = [];
    let cursor: unknown = '';
    while (cursor !== null) {
      const { body } = await it.call('GET', `/api/v1/clicks?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ sub1 }) => sub1));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(['4', '3', '2', '1', '0']);
  });

  test('are found by partner and by link', async () => {
    const john = await it.build.partner({ code: 'john' });
    const link = await it.build.link(john.id, { slug: 'john' });
    await it.visit('/r/jane');
    await it.visit('/r/john');
    await it.post({ key: it.program.publishable_key, partner: 'john' });
    const count = async (query: string) => (await it.call('GET', `/api/v1/clicks?${query}`)).body.data.length;
    expect(await count(`partner_id=${john.id}`)).toBe(2);
    expect(await count(`link_id=${link.id}`)).toBe(1);
    expect(await count(`partner_id=${it.partner.id}&link_id=${link.id}`)).toBe(0);
    expect(await count(`program_id=${it.program.id}`)).toBe(3);
  });

  test('of another program do not exist for a key', async () => {
    await it.visit('/r/jane');
    const { id } = await it.click();
    const other = await it.build.program({ name: 'Other' });
    const key = await it.build.key({ scopes: ['read'], programId: other.id });
    expect((await it.call('GET', `/api/v1/clicks/${id}`, { key })).status).toBe(404);
    expect((await it.call('GET', '/api/v1/clicks', { key })).body.data).toEqual([]);
    expect((await it.call('GET', `/api/v1/clicks?program_id=${it.program.id}`, { key })).status).toBe(404);
  });

  test('are refused to a key that only tracks, and for filters that nobody knows', async () => {
    const key = await it.build.key({ scopes: ['track:write'] });
    expect((await it.call('GET', '/api/v1/clicks', { key })).status).toBe(403);
    for (const query of ['visitor=x', 'partner_id=1', 'limit=1e9', 'limit=-5', 'cursor=1']) {
      expect((await it.call('GET', `/api/v1/clicks?${query}`)).status).toBe(422);
    }
    expect((await it.call('GET', '/api/v1/clicks/clk_0000000000')).status).toBe(404);
    expect((await it.call('GET', '/api/v1/clicks/1')).status).toBe(404);
  });
});
