import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let it: TestApp;
let owner: Person;
let viewer: Person;

beforeAll(async () => {
  it = await createTestApp();
  owner = await signIn(it);
  viewer = await signIn(it, 'viewer');
  await it.build.program();
  await it.build.partner({ name: 'Ada', code: 'ADA', email: 'ada@example.com' });
});
afterAll(() => it.close());

const html = async (path: string, who = owner): Promise<string> => {
  const answer = await who.get(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.text();
};

const written = { partner_id: 'ada@example.com', destination_url: 'https://shop.example.com/spring' };

const make = async (slug: string): Promise<string> => {
  const made = await owner.post('/admin/links/new', { ...written, slug });
  expect(made.status).toBe(303);
  return made.headers.get('location') ?? '';
};

describe('links in the browser', () => {
  test('teach what will be there, then can be narrowed to a partner by whatever names them', async () => {
    expect(await html('/admin/links')).toContain('No link yet');
    await make('spring');
    for (const partner of ['ADA', 'ada@example.com', 'Ada']) {
      expect(await html(`/admin/links?partner=${partner}`)).toContain('/r/spring');
    }
    expect(await html('/admin/links?partner=nobody')).toContain('No link is like that');
    expect(await (await owner.get('/admin/links.csv')).text()).toContain('https://shop.example.com/spring');
    expect(await (await owner.get('/admin/links.csv?partner=nobody')).text()).not.toContain(
      'https://shop.example.com/spring',
    );
  });

  test('show the whole link to copy and its QR code, which is a file, too', async () => {
    const path = await make('code');
    const page = await html(path);
    expect(page).toContain(`data-copy="${it.app.config.baseUrl}/r/code"`);
    expect(page).toContain('Nobody has come by this link yet.');
    const file = await owner.get(`${path}/qr.svg`);
    expect(file.headers.get('content-type')).toStartWith('image/svg+xml');
    expect(await file.text()).toStartWith('<svg xmlns="http://www.w3.org/2000/svg"');
  });

  test('come back with what was written when nobody fits or the slug is taken', async () => {
    const nobody = await owner.post('/admin/links/new', { ...written, partner_id: 'Grace' });
    expect(nobody.status).toBe(422);
    const page = await nobody.text();
    expect(page).toContain('Partner fits no partner');
    expect(page).toContain('value="https://shop.example.com/spring"');
    const taken = await owner.post('/admin/links/new', { ...written, slug: 'spring' });
    expect(taken.status).toBe(409);
    expect(await taken.text()).toContain('Slug is taken');
  });

  test('lead elsewhere only over the version that was read', async () => {
    const path = await make('moving');
    const changed = { destination_url: 'https://shop.example.com/new', row_version: '1' };
    expect((await owner.post(`${path}/edit`, changed)).status).toBe(303);
    expect(await html(path)).toContain('Leads to https://shop.example.com/new');
    expect((await owner.post(`${path}/edit`, changed)).status).toBe(412);
  });

  test('are retired with a way back in the toast', async () => {
    const path = await make('going');
    const retired = await owner.post(`${path}/retirement`, { row_version: '1' });
    expect(await html(retired.headers.get('location') ?? '')).toContain(`action="${path}/restoration"`);
    expect(await html('/admin/links?archived=true')).toContain('/r/going');
    await owner.post(`${path}/restoration`);
    expect(await html(path)).toContain('going leads on again.');
  });

  test('are only looked at by who may not change them, and others are not found', async () => {
    const path = await make('looked-at');
    expect(await html(path, viewer)).not.toContain(`${path}/edit`);
    for (const deed of ['edit', 'retirement', 'restoration']) {
      expect((await viewer.post(`${path}/${deed}`)).status).toBe(403);
    }
    expect((await viewer.get('/admin/links/new')).status).toBe(403);
    expect((await owner.get('/admin/links/lnk_0000000000')).status).toBe(404);
  });
});
