import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { type AdminBrowser, openAdminBrowser } from '../support/admin-browser.ts';
import { hasBrowser } from '../support/browser.ts';
import { openSampleShop, type SampleShop } from '../support/sample-shop.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;
const patienceMs = 60_000;

inBrowser('with a script', () => {
  let shop: SampleShop;
  let browser: AdminBrowser;
  let page: Page;

  beforeAll(async () => {
    shop = await openSampleShop();
    browser = await openAdminBrowser(shop);
    page = browser.page;
  }, patienceMs);
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });
  beforeEach(() => browser.look({ scheme: 'light', width: 1280 }));

  const open = (path: string) => page.goto(shop.url + path);
  const focused = <T>(what: string) => page.evaluate<T>(`document.activeElement.${what}`);
  const address = () => page.url().replace(shop.url, '');

  test('keys walk the rows, open one, and the next page begins at its heading', async () => {
    await open('/admin/commissions');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    const href = await focused<string>('getAttribute("href")');
    const second = page.locator('.data tbody tr').nth(1).locator('td > a').first();
    expect(href).toBe((await second.getAttribute('href')) ?? '');
    await page.keyboard.press('Enter');
    await page.waitForURL(shop.url + href);
    await page.locator('h1:focus').waitFor();
  });

  test('g and a letter go places, a slash goes to the search, where letters are letters', async () => {
    await open('/admin/commissions');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.waitForURL(`${shop.url}/admin/balances`);
    await page.locator('h1:focus').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('gbj?');
    expect(await focused('value')).toBe('gbj?');
    expect(address()).toBe('/admin/balances');
  });

  test('single keys can be turned off, and on again', async () => {
    await open('/admin/commissions');
    await page.keyboard.press('?');
    await page.getByLabel('Use single keys').uncheck();
    await page.getByRole('button', { name: 'Close' }).last().click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    expect(await focused('tagName')).not.toBe('A');
    await page.keyboard.press('?');
    await page.getByLabel('Use single keys').check();
    await page.getByRole('button', { name: 'Close' }).last().click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    expect(await focused('tagName')).toBe('A');
  });

  test('filters stand in the address: back, forward and a refresh keep them, and the focus stays', async () => {
    await open('/admin/commissions');
    const kind = page.locator('select[name=kind]');
    await kind.focus();
    const value = (await kind.locator('option').nth(1).getAttribute('value')) ?? '';
    await kind.selectOption(value);
    await page.waitForURL(`${shop.url}/admin/commissions?*kind=${value}*`);
    await page.locator('select[name=kind]:focus').waitFor();
    await page.reload();
    expect(await kind.inputValue()).toBe(value);
    await page.goBack();
    await page.locator('select[name=kind]:has([value=""]:checked)').waitFor();
    await page.goForward();
    await page.locator(`select[name=kind]:has([value="${value}"]:checked)`).waitFor();
  });

  test('what a form answers at its own address begins at its heading', async () => {
    await open('/admin/api-keys/new');
    await page.setViewportSize({ width: 1280, height: 300 });
    await page.getByLabel('Name').fill('Till');
    await page.locator('input[value=read]').check();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.locator('h1:focus', { hasText: 'Till' }).waitFor();
    expect(await page.evaluate<number>('scrollY')).toBe(0);
  });

  test('picking all rows shows what can be done with them, and how many there are', async () => {
    await open('/admin/commissions');
    const bar = page.locator('.bulk-bar');
    expect(await bar.isVisible()).toBe(false);
    await page.getByLabel('Pick all on this page').check();
    const count = await page.locator('td.pick input').count();
    expect(await bar.locator('.picked').textContent()).toBe(`${count} of ${count} picked`);
    await page.locator('td.pick input').first().uncheck();
    expect(await bar.locator('.picked').textContent()).toBe(`${count - 1} of ${count} picked`);
  });

  test('a form that is sent twice while the first is under way is sent once', async () => {
    await open('/admin/programs/new');
    await page.getByLabel('Name').fill('Twice');
    let sent = 0;
    const arrived = Promise.withResolvers<void>();
    await page.route('**/admin/programs/new', async (route) => {
      if (route.request().method() === 'POST') {
        sent += 1;
        await arrived.promise;
      }
      await route.continue();
    });
    await page.evaluate(`{
      const form = document.querySelector('main form.form');
      form.requestSubmit();
      form.requestSubmit();
    }`);
    await page.locator('main form[aria-busy=true]').waitFor();
    arrived.resolve();
    await page.locator('.toast').waitFor();
    await page.unroute('**/admin/programs/new');
    expect(sent).toBe(1);
    expect(await page.locator('.toast').textContent()).toContain('Twice is ready.');
  });

  test('an instant is shown in the time of who looks, the exact one stays in its title', async () => {
    await open('/admin/programs');
    const time = page.locator('.data time').first();
    expect(await time.textContent()).not.toContain('UTC');
    expect(await time.getAttribute('title')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC$/);
  });

  test('pages with other styles are loaded as a whole', async () => {
    await open('/admin/commissions');
    await page.getByRole('link', { name: 'API docs' }).click();
    await page.waitForURL(`${shop.url}/api/docs`);
    await page.locator('link[href*="/docs."]').waitFor({ state: 'attached' });
  });

  test('without any script the navigation opens and filters work', async () => {
    await page.route('**/*.js', (route) => route.abort());
    await browser.look({ scheme: 'light', width: 390 });
    await open('/admin/commissions');
    const link = page.locator('#navigation').getByRole('link', { name: 'Balances' });
    expect(await link.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).click();
    await link.click();
    await page.waitForURL(`${shop.url}/admin/balances`);
    await page.unroute('**/*.js');
  });

  test('the skip link leads past the frame', async () => {
    await open('/admin/commissions');
    await page.keyboard.press('Tab');
    expect(await focused('className')).toBe('skip-link');
    await page.keyboard.press('Enter');
    await page.locator('#main:focus').waitFor();
  });

  test('who has signed out and goes back is shown nothing', async () => {
    await open('/admin/commissions');
    await page.getByRole('link', { name: 'Balances' }).click();
    await page.waitForURL(`${shop.url}/admin/balances`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${shop.url}/login*`);
    await page.goBack();
    await page.waitForURL(`${shop.url}/login*`);
    expect(await page.locator('main').textContent()).not.toContain('Green Deals');
  });
});
