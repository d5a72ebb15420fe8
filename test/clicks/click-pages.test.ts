import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let it: TestApp;
let viewer: Person;

beforeAll(async () => {
  it = await createTestApp();
  viewer = await signIn(it, 'viewer');
  await it.build.program();
});
afterAll(() => it.close());

const html = async (path: string): Promise<string> => {
  const answer = await viewer.get(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.text();
};

const visit = async (slug: string, agent: string): Promise<void> => {
  const headers = { 'user-agent': agent, referer: 'https://blog.example.com/<post>' };
  expect((await it.call('GET', `/r/${slug}`, { headers })).status).toBe(302);
};

const firefox = 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0';

test('clicks come by themselves, say whether they count, and can be paused and narrowed', async () => {
  const empty = await html('/admin/clicks');
  expect(empty).toContain('No click yet');
  expect(empty).toContain('hx-trigger="every 5s"');
  const { id } = await it.build.partner({ name: 'Ada', code: 'ADA' });
  await it.build.link(id, { slug: 'go' });
  await it.build.link(id, { slug: 'idle' });
  await visit('go', firefox);
  await visit('go', firefox);
  await visit('go', 'Googlebot/2.1');
  await it.app.whenQuiet();
  const all = await html('/admin/clicks');
  for (const text of ['>counts<', '>repeat<', '>bot<', '>Ada</a>', '>go</a>', 'blog.example.com']) {
    expect(all).toContain(text);
  }
  expect(await html('/admin/clicks?bot=true')).not.toContain('>counts<');
  expect(await html('/admin/clicks?partner=ADA&link=go')).toContain('>counts<');
  for (const query of ['link=idle', 'link=never', 'link=%25', 'partner=nobody']) {
    expect(await html(`/admin/clicks?${query}`)).toContain('No click is like that');
  }
  expect(await html('/admin/clicks?live=off')).not.toContain('hx-trigger="every 5s"');
  expect(await html('/admin/clicks?cursor=c2')).not.toContain('hx-trigger="every 5s"');
});

test('the file holds what the filters leave, and its head alone where that is nothing', async () => {
  const rowsOf = async (query: string) => (await html(`/admin/clicks.csv?${query}`)).trim().split('\r\n');
  const [head, ...all] = await rowsOf('');
  expect(head).toStartWith('id,created_at,partner_id,partner_name,link_slug');
  expect(all).toHaveLength(3);
  expect(await rowsOf('bot=true')).toHaveLength(2);
  expect(await rowsOf('link=never')).toEqual([head ?? '']);
});

test('clicks while a partner could not earn say so', async () => {
  const { id } = await it.build.partner({ name: 'Paused' });
  await it.build.link(id, { slug: 'paused' });
  await it.call('POST', `/api/v1/partners/${id}/suspension`);
  await visit('paused', firefox);
  await it.app.whenQuiet();
  expect(await html('/admin/clicks?link=paused')).toContain('>not creditable<');
});
