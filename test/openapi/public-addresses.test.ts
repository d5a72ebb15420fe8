import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenApiDocument } from '../../src/openapi/document.ts';
import { publicRoutes } from '../../src/openapi/public-addresses.api.ts';
import { createServer } from '../../src/server.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

let it: TestApp;
let document: OpenApiDocument;
beforeAll(async () => {
  it = await createTestApp({ config: { metricsToken: 'a-token-for-the-scraper' } });
  ({ body: document } = await it.call<OpenApiDocument>('GET', '/api/openapi.json', { key: null }));
});
afterAll(() => it.close());

/** For people, and the files of their pages. */
const pages = /^\/($|api\/docs$|assets\/|admin(\/|$)|portal(\/|$)|setup$|login(\/|$)|logout$|invitation\/)/;

/** Inspectors take any method and any path below; the document says so where it describes one of them. */
const documented = ({ method, path }: { method: string; path: string }): string =>
  `${method === 'ALL' ? 'POST' : method} ${path.replace(/\/\*$/, '')}`;

interface Operation {
  readonly security: readonly unknown[];
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: object }>>;

const operationOf = (method: string, path: string) =>
  document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] as Operation | undefined;

test('every address that the server answers is in the document, but pages', () => {
  const mounted = createServer(it.app)
    .routes.filter(({ path }) => !pages.test(path))
    // They belong to a GET and a POST and say nothing of their own.
    .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS');
  expect(mounted.length).toBeGreaterThan(50);
  const missing = mounted.map(documented).filter((address) => {
    const [method = '', path = ''] = address.split(' ');
    return !operationOf(method, path);
  });
  expect(missing).toEqual([]);
});

test('the document names no address that the server does not answer', () => {
  const mounted = createServer(it.app).routes.map(documented);
  const named = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(named.filter((address) => !mounted.includes(address))).toEqual([]);
});

test('what is public is said to need no key, or a token of its own', () => {
  for (const { method, path, token } of publicRoutes) {
    expect(operationOf(method, path)?.security).toEqual(token ? [{ [token]: [] }] : []);
  }
});

test.each([
  ['/healthz', 200],
  ['/readyz', 200],
  ['/t.js', 200],
  ['/r/nobody', 404],
  ['/metrics', 401],
  [`/inspect/${'0'.repeat(32)}`, 404],
  ['/api/openapi.json', 200],
])('%s answers what the document says of it, without a key', async (path, status) => {
  const answer = await it.call('GET', path, { key: null });
  expect(answer.status).toBe(status);
  const template = path.replace('/nobody', '/{slug}').replace(/0{32}/, '{token}');
  const operation = operationOf('GET', template) ?? operationOf('POST', template);
  const content = operation?.responses[status]?.content ?? {};
  const contentType = answer.headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(content)).toEqual([contentType]);
  const ajv = formats.default(new Ajv2020({ strict: false }));
  expect(ajv.validate(content[contentType]?.schema ?? false, answer.body ?? '')).toBe(true);
});
