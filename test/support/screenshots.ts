import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { looks, openAdminBrowser } from './admin-browser.ts';
import { type PageAddress, pageAddresses } from './page-addresses.ts';
import { openSampleShop } from './sample-shop.ts';

/** `npm run screenshots [part of a path]`: how every page looks, in dist/screenshots. */
const folder = join(import.meta.dir, '../../dist/screenshots');
/** Pixels; what is further down looks as what is above. */
const tallest = 1_800;
const wanted = process.argv[2] ?? '';

const takeAll = async (seeded: boolean): Promise<void> => {
  const shop = await openSampleShop({ seeded });
  const browser = await openAdminBrowser(shop);
  try {
    const { addresses, missing } = seeded
      ? await pageAddresses(shop)
      : { addresses: emptyPages, missing: [] };
    for (const path of missing) process.stdout.write(`${path}: the sample shop has nothing to show there\n`);
    for (const { path, address } of addresses.filter((page) => page.path.includes(wanted))) {
      await browser.page.goto(shop.url + address);
      for (const look of looks) {
        await browser.look(look);
        const name = `${seeded ? '' : 'empty-'}${nameOf(path)}-${look.scheme}-${look.width}.png`;
        const height = await browser.page.evaluate<number>('document.documentElement.scrollHeight');
        const clip = { x: 0, y: 0, width: look.width, height: Math.min(height, tallest) };
        await browser.page.screenshot({ path: join(folder, name), fullPage: true, clip });
      }
      for (const complaint of browser.complaints()) process.stdout.write(`${path}: ${complaint}\n`);
    }
  } finally {
    await browser.close();
    await shop.close();
  }
};

const emptyPages: readonly PageAddress[] = [
  '/admin',
  '/admin/programs',
  '/admin/webhooks',
  '/admin/partners',
].map((path) => ({ path, address: path }));

const nameOf = (path: string): string => path.slice(1).replaceAll('/', '-').replaceAll(':', '');

mkdirSync(folder, { recursive: true });
await takeAll(true);
await takeAll(false);
process.stdout.write(`screenshots are in ${folder}\n`);
