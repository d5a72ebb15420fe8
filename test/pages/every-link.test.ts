import { afterAll, beforeAll, expect, test } from 'bun:test';
import { adminPages } from '../../src/admin-pages.ts';
import { pageAddresses } from '../support/page-addresses.ts';
import { openSampleShop, type SampleShop } from '../support/sample-shop.ts';

/** A walk over all pages of the sample shop and over what they link to. */
const patienceMs = 120_000;

let shop: SampleShop;
/** What leads somewhere, with the pages that it stands on. */
const links = new Map<string, string>();
const forms = new Map<string, string>();

beforeAll(async () => {
  shop = await openSampleShop();
  const { addresses } = await pageAddresses(shop);
  for (const { address } of addresses) await collect(address);
}, patienceMs);
afterAll(() => shop.close());

/** A period, a plan and findings: they are no lists. */
const noLists = ['/admin', '/admin/search', '/admin/payouts/new'];

/** Lists that can be narrowed, and those that can be had as a file. */
const narrowed = new Set<string>();
const filed = new Set<string>();

const collect = async (address: string): Promise<void> => {
  const answer = await shop.owner.get(address);
  expect([address, [200, 303].includes(answer.status)]).toEqual([address, true]);
  if (answer.status === 303) return note(links, address, answer.headers.get('location') ?? '');
  const html = await answer.text();
  if (html.includes('class="filter-bar"') && !noLists.includes(address)) narrowed.add(address);
  if (html.includes('.csv') && html.includes('CSV of this view')) filed.add(address);
  for (const href of html.matchAll(/<(?:a|link)\b[^>]*?\shref="([^"]*)"/g)) note(links, address, href[1]);
  for (const src of html.matchAll(/<(?:img|script)\b[^>]*?\ssrc="([^"]*)"/g)) note(links, address, src[1]);
  for (const [form] of html.matchAll(/<form\b[^>]*>/g)) {
    const action = /\saction="([^"]*)"/.exec(form)?.[1] ?? address;
    note(/\smethod="post"/.test(form) ? forms : links, address, action);
  }
  for (const button of html.matchAll(/\sformaction="([^"]*)"/g)) note(forms, address, button[1]);
};

/** Keeps what leads to this installation, as a browser would ask for it. */
const note = (found: Map<string, string>, page: string, written = ''): void => {
  const { href, origin } = new URL(written.replaceAll('&amp;', '&'), shop.url + page);
  const target = withoutFragment(href);
  if (origin === shop.url && !found.has(target)) found.set(target, page);
};

const withoutFragment = (href: string): string => href.split('#')[0] ?? href;

test(
  'no link, picture or script of any page leads to nothing',
  async () => {
    expect(links.size).toBeGreaterThan(200);
    const dead: string[] = [];
    for (const [href, page] of links) {
      const answer = await shop.owner.get(href.slice(shop.url.length));
      await answer.body?.cancel();
      if (answer.status >= 400) dead.push(`${page}: ${href} answers ${answer.status}`);
    }
    expect(dead).toEqual([]);
  },
  patienceMs,
);

test('no form and no button of any page sends to where nobody listens', () => {
  const listening = adminPages(shop.it.app)
    .filter(({ method }) => method === 'POST')
    .map(({ path }) => path)
    .concat('/logout')
    .map((path) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`));
  expect(forms.size).toBeGreaterThan(50);
  const dead = [...forms]
    .filter(([href]) => !listening.some((path) => path.test(new URL(href).pathname)))
    .map(([href, page]) => `${page}: ${href}`);
  expect(dead).toEqual([]);
});

test('every list that can be narrowed can be had as a file', () => {
  expect(narrowed.size).toBeGreaterThan(8);
  expect([...narrowed].filter((address) => !filed.has(address))).toEqual([]);
});
