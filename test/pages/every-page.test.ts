import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { adminPages } from '../../src/admin-pages.ts';
import { type AdminRole, adminRoles, scopesOfRole } from '../../src/admins/admin.ts';
import { idPrefixes } from '../../src/core/ids.ts';
import type { PageRoute } from '../../src/http/pages/page-route.ts';
import { allows } from '../../src/http/scopes.ts';
import { rooms } from '../../views/components/page-of-id.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, serverOf, signIn, stranger } from '../support/people.ts';

/** Walks the table of pages, so that a page that is added tomorrow is held to all of this today. */
let app: TestApp;
let pages: readonly PageRoute[];
let people: ReadonlyMap<AdminRole, Person>;

beforeAll(async () => {
  app = await createTestApp();
  await app.build.program();
  pages = adminPages(app.app);
});
/** Some pages end the sign-in they are asked with. */
beforeEach(async () => {
  people = new Map(
    await Promise.all(adminRoles.map(async (role) => [role, await signIn(app, role)] as const)),
  );
});
afterAll(() => app.close());

const as = (role: AdminRole): Person => {
  const person = people.get(role);
  if (!person) throw new Error(role);
  return person;
};

/** An address whose ids have the right form and name nothing. */
const addressOf = ({ path }: PageRoute): string =>
  path.replace(/:(\w+)/g, (_match, _name, at: number) => `${prefixBefore(path.slice(0, at))}_0000000000`);

/** The kind of id that stands behind `/admin/commissions/`. */
const prefixBefore = (path: string): string => {
  const room = path.split('/').filter(Boolean).at(-1)?.replaceAll('-', ' ') ?? '';
  const found = Object.entries(idPrefixes).find(
    ([, noun]) => room.startsWith(noun) || noun.endsWith(room.replace(/s$/, '')),
  );
  return found?.[0] ?? 'prg';
};

const described = (route: PageRoute): string => `${route.method} ${route.path}`;

const ask = (person: Person, route: PageRoute): Promise<Response> =>
  route.method === 'GET' ? person.get(addressOf(route)) : person.post(addressOf(route), {});

test('there are pages, each once', () => {
  expect(pages.length).toBeGreaterThan(10);
  expect(new Set(pages.map(described)).size).toBe(pages.length);
  for (const { path } of pages) expect(path).toMatch(/^\/admin(\/[a-z0-9:_./-]+)?$/);
});

test('every id leads to a page that there is', () => {
  const shown = new Set(pages.filter(({ method }) => method === 'GET').map(({ path }) => path));
  for (const room of Object.values(rooms))
    expect([room, shown.has(`/admin/${room}/:id`)]).toEqual([room, true]);
});

describe('every page', () => {
  test('sends whoever is not signed in to sign in, and back to what can be read again', async () => {
    for (const route of pages) {
      const answer = await ask(stranger(app), route);
      const next = route.method === 'GET' ? `?next=${encodeURIComponent(addressOf(route))}` : '';
      expect([described(route), answer.status, answer.headers.get('location')]).toEqual([
        described(route),
        303,
        `/login${next}`,
      ]);
    }
  });

  test('takes a made-up session for none', async () => {
    const server = serverOf(app.app);
    const { host, origin } = new URL(app.app.config.baseUrl);
    for (const route of pages) {
      const headers = { cookie: 'trb_session=0123456789abcdef', host, 'sec-fetch-site': 'same-origin' };
      const answer = await server.handle(
        new Request(`${origin}${addressOf(route)}`, { method: route.method, headers }),
      );
      expect([described(route), answer.status]).toEqual([described(route), 303]);
    }
  });

  test.each(adminRoles)(
    'is refused to a %s whose role does not include its scope, and never breaks',
    async (role) => {
      for (const route of pages) {
        const person = route.method === 'POST' ? await signIn(app, role) : as(role);
        const answer = await ask(person, route);
        const isAllowed = allows(scopesOfRole[role], route.scope);
        expect([described(route), isAllowed || answer.status === 403]).toEqual([described(route), true]);
        expect([described(route), answer.status < 500]).toEqual([described(route), true]);
        await answer.body?.cancel();
      }
    },
  );

  test('says 404 of a thing that is not there', async () => {
    for (const route of pages.filter(({ method, path }) => method === 'GET' && path.includes(':'))) {
      const answer = await ask(as('owner'), route);
      const led =
        answer.status === 303 ? await as('owner').get(answer.headers.get('location') ?? '') : answer;
      expect([described(route), led.status]).toEqual([described(route), 404]);
    }
  });

  test('refuses what another site sends', async () => {
    for (const route of pages.filter(({ method }) => method === 'POST')) {
      for (const headers of foreign) {
        const answer = await send(route, headers);
        expect([described(route), JSON.stringify(headers), answer.status]).toEqual([
          described(route),
          JSON.stringify(headers),
          403,
        ]);
      }
    }
  });

  test('answers under its own name only', async () => {
    for (const route of pages) {
      const answer = await send(route, { 'sec-fetch-site': 'same-origin', host: 'evil.example.com' });
      expect([described(route), answer.status]).toEqual([described(route), 421]);
    }
  });

  test('takes forms only as browsers send them', async () => {
    for (const route of pages.filter(({ method }) => method === 'POST')) {
      for (const type of ['application/json', 'text/plain', undefined]) {
        const answer = await send(route, {
          'sec-fetch-site': 'same-origin',
          ...(type && { 'content-type': type }),
        });
        expect([described(route), type, answer.status]).toEqual([described(route), type, 415]);
      }
    }
  });

  test('carries the protective headers, whatever it answers', async () => {
    for (const route of pages) {
      for (const person of [as('owner'), as('viewer'), stranger(app)]) {
        const { headers } = await ask(person, route);
        expect(headers.get('content-security-policy')).toContain("default-src 'none'");
        expect(headers.get('content-security-policy')).not.toContain('unsafe');
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('x-request-id')).toStartWith('req_');
      }
    }
  });
});

/** What browsers say of a form of another site, and programs that say nothing. */
const foreign: readonly Readonly<Record<string, string>>[] = [
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none' },
  { origin: 'https://evil.example.com' },
  { origin: 'null' },
  {},
];

const send = async (route: PageRoute, headers: Readonly<Record<string, string>>): Promise<Response> => {
  const { host, origin } = new URL(app.app.config.baseUrl);
  const request = new Request(`${origin}${addressOf(route)}`, {
    method: route.method,
    headers: { host, cookie: as('owner').cookie, ...headers },
    ...(route.method === 'POST' && { body: new Uint8Array([120]) }),
  });
  return await serverOf(app.app).handle(request);
};
