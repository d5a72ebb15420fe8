import { createAdmin } from '../../src/admins/admin.service.ts';
import type { AdminRole } from '../../src/admins/admin.ts';
import type { App } from '../../src/app.ts';
import { createServer, type Server } from '../../src/server.ts';
import { openSession, sessionCookie } from '../../src/sessions/sessions.service.ts';
import { type TestApp, testOrigin } from './app.ts';

/** Somebody in front of a browser: pages asked for and forms sent as a browser does it, without running any script. */
export interface Person {
  /** As a `Cookie` header. */
  readonly cookie: string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends a form; lists go as several controls of one name. */
  post(path: string, fields?: Readonly<Record<string, string | readonly string[]>>): Promise<Response>;
}

/** Makes an admin of a role and signs them in. */
export const signIn = async ({ app }: TestApp, role: AdminRole = 'owner'): Promise<Person> => {
  const { baseUrl } = app.config;
  const token = await app.transact(testOrigin, async (work) => {
    const email = `${role}-${app.ids.token(6)}@example.com`;
    const admin = await createAdmin(work, { email, name: role, role, passwordHash: 'none' });
    return openSession(work, admin.id);
  });
  return personWith(app, sessionCookie(baseUrl).write(token).split(';')[0] ?? '');
};

/** Somebody who has not signed in. */
export const stranger = ({ app }: TestApp): Person => personWith(app, '');

/** Making one takes longer than most requests. */
const servers = new WeakMap<App, Server>();

export const serverOf = (app: App): Server => {
  const server = servers.get(app) ?? createServer(app);
  servers.set(app, server);
  return server;
};

const personWith = (app: App, cookie: string): Person => {
  const { host, origin } = new URL(app.config.baseUrl);
  const server = serverOf(app);
  const send = (path: string, init: RequestInit): Promise<Response> =>
    Promise.resolve(server.handle(new Request(`${origin}${path}`, init)));
  return {
    cookie,
    get: (path, headers) => send(path, { headers: { cookie, host, accept: 'text/html', ...headers } }),
    post: (path, fields = {}) =>
      send(path, {
        method: 'POST',
        headers: {
          ...{ cookie, host, accept: 'text/html', 'sec-fetch-site': 'same-origin' },
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: formText(fields),
      }),
  };
};

const formText = (fields: Readonly<Record<string, string | readonly string[]>>): string => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of typeof value === 'string' ? [value] : value) form.append(name, each);
  }
  return form.toString();
};
