import { adminPages } from '../../src/admin-pages.ts';
import type { AnswerBody } from './call.ts';
import type { SampleShop } from './sample-shop.ts';

export interface PageAddress {
  /** As the page is written: `/admin/partners/:id`. */
  readonly path: string;
  /** With ids of the sample shop in it. */
  readonly address: string;
}

/** Rooms whose list in the API has another name. */
const listOf: Readonly<Record<string, string>> = {
  rules: 'commission-rules',
  webhooks: 'webhook-endpoints',
  batches: 'payout-batches',
};

/** What a page needs in its address to show something. */
const queries: Readonly<Record<string, string>> = {};

/** Every page that can be looked at, files aside, filled with what the sample shop holds; `missing` it does not. */
export const pageAddresses = async (
  shop: SampleShop,
): Promise<{ addresses: PageAddress[]; missing: string[] }> => {
  const pages = adminPages(shop.it.app).filter(
    ({ method, path }) => method === 'GET' && !/\.\w+$/.test(path),
  );
  const addresses: PageAddress[] = [];
  const missing: string[] = [];
  for (const { path } of pages) {
    const address = await fill(shop, path.split('/'));
    if (address === undefined) missing.push(path);
    else addresses.push({ path, address: address + (queries[path] ?? '') });
  }
  return { addresses, missing };
};

/** Puts the first of the list that stands before it in the place of each parameter. */
const fill = async (shop: SampleShop, parts: readonly string[]): Promise<string | undefined> => {
  let filled = '';
  for (const part of parts.filter((part) => part !== '')) {
    const next = part.startsWith(':') ? await firstOf(shop, filled) : part;
    if (next === undefined) return undefined;
    filled += `/${next}`;
  }
  return filled;
};

const firstOf = async ({ it }: SampleShop, above: string): Promise<string | undefined> => {
  const [, , room = '', ...rest] = above.split('/');
  if (room === 'team') return firstAdmin(it.app.read);
  const list = ['/api/v1', listOf[room] ?? room, ...rest].join('/');
  const { body } = await it.call<{ data?: readonly AnswerBody[] } | undefined>('GET', list);
  return body?.data?.[0]?.id;
};

const firstAdmin = async (read: SampleShop['it']['app']['read']): Promise<string> =>
  (await read.selectFrom('admins').select('id').executeTakeFirstOrThrow()).id;
