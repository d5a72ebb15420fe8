import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { createServer } from '../../src/server.ts';
import { hasBrowser, openBrowser, type TestBrowser } from '../support/browser.ts';
import { createVisitTest, browser as userAgent, type VisitTest } from './visit-test.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('the snippet on a page of the merchant', () => {
  let it: VisitTest;
  let browser: TestBrowser;
  let shop: Bun.Server<undefined>;
  let tracker: { url: string; stop(): Promise<unknown> };
  let page: Page;
  let failures: string[];
  /** Attributes of the script element. */
  let attributes = '';

  beforeAll(async () => {
    browser = await openBrowser(userAgent);
    shop = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch: () =>
        new Response(`<!doctype html><title>Shop</title><script async ${attributes}></script>`, {
          headers: { 'content-type': 'text/html' },
        }),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.stop(true);
  });

  beforeEach(async () => {
    it = await createVisitTest({ link: { destination_url: `http://127.0.0.1:${shop.port}/` } });
    const server = createServer(it.app).listen({ hostname: '127.0.0.1', port: 0 });
    tracker = { url: `http://localhost:${server.server?.port}`, stop: () => server.stop(true) };
    attributes = `src="${tracker.url}/t.js" data-key="${it.program.publishable_key}"`;
    failures = [];
    await browser.context.clearCookies();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
  });
  afterEach(async () => {
    await page.close();
    await tracker.stop();
    await it.close();
    expect(failures).toEqual([]);
  });

  const arrive = async (address: string): Promise<string | null> => {
    await page.goto(address);
    await page.waitForFunction('window.tributary');
    return page.evaluate('tributary.ready');
  };
  const onShop = (query: string) => arrive(`http://127.0.0.1:${shop.port}/${query}`);
  const cookies = async () =>
    (await browser.context.cookies(`http://127.0.0.1:${shop.port}/`)).filter(
      ({ name }) => name === 'trb_click',
    );

  test('keeps the click of a link that was followed in a cookie of the shop', async () => {
    const id = await arrive(`${tracker.url}/r/jane`);
    const click = await it.click();
    expect(id).toBe(click.id);
    const [cookie, ...others] = await cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({
      value: click.id,
      domain: '127.0.0.1',
      path: '/',
      sameSite: 'Lax',
      httpOnly: false,
    });
    const days = ((cookie?.expires ?? 0) - (await page.evaluate<number>('Date.now()')) / 1_000) / 86_400;
    expect(Math.round(days)).toBe(90);
  });

  test('still knows it on the next page, where nothing is in the address', async () => {
    const id = await arrive(`${tracker.url}/r/jane`);
    expect(await onShop('checkout')).toBe(id);
    expect(await page.evaluate('tributary.clickId()')).toBe(id);
    expect(await it.clicks()).toHaveLength(1);
  });

  test('reports whoever comes by the code of a partner, once', async () => {
    const id = await onShop('?via=jane&sub1=forum&a=b#secret');
    const click = await it.click();
    expect(click).toMatchObject({
      id: id as never,
      partnerId: it.partner.id as never,
      landingUrl: `http://127.0.0.1:${shop.port}/?via=jane&sub1=forum&a=b`,
      sub1: 'forum',
      isBot: false,
    });
    expect((await cookies()).map(({ value }) => value)).toEqual([click.id]);
    await page.reload();
    await page.waitForFunction('window.tributary');
    expect(await page.evaluate<string>('tributary.ready')).toBe(click.id);
    expect(await it.clicks()).toHaveLength(1);
  });

  test('names the click before, so that the first one can be found', async () => {
    const first = await arrive(`${tracker.url}/r/jane`);
    await onShop('?ref=jane');
    const [, second] = await it.clicks();
    expect(second?.previousClickId).toBe(first as never);
  });

  test('keeps nothing that is no click id, and says that there is none', async () => {
    for (const query of [
      '',
      '?click_id=',
      '?click_id=%3Cscript%3E',
      '?click_id=clk_x;Path=/evil',
      '?via=nobody',
    ]) {
      expect([query, await onShop(query)]).toEqual([query, null]);
    }
    expect(await cookies()).toEqual([]);
  });

  test('reports a click on request', async () => {
    await onShop('');
    const id = await page.evaluate<string>("tributary.click({ link: 'jane', sub2: 'button' })");
    expect(await it.click()).toMatchObject({ id, linkId: it.link.id, sub2: 'button' } as never);
    expect(await page.evaluate("tributary.click({ partner: 'nobody' })")).toBeNull();
    expect(await page.evaluate<string>('tributary.clickId()')).toBe(id);
  });

  test('can be set up by attributes or by its own address', async () => {
    const known = `clk_${'0'.repeat(40)}`;
    attributes += ' data-param="ref_id" data-days="1"';
    expect(await onShop(`?ref_id=${known}`)).toBe(known);
    expect((await cookies())[0]?.expires).toBeLessThan(
      (await page.evaluate<number>('Date.now()')) / 1_000 + 86_401,
    );
    attributes = `src="${tracker.url}/t.js?key=${it.program.publishable_key}&via=friend"`;
    await onShop('?via=jane');
    expect(await it.clicks()).toEqual([]);
    await onShop('?friend=jane');
    expect(await it.clicks()).toHaveLength(1);
  });

  test('reports nothing without a key', async () => {
    attributes = `src="${tracker.url}/t.js"`;
    expect(await onShop('?via=jane')).toBeNull();
    expect(await it.clicks()).toEqual([]);
  });
});
