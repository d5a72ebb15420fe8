import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type AdminBrowser, openAdminBrowser } from '../../support/admin-browser.ts';
import { hasBrowser } from '../../support/browser.ts';
import { openSampleShop, type SampleShop } from '../../support/sample-shop.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;
const patienceMs = 60_000;

inBrowser('webhooks in a browser', () => {
  let shop: SampleShop;
  let browser: AdminBrowser;

  beforeAll(async () => {
    shop = await openSampleShop({ seeded: false });
    await shop.it.build.program();
    browser = await openAdminBrowser(shop);
  }, patienceMs);
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  test(
    'an inspector shows what arrives while it is looked at, an endpoint its secret once and the answer to a test',
    async () => {
      const { page } = browser;
      await page.goto(`${shop.url}/admin/inspectors/new`);
      await page.getByLabel('Name', { exact: true }).fill('Bench');
      await page.getByRole('button', { name: 'Make the inspector' }).click();
      await page.getByText('Nothing has arrived yet').waitFor();
      const url = await page.locator('.code-block code').first().innerText();
      await page.evaluate('window.sameDocument = true');
      await fetch(url, { method: 'POST', body: '{"type":"first.look"}' });
      await page.getByText('first.look').waitFor();
      expect(await page.evaluate<boolean>('window.sameDocument')).toBe(true);

      await page.goto(`${shop.url}/admin/webhooks/new`);
      await page.getByLabel('Name', { exact: true }).fill('CRM');
      await page.getByLabel('URL', { exact: true }).fill(url);
      await page.getByRole('button', { name: 'Make the endpoint' }).click();
      await page.getByText('Shown this once').waitFor();
      expect(await page.locator('.once code').innerText()).toStartWith('whsec_');
      await page.getByRole('link', { name: 'Send a test' }).click();
      await page.getByRole('button', { name: 'Send the test' }).click();
      await page.getByText('It arrived').waitFor();
      expect(browser.complaints()).toEqual([]);
    },
    patienceMs,
  );

  test(
    'a refused form stands there again with what was written, and its first problem has the focus',
    async () => {
      const { page } = browser;
      await page.goto(`${shop.url}/admin/webhooks/new`);
      await page.getByLabel('Name', { exact: true }).fill('Nowhere');
      await page.getByLabel('URL', { exact: true }).fill('ftp://nowhere.example');
      await page.getByRole('button', { name: 'Make the endpoint' }).click();
      await page.getByText('Nothing was changed').waitFor();
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Nowhere');
      expect(await page.evaluate<string>('document.activeElement.className')).toBe('error-summary');
    },
    patienceMs,
  );
});
