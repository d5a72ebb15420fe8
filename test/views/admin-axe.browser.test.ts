import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import axe from 'axe-core';
import { type AdminBrowser, type Look, looks, openAdminBrowser } from '../support/admin-browser.ts';
import { hasBrowser } from '../support/browser.ts';
import { type PageAddress, pageAddresses } from '../support/page-addresses.ts';
import { openSampleShop, type SampleShop } from '../support/sample-shop.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

/** All pages, four looks each. */
const patienceMs = 600_000;

/** What a page may weigh with everything it loads, compressed. */
const maxBytes = 120 * 1024;

inBrowser('every page of the administration', () => {
  let shop: SampleShop;
  let browser: AdminBrowser;
  let addresses: PageAddress[];
  let missing: string[];

  beforeAll(async () => {
    shop = await openSampleShop();
    ({ addresses, missing } = await pageAddresses(shop));
    browser = await openAdminBrowser(shop);
  }, patienceMs);
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  test('has something to show in the sample shop', () => {
    expect(missing).toEqual([]);
  });

  test(
    'has no barrier that can be found by rule, one heading, a way past its frame, weighs little, never scrolls sideways and asks nobody else for anything',
    async () => {
      const found: unknown[] = [];
      const weights = new Map<string, number>();
      for (const page of addresses) {
        for (const problem of await problemsOf(shop, browser, page.address)) {
          found.push({ path: page.path, ...problem });
        }
        const bytes = await weigh(shop, page.address, weights);
        if (bytes > maxBytes) found.push({ path: page.path, bytes });
      }
      expect(found).toEqual([]);
    },
    patienceMs,
  );
});

/** Opens a page and looks at it from all sides. */
const problemsOf = async (shop: SampleShop, browser: AdminBrowser, address: string): Promise<object[]> => {
  await browser.look({ scheme: 'light', width: 1280 });
  const status = (await browser.page.goto(shop.url + address))?.status();
  await browser.page.evaluate(`${fewRows}; ${axe.source}`);
  const complaints = browser.complaints();
  const outline = await browser.page.evaluate(outlineProblems);
  const problems: object[] = [];
  if (status !== 200) problems.push({ status });
  if (complaints.length > 0) problems.push({ complaints });
  if (outline.length > 0) problems.push({ outline });
  for (const look of looks) problems.push(...(await violations(browser, look)));
  for (const width of [1280, 768, 390, 320]) {
    if (await scrollsSideways(browser, width)) problems.push({ width, scrolls: 'sideways' });
  }
  return problems;
};

/** Every rule at each width; colours, which take longest, in each scheme, and on the phone in the dark alone. */
const violations = async (browser: AdminBrowser, look: Look): Promise<object[]> => {
  await browser.look(look);
  const results = await browser.page.evaluate<axe.AxeResults>(
    `axe.run(${look.scheme === 'dark' ? "'main'" : 'document'}, ${JSON.stringify(optionsFor(look))})`,
  );
  return results.violations.map(({ id, nodes }) => ({
    look,
    rule: id,
    at: nodes.slice(0, 2).map(({ html }) => html.slice(0, 200)),
  }));
};

/** The first rows of a table stand for the others. */
const fewRows = `for (const row of document.querySelectorAll('tbody tr:nth-child(n + 5)')) row.remove()`;

const optionsFor = ({ scheme, width }: Look): axe.RunOptions => ({
  resultTypes: ['violations'],
  preload: false,
  ...(scheme === 'dark' && { runOnly: ['color-contrast'] }),
  ...(scheme === 'light' && width < 1280 && { rules: { 'color-contrast': { enabled: false } } }),
});

/** Once what a script does after a change of size is done. */
const scrollsSideways = async ({ page }: AdminBrowser, width: number): Promise<boolean> => {
  await page.setViewportSize({ width, height: 900 });
  return page.evaluate<boolean>(`new Promise((done) =>
    requestAnimationFrame(() => setTimeout(() => done(document.documentElement.scrollWidth > innerWidth))))`);
};

/** Runs in the page: what is wrong with its outline, in words. */
const outlineProblems = `[
  ...(document.querySelectorAll('h1').length === 1 ? [] : ['not one h1']),
  ...(/^.+ · Tributary$/.test(document.title) ? [] : ['no title']),
  ...(document.querySelector('a')?.className === 'skip-link' ? [] : ['does not begin with a skip link']),
  ...(document.querySelector(document.querySelector('.skip-link')?.getAttribute('href') ?? 'none') ? [] : ['skips nowhere']),
  ...[...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, at, ids) => ids.indexOf(id) !== at),
]` as unknown as () => string[];

/** @param weights of what other pages loaded, too */
const weigh = async (shop: SampleShop, address: string, weights: Map<string, number>): Promise<number> => {
  const html = await (await shop.owner.get(address)).text();
  const files = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
  let bytes = Bun.gzipSync(html).length;
  for (const file of files) {
    const known = weights.get(file) ?? Bun.gzipSync(await (await shop.owner.get(file)).arrayBuffer()).length;
    weights.set(file, known);
    bytes += known;
  }
  return bytes;
};
