import { adminPages } from '../../src/admin-pages.ts';
import type { SampleShop } from './sample-shop.ts';

export interface PageAddress {
  /** As the page is written: `/admin/partners/:id`. */
  readonly path: string;
  /** With ids of the sample shop in it. */
  readonly address: string;
}

/** Lists that have another name in the API, by what stands before the id. */
const listOf: Readonly<Record<string, string>> = {
  '/admin/rules': 'commission-rules',
  '/admin/webhooks': 'webhook-endpoints',
  '/admin/webhooks/events': 'event-types',
  '/admin/payouts/batches': 'payout-batches',
};

/** Pages about things in a certain state. */
const choice: Readonly<Record<string, string>> = {
  '/admin/conversions/:id/qualification': '?state=rejected',
};

/** What a page needs in its address to show something. */
const queries: Readonly<Record<string, string>> = {};

/** Files whose address does not end in the name of a format. */
const files = ['/admin/imports/examples/:kind'];

/** Every page that can be looked at, files aside, filled with what the sample shop holds; `missing` it does not. */
export const pageAddresses = async (
  shop: SampleShop,
): Promise<{ addresses: PageAddress[]; missing: string[] }> => {
  const pages = adminPages(shop.it.app).filter(
    ({ method, path }) => method === 'GET' && !/\.\w+$/.test(path) && !files.includes(path),
  );
  const addresses: PageAddress[] = [];
  const missing: string[] = [];
  for (const { path } of pages) {
    const address = await fill(shop, path);
    if (address === undefined) missing.push(path);
    else addresses.push({ path, address: address + (queries[path] ?? '') });
  }
  return { addresses, missing };
};

/** Puts the first of the list that stands before it in the place of each parameter. */
const fill = async (shop: SampleShop, path: string): Promise<string | undefined> => {
  let filled = '';
  for (const part of path.split('/').slice(1)) {
    const next = part.startsWith(':') ? await firstOf(shop, filled, choice[path] ?? '') : part;
    if (next === undefined) return undefined;
    filled += `/${next}`;
  }
  return filled;
};

const firstOf = async ({ it }: SampleShop, above: string, query: string): Promise<string | undefined> => {
  if (above === '/admin/team') return firstIn(it, 'admins');
  if (above === '/admin/account/passkeys') return firstIn(it, 'passkeys');
  const [, , room = '', ...rest] = above.split('/');
  const list = listOf[above] ?? [listOf[`/admin/${room}`] ?? room, ...rest].join('/');
  const { body } = await it.call<List | undefined>('GET', `/api/v1/${list}${query}`);
  const [first] = body?.data ?? [];
  return first?.id ?? first?.name;
};

interface List {
  readonly data?: readonly { readonly id?: string; readonly name?: string }[];
}

const firstIn = async ({ app }: SampleShop['it'], table: 'admins' | 'passkeys'): Promise<string> =>
  (await app.read.selectFrom(table).select('id').executeTakeFirstOrThrow()).id;
