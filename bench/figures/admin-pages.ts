import { alternations } from '../alternation.ts';
import { type Browser, openBrowser } from '../browser.ts';
import { openBusyShop } from '../busy-shop.ts';
import type { Figure } from '../figure.ts';
import type { Product } from '../product.ts';
import { openShop, type Shop } from '../shop.ts';
import { summarize } from '../statistics.ts';
import type { Workplace } from '../workplace.ts';

const pages: Readonly<Record<string, string>> = {
  overview: '/admin?days=90',
  partners: '/admin/partners',
  clicks: '/admin/clicks',
  customers: '/admin/customers',
  conversions: '/admin/conversions',
  commissions: '/admin/commissions',
  balances: '/admin/balances',
  payouts: '/admin/payouts',
  deliveries: '/admin/deliveries',
  webhooks: '/admin/webhooks',
  search: '/admin/search?q=bulk-77',
};

/** Pages on a database of a million clicks against the same on one that has just begun: the 95th of each hundred. */
export const adminPages: readonly Figure[] = Object.entries(pages).map(([name, path]) => ({
  group: 'admin-pages',
  onlyByName: true,
  name: `admin-${name}`,
  title: `page ${name} p95, 1 M clicks`,
  goal: { under: 5 },
  measure: async (place) => {
    const [large, empty] = await openBoth(place);
    const [ours, baseline] = [[] as number[], [] as number[]];
    await Promise.all([large.p95MsOf(path, 5), empty.p95MsOf(path, 5)]);
    for (let round = 0; round < alternations; round += 1) {
      baseline.push(await empty.p95MsOf(path, looks));
      ours.push(await large.p95MsOf(path, looks));
    }
    const ratio = ours.map((p95Ms, round) => p95Ms / (baseline[round] ?? Number.NaN));
    await stopBoth();
    return { unit: 'ms', ours: summarize(ours), baseline: summarize(baseline), ratio: summarize(ratio) };
  },
}));

/** Pages that are looked at in a row. */
const looks = 40;

let shops: Promise<readonly [Shop, Shop]> | undefined;
let running: readonly Product[] = [];

const openBoth = async (place: Workplace): Promise<readonly [Browser, Browser]> => {
  shops ??= Promise.all([openBusyShop(place), openShop(place)]);
  const [busy, fresh] = await shops;
  const [large, empty] = [await busy.start(), await fresh.start()];
  running = [large, empty];
  await counted(large, busy.merchant.key);
  return [await openBrowser(large), await openBrowser(empty)];
};

const stopBoth = async (): Promise<void> => {
  await Promise.all(running.map((product) => product.stop()));
};

/** A server that has just been given a million rows counts them first. */
const counted = async ({ hostname, port }: Product, key: string): Promise<void> => {
  const headers = { authorization: `Bearer ${key}` };
  for (;;) {
    const answer = await fetch(`http://${hostname}:${port}/api/v1/reports/overview`, { headers });
    const { complete } = (await answer.json()) as { complete: boolean };
    if (complete) return;
    await Bun.sleep(250);
  }
};
