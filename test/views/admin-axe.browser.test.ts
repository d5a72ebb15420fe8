import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import axe from 'axe-core';
import { type AdminBrowser, type Look, looks, openAdminBrowser } from '../support/admin-browser.ts';
import { hasBrowser } from '../support/browser.ts';
import { type PageAddress, pageAddresses } from '../support/page-addresses.ts';
import { openSampleShop, type SampleShop } from '../support/sample-shop.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

/** All pages, four looks each. */
const patienceMs = 300_000;

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
    'has no barrier that can be found by rule, one heading, a way past its frame, and asks nobody else for anything',
    async () => {
      const found: unknown[] = [];
      for (const { path, address } of addresses) {
        await browser.look(looks[0] as Look);
        const answer = await browser.page.goto(shop.url + address);
        if (answer?.status() !== 200) found.push({ path, status: answer?.status() });
        await browser.page.evaluate(`${fewRows}; ${axe.source}`);
        const complaints = browser.complaints();
        if (complaints.length > 0) found.push({ path, complaints });
        const outline = await browser.page.evaluate(outlineProblems);
        if (outline.length > 0) found.push({ path, outline });
        found.push(...(await violations(browser, path)));
      }
      expect(found).toEqual([]);
    },
    patienceMs,
  );

  test(
    'never scrolls sideways and weighs little',
    async () => {
      const found: unknown[] = [];
      const weights = new Map<string, number>();
      for (const { path, address } of addresses) {
        const bytes = await weigh(shop, address, weights);
        if (bytes > maxBytes) found.push({ path, bytes });
        await browser.page.goto(shop.url + address);
        for (const width of [1280, 768, 390, 320]) {
          await browser.look({ scheme: 'light', width });
          await browser.page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
          const sideways = await browser.page.evaluate<number>(
            'document.documentElement.scrollWidth - innerWidth',
          );
          if (sideways > 0) found.push({ path, width, sideways });
        }
      }
      expect(found).toEqual([]);
    },
    patienceMs,
  );
});

/** The first rows of a table stand for the others. */
const fewRows = `for (const row of document.querySelectorAll('tbody tr:nth-child(n + 5)')) row.remove()`;

/** Everything once at each width; in the dark only what depends on colours. */
const violations = async (browser: AdminBrowser, path: string): Promise<unknown[]> => {
  const found: unknown[] = [];
  for (const look of looks) {
    await browser.look(look);
    const options = look.scheme === 'dark' ? { runOnly: ['color-contrast'] } : {};
    const results = await browser.page.evaluate<axe.AxeResults>(
      `axe.run(document, { ...${JSON.stringify(options)}, resultTypes: ['violations'] })`,
    );
    for (const { id, nodes } of results.violations) {
      found.push({ path, look, rule: id, at: nodes.slice(0, 2).map(({ html }) => html.slice(0, 200)) });
    }
  }
  return found;
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
