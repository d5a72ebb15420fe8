import { describe, expect, test } from 'bun:test';
import { createTrackScript } from '../../src/clicks/track-script.ts';

const answer = createTrackScript('https://go.example.com');
const request = (init: RequestInit = {}) => new Request('http://go.example.com/t.js', init);

describe('the snippet', () => {
  test('is a script of a few KB that any site may load and keep for minutes', async () => {
    const response = answer(request());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=600');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const script = await response.text();
    expect(script.length).toBeLessThan(5_000);
    expect(script).toContain('window.tributary');
  });

  test('is not sent again to who has it', async () => {
    const etag = answer(request()).headers.get('etag') ?? '';
    const again = answer(request({ headers: { 'if-none-match': etag } }));
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(answer(request({ headers: { 'if-none-match': '"old"' } })).status).toBe(200);
  });

  test('has no body for HEAD', async () => {
    const response = answer(request({ method: 'HEAD' }));
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});
