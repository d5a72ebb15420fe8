import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { hasBrowser } from '../support/browser.ts';
import { makeKey, makeProgram, openStory, type Story, sell, setUp, storyTimeoutMs } from './browser-story.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('an API key', () => {
  let story: Story;
  let key = '';

  beforeAll(async () => {
    story = await openStory();
    await setUp(story);
    await makeProgram(story);
  }, storyTimeoutMs);
  afterAll(() => story?.[Symbol.asyncDispose]());

  test(
    'works from the moment it is shown, for what it was made for and nothing else, and is shown once',
    async () => {
      const { reader, url } = story;
      key = await makeKey(story, 'Shop backend');
      expect((await sell(url, key, { order_id: '1001' })).status).toBe(201);
      const headers = { authorization: `Bearer ${key}` };
      expect((await fetch(`${url}/api/v1/partners`, { headers })).status).toBe(403);
      await reader.page.reload();
      await reader.arrive(/API key/);
      expect(await reader.page.content()).not.toContain(key);
      expect(reader.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'stays as it is while its name is not typed',
    async () => {
      const { reader, url } = story;
      await reader.page.goto(`${url}/admin/api-keys`);
      await reader.follow('Shop backend');
      await reader.arrive('Shop backend');
      await reader.press('Revoke the key');
      await reader.see('Nothing was changed');
      expect((await sell(url, key, { order_id: '1002' })).status).toBe(201);
    },
    storyTimeoutMs,
  );

  test(
    'is refused with 401 from its revocation on, and the list says so',
    async () => {
      const { reader, url } = story;
      await reader.write('Type Shop backend to confirm', 'Shop backend');
      await reader.press('Revoke the key');
      await reader.said('Shop backend is revoked.');
      const refused = await sell(url, key, { order_id: '1003' });
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
        401,
        'unauthorized',
      ]);
      const row = reader.page.locator('.data tbody tr', { hasText: 'Shop backend' });
      expect(await row.innerText()).toContain('revoked');
      await reader.page.goto(`${url}/admin/conversions`);
      await reader.see('1002');
      expect(await reader.page.locator('main').innerText()).not.toContain('1003');
    },
    storyTimeoutMs,
  );
});
