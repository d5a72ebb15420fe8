import { afterAll, beforeAll, expect, test } from 'bun:test';
import { adminPages } from '../../src/admin-pages.ts';
import { type AdminRole, scopesOfRole } from '../../src/admins/admin.ts';
import { allows } from '../../src/http/scopes.ts';
import { type PageAddress, pageAddresses } from '../support/page-addresses.ts';
import { type Person, signIn } from '../support/people.ts';
import { openSampleShop, type SampleShop } from '../support/sample-shop.ts';

const patienceMs = 120_000;

/** A full shop, and one in which the lists say what comes first. */
const shops: SampleShop[] = [];
beforeAll(async () => {
  const [full, empty] = [await openSampleShop(), await openSampleShop({ seeded: false })];
  await empty.it.build.program();
  shops.push(full, empty);
}, patienceMs);
afterAll(async () => {
  for (const shop of shops) await shop.close();
});

/** In a shop that is empty there are lists alone. */
const addressesIn = async (shop: SampleShop): Promise<PageAddress[]> => {
  if (shop === shops[0]) return (await pageAddresses(shop)).addresses;
  return adminPages(shop.it.app)
    .filter(({ method, path }) => method === 'GET' && !/[:.]/.test(path))
    .map(({ path }) => ({ path, address: path }));
};

/** What the links and forms of a page lead to, as the browser would ask for it. */
const offeredOn = async (person: Person, address: string): Promise<string[]> => {
  const answer = await person.get(address);
  const html = await answer.text();
  if (answer.status !== 200) return [];
  const links = [...html.matchAll(/<a\b[^>]*?\shref="(\/admin[^"#?]*)/g)].map(([, href]) => `GET ${href}`);
  const forms = [...html.matchAll(/<form\b[^>]*?\smethod="post"[^>]*?\saction="(\/admin[^"#?]*)/g)];
  return [...links, ...forms.map(([, href]) => `POST ${href}`)];
};

test.each(['viewer', 'finance', 'admin'] as const)(
  'a %s is offered nothing that their role is refused',
  async (role: AdminRole) => {
    const refused = new Set<string>();
    for (const shop of shops) {
      const closed = adminPages(shop.it.app)
        .filter(({ scope }) => !allows(scopesOfRole[role], scope))
        .map(({ method, path }) => new RegExp(`^${method} ${path.replace(/:\w+/g, '[^/]+')}$`));
      const person = await signIn(shop.it, role);
      for (const { path, address } of await addressesIn(shop)) {
        const offered = await offeredOn(person, address);
        for (const to of offered)
          if (closed.some((pattern) => pattern.test(to))) refused.add(`${path}: ${to}`);
      }
    }
    expect([...refused]).toEqual([]);
  },
  patienceMs,
);
