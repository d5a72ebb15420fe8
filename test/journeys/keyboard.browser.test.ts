import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { makeAdmin, testPassword as password } from '../support/admins.ts';
import { hasBrowser, openBrowser, type TestBrowser } from '../support/browser.ts';
import { openSampleShop, type SampleShop } from '../support/sample-shop.ts';
import { storyTimeoutMs, userAgent } from './browser-story.ts';
import { type Keyboard, keyboardOf } from './keyboard.ts';
import { type Reader, readerOf } from './reader.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;
const email = 'kay@example.com';

inBrowser('with a keyboard alone, and the focus always in sight', () => {
  let shop: SampleShop;
  let browser: TestBrowser;
  let reader: Reader;
  let keys: Keyboard;

  beforeAll(async () => {
    shop = await openSampleShop({ seeded: false });
    const { build, call } = shop.it;
    await build.program({ approval: 'manual', partner_approval: 'manual' });
    await build.partner({ name: 'Leaf Letters', code: 'LEAF' });
    await build.partner({ name: 'Green Deals', state: 'pending' });
    const sale = { customer_id: 'c1', order_id: '1001', partner: 'LEAF', amount: 4_900, currency: 'USD' };
    expect((await call('POST', '/track/purchase', { body: sale })).status).toBe(201);
    await makeAdmin(shop.it, { email, name: 'Kay', role: 'admin' });
    browser = await openBrowser(userAgent);
    reader = await readerOf(browser.context, shop.url);
    keys = keyboardOf(reader.page);
  }, storyTimeoutMs);
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  test(
    'somebody signs in, past the frame of the page',
    async () => {
      await reader.page.goto(`${shop.url}/login`);
      await keys.press('Tab');
      expect((await keys.focused()).name).toBe('Skip to the content');
      await keys.press('Enter');
      await keys.tabTo('Email');
      await keys.type(email);
      await keys.tabTo('Password');
      await keys.type(password);
      await keys.press('Enter');
      await reader.arrive('Overview');
      expect(reader.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'the skip link leads past the navigation',
    async () => {
      await keys.press('Tab');
      expect((await keys.focused()).name).toBe('Skip to the content');
      await keys.press('Enter');
      expect((await keys.focused()).id).toBe('main');
      await keys.press('Tab');
      const isInside = await reader.page.evaluate<boolean>('document.activeElement.closest("main") !== null');
      expect(isInside).toBe(true);
    },
    storyTimeoutMs,
  );

  test(
    'a partner who waits is approved, and the keyboard goes on where it was',
    async () => {
      await keys.press('g', 'p');
      await reader.arrive('Partners');
      await keys.tabTo(/^Waiting for approval/);
      await keys.press('Enter');
      await reader.page.waitForURL('**/admin/partners?state=pending*');
      await keys.press('j');
      expect((await keys.focused()).name).toContain('Green Deals');
      await keys.press('Enter');
      await reader.arrive('Green Deals');
      await keys.tabTo('Approve');
      await keys.press('Enter');
      await reader.see('They promote the program and earn by your rules.');
      await reader.page.waitForFunction('document.activeElement.tagName === "H1"');
      expect(reader.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'a commission is found with arrows, picked, and approved with what it brings in sight',
    async () => {
      const { page } = reader;
      await keys.press('g', 'c');
      await reader.arrive('Commissions');
      await keys.tabTo(/^Waiting for approval/);
      await keys.press('Enter');
      await page.waitForURL('**approved=false*');
      await keys.tabTo('Kind');
      await keys.press('ArrowDown');
      await page.waitForURL('**kind=sale*');
      await page.waitForFunction('document.activeElement.name === "kind"');
      await keys.press('Tab', 'j');
      expect((await keys.focused()).name).toContain('Sale 1001');
      await keys.press('x');
      await reader.see('1 of 1 picked');
      await keys.tabTo('Approve');
      await keys.press('Enter');
      await reader.arrive('Approve 1 commission');
      await reader.see('USD 9.80 for 1 partner becomes due');
      await keys.tabTo('Approve 1 commission');
      await keys.press('Enter');
      await reader.arrive('Commissions');
      await page.locator('.toast').waitFor();
      const { body } = await shop.it.call('GET', '/api/v1/commissions');
      expect(body.data[0]?.approved_at).toBeString();
      expect(reader.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'nothing that stays in place covers what has the focus, down a long form and up again, also on a small screen',
    async () => {
      for (const width of [1280, 390]) {
        await reader.page.setViewportSize({ width, height: 500 });
        await reader.page.goto(`${shop.url}/admin/webhooks/new`);
        await reader.arrive('New endpoint');
        await keys.tabTo('Cancel');
        await keys.tabBackTo('Skip to the content');
      }
    },
    storyTimeoutMs,
  );

  test(
    'nor do the head of a long table and what is said of picked rows, down the rows and up again',
    async () => {
      for (let order = 2_001; order <= 2_020; order += 1) {
        const sale = { customer_id: 'c1', order_id: String(order), partner: 'LEAF', amount: order };
        await shop.it.call('POST', '/track/purchase', { body: { ...sale, currency: 'USD' } });
      }
      await reader.page.setViewportSize({ width: 1280, height: 500 });
      await reader.page.goto(`${shop.url}/admin/commissions`);
      await reader.arrive('Commissions');
      await keys.press('j', 'x');
      for (const key of ['j', 'k']) {
        for (let row = 0; row < 20; row += 1) {
          await keys.press(key);
          await keys.focused();
        }
      }
      expect((await keys.focused()).name).toBe('Sale 2020');
    },
    storyTimeoutMs,
  );
});
