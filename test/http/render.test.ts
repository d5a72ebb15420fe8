import { describe, expect, test } from 'bun:test';
import { fragment, page } from '../../src/http/render.ts';
import { raw } from '../../src/jsx/markup.ts';

describe('a page', () => {
  test('is a whole HTML document that nobody stores', async () => {
    const response = await page(raw('<html></html>'));
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(await response.text()).toBe('<!doctype html><html></html>');
  });

  test('takes a status and headers, the same name replacing the usual one', async () => {
    const response = await page(raw(''), {
      status: 404,
      headers: { 'Cache-Control': 'private', 'x-request-id': 'r' },
    });
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('private');
    expect(response.headers.get('x-request-id')).toBe('r');
  });

  test('waits for views that are not ready yet', async () => {
    expect(await (await page(Promise.resolve(raw('<p>late</p>')))).text()).toBe('<!doctype html><p>late</p>');
  });

  test('fails as a whole when a part of it fails, so that no half page is sent', async () => {
    await expect(page(Promise.reject(new Error('no such table')))).rejects.toThrow('no such table');
  });
});

describe('a fragment', () => {
  test('has no doctype and is kept apart from the page under the same address', async () => {
    const response = await fragment(raw('<li>one</li>'), { status: 422 });
    expect(response.status).toBe(422);
    expect(response.headers.get('vary')).toBe('HX-Request');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe('<li>one</li>');
  });
});
