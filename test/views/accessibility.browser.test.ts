import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { createServer, type Server } from '../../src/server.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { hasBrowser, openBrowser, type TestBrowser } from '../support/browser.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

/** A check of a long page takes longer than a usual test may. */
const patienceMs = 60_000;

const paths = ['/', '/nothing/here', '/r/nobody', '/api/docs'];

/** A page that is too long to look at all of it four times over: one part of each kind stands for the others. */
const samples = [
  'trackPurchase',
  'followLink',
  'createCommissionRule',
  'onClickTracked',
  'schema-DeliveryDetail',
];
const keepSamples = `for (const part of document.querySelectorAll('.operation'))
  if (!${JSON.stringify(samples)}.includes(part.id)) part.remove();`;

const looks = (['light', 'dark'] as const).flatMap((scheme) =>
  [1280, 390].map((width) => ({ scheme, width })),
);

inBrowser('pages for people', () => {
  let it: TestApp;
  let server: Server;
  let browser: TestBrowser;
  let page: Page;
  let address: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    it = await createTestApp();
    server = createServer(it.app).listen({ hostname: '127.0.0.1', port: 0 });
    address = `http://localhost:${server.server?.port}`;
    browser = await openBrowser(
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36',
    );
    page = await browser.context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop(true);
    await it?.close();
  });

  const open = async (path: string, { scheme, width }: (typeof looks)[number]) => {
    complaints.length = 0;
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(address + path);
  };

  describe.each(paths)('%s', (path) => {
    test.each(looks)(
      'has no barrier that can be found by rule, in $scheme at $width px',
      async (look) => {
        await open(path, look);
        await page.evaluate(keepSamples);
        const found = await page.evaluate<axe.AxeResults>(`${axe.source}; axe.run(document)`);
        expect(found.passes.length).toBeGreaterThan(10);
        const violations = found.violations.map(({ id, nodes }) => [
          id,
          nodes.slice(0, 3).map(({ html }) => html),
        ]);
        expect(violations).toEqual([]);
      },
      patienceMs,
    );

    test(
      'never scrolls sideways, however narrow the screen',
      async () => {
        await open(path, { scheme: 'light', width: 1280 });
        for (const width of [1280, 768, 390, 320]) {
          await page.setViewportSize({ width, height: 900 });
          const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          expect({ width, sideways }).toEqual({ width, sideways: 0 });
        }
      },
      patienceMs,
    );

    test('holds nothing that its own security policy blocks', async () => {
      await open(path, { scheme: 'light', width: 1280 });
      expect(complaints.filter((text) => !text.includes('404 (Not Found)'))).toEqual([]);
    });
  });

  test('the contents of the API stay in sight beside the page', async () => {
    await open('/api/docs', { scheme: 'light', width: 1280 });
    await page.evaluate('scrollTo(0, 20_000)');
    expect((await page.locator('.contents[data-place=beside]').boundingBox())?.y).toBe(0);
    await page.locator('.contents[data-place=beside] a[href="#trackPurchase"]').click();
    expect(new URL(page.url()).hash).toBe('#trackPurchase');
  });

  test('paper is white, whatever the screen', async () => {
    await open('/api/docs', { scheme: 'dark', width: 1280 });
    await page.emulateMedia({ media: 'print' });
    const ink = await page.evaluate<string>('getComputedStyle(document.documentElement).color');
    await page.emulateMedia({ media: 'screen' });
    expect(ink).toBe('rgb(20, 32, 31)');
  });

  test('they open above it where there is no room', async () => {
    await open('/api/docs', { scheme: 'light', width: 390 });
    const link = page.locator('.contents[data-place=above] a[href="#trackPurchase"]');
    expect(await link.isVisible()).toBe(false);
    await page.getByText('Contents', { exact: true }).click();
    expect(await link.isVisible()).toBe(true);
  });
});
