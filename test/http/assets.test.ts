import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { assetNames, assetUrl, serveAsset } from '../../src/http/assets.ts';

const ask = (path: string, init?: RequestInit) => serveAsset(path, new Request('http://localhost/', init));
const asked = (path: string, init?: RequestInit): Response => {
  const response = ask(path, init);
  if (!response) throw new Error(`nothing at ${path}`);
  return response;
};
const gzip = { headers: { 'accept-encoding': 'br, gzip;q=0.8' } };

describe('an asset', () => {
  test('is found under a URL that names its content, and may be kept for ever', async () => {
    for (const name of assetNames) {
      const url = assetUrl(name);
      expect(url).toMatch(/^\/assets\/[a-z]+\.[0-9a-f]{12}\.(css|js|svg)$/);
      const response = asked(url);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const hash = new Bun.CryptoHasher('sha256').update(await response.bytes()).digest('hex');
      expect(url).toContain(`.${hash.slice(0, 12)}.`);
    }
  });

  test('carries the type that browsers insist on', () => {
    const types = assetNames.map((name) => [name, asked(assetUrl(name)).headers.get('content-type')]);
    expect(Object.fromEntries(types)).toEqual({
      'admin.css': 'text/css; charset=utf-8',
      'app.css': 'text/css; charset=utf-8',
      'app.js': 'text/javascript; charset=utf-8',
      'lists.css': 'text/css; charset=utf-8',
      'parts.css': 'text/css; charset=utf-8',
      'passkeys.js': 'text/javascript; charset=utf-8',
      'rooms.css': 'text/css; charset=utf-8',
      'charts.css': 'text/css; charset=utf-8',
      'docs.css': 'text/css; charset=utf-8',
      'favicon.svg': 'image/svg+xml',
      'forms.css': 'text/css; charset=utf-8',
      'htmx.js': 'text/javascript; charset=utf-8',
    });
  });

  test('is compressed for those who take it, and the same within', async () => {
    for (const name of assetNames) {
      const [plain, packed] = [asked(assetUrl(name)), asked(assetUrl(name), gzip)];
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(packed.headers.get('content-encoding')).toBe('gzip');
      expect(packed.headers.get('vary')).toBe('accept-encoding');
      const bytes = await packed.arrayBuffer();
      expect(packed.headers.get('content-length')).toBe(String(bytes.byteLength));
      expect(Bun.gunzipSync(bytes)).toEqual(new Uint8Array(await plain.arrayBuffer()));
    }
  });

  test('is not compressed for those who refuse it', () => {
    for (const accepted of ['gzip;q=0', 'gzip; q=0.0', 'identity', 'x-gzip-like', '']) {
      const response = asked(assetUrl('htmx.js'), { headers: { 'accept-encoding': accepted } });
      expect(response.headers.get('content-encoding')).toBeNull();
    }
  });

  test('is not sent again to a browser that has it', async () => {
    const tag = asked(assetUrl('app.css')).headers.get('etag') ?? '';
    for (const known of [tag, tag.replace('W/', ''), `"other", ${tag}`, '*']) {
      const response = asked(assetUrl('app.css'), { headers: { 'if-none-match': known } });
      expect(response.status).toBe(304);
      expect(response.headers.get('etag')).toBe(tag);
      expect(await response.text()).toBe('');
    }
    expect(asked(assetUrl('app.css'), { headers: { 'if-none-match': 'W/"other"' } }).status).toBe(200);
  });

  test('tells its size to a HEAD request without being sent', async () => {
    const response = asked(assetUrl('htmx.js'), { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe(
      String((await asked(assetUrl('htmx.js')).bytes()).length),
    );
    expect(await response.text()).toBe('');
  });
});

describe('nothing else', () => {
  test('is handed out under any path', () => {
    const app = assetUrl('app.css');
    const near = [
      `${app}/`,
      `/${app}`,
      `${app}%00`,
      `${app}?x`,
      app.toUpperCase(),
      app.replace('/assets', ''),
    ];
    const guesses = [
      '/',
      '',
      '/assets',
      '/assets/',
      '/assets/app.css',
      '/assets/app.000000000000.css',
      '/app.css',
    ];
    const climbs = [
      '/assets/../package.json',
      '/assets/..%2fpackage.json',
      '/assets/%2e%2e/.env',
      '/public/app.css',
    ];
    for (const path of [...near, ...guesses, ...climbs]) expect(ask(path)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (path) => ask(`/assets/${path}`) === undefined));
  });

  test('answers to methods that are not for reading', () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect(ask(assetUrl('app.css'), { method })).toBeUndefined();
    }
  });
});
