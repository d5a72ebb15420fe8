import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createVisitTest, location, type VisitTest } from './visit-test.ts';

let it: VisitTest;
beforeAll(async () => {
  it = await createVisitTest({
    program: { allowed_hosts: ['shop.example.com', 'blog.example.com', 'shop.example.com:8443'] },
  });
});
afterAll(() => it.close());

const own = 'https://shop.example.com/';
const leadsTo = async (url: string): Promise<string> => {
  const response = await it.visit(`/r/jane?url=${encodeURIComponent(url)}`);
  expect(response.status).toBe(302);
  const target = location(response);
  expect(target.searchParams.get('click_id')).toMatch(/^clk_/);
  target.searchParams.delete('click_id');
  return target.href;
};

describe('a deep link', () => {
  const allowed: [url: string, target: string][] = [
    ['https://shop.example.com/spring?a=b#c', 'https://shop.example.com/spring?a=b#c'],
    ['https://blog.example.com/', 'https://blog.example.com/'],
    ['https://shop.example.com:8443/x', 'https://shop.example.com:8443/x'],
    ['HTTPS://SHOP.example.com/ä', 'https://shop.example.com/%C3%A4'],
  ];
  for (const [url, target] of allowed) {
    test(`leads there: ${url}`, async () => expect(await leadsTo(url)).toBe(target));
  }

  const refused = [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//https://shop.example.com/',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'ftp://shop.example.com/',
    'http://shop.example.com/',
    'https://evil.example/',
    'https://shop.example.com.evil.example/',
    'https://evilshop.example.com/',
    'https://shop.example.com@evil.example/',
    'https://user:pass@shop.example.com/',
    'https://shop.example.com\\@evil.example/',
    'https://shop.example.com:444/',
    'https://evil.example#@shop.example.com/',
    'https://evil.example?shop.example.com',
    'https://shop.exаmple.com/',
    'https://shop.example.com%2eevil.example/',
    'https://shop.example.com/\r\nSet-Cookie: a=b',
    'https://shop.example.com/%0d%0aSet-Cookie:%20a=b',
    'https://shop.example.com/\u0000',
    ' https://evil.example',
    '\thttps://shop.example.com/',
    `https://shop.example.com/${'x'.repeat(8_192)}`,
    'shop.example.com',
    '',
  ];
  for (const url of refused) {
    test(`leads to the link's own destination instead: ${JSON.stringify(url.slice(0, 60))}`, async () => {
      expect(await leadsTo(url)).toBe(own);
    });
  }

  test('that comes twice is read once, and never puts a second header into the answer', async () => {
    const response = await it.visit(
      '/r/jane?url=https://blog.example.com/&url=//evil.example&%0d%0aX-Evil:1=1',
    );
    expect(location(response).host).toBe('blog.example.com');
    expect(response.headers.has('x-evil')).toBe(false);
  });
});

describe('a hostile visitor', () => {
  test('is led on by the configured addresses alone, whatever host and proxy they name', async () => {
    const response = await it.visit('/r/jane', {
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
    });
    expect(location(response).host).toBe('shop.example.com');
    expect(response.headers.get('set-cookie')).toContain('; Secure');
    expect(response.headers.get('set-cookie')).not.toContain('evil');
  });

  const payloads = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=1>',
    "'; drop table clicks; --",
    '{{7*7}}',
    '%',
    '%zz%',
  ];
  for (const payload of payloads) {
    test(`has ${payload} stored as it is, at most`, async () => {
      const before = (await it.clicks()).length;
      const address = `/r/jane?sub1=${encodeURIComponent(payload)}&sub2=${payload.replaceAll('#', '')}`;
      const response = await it.visit(address, {
        headers: { referer: payload, cookie: `trb_click=${payload}` },
      });
      expect(response.status).toBe(302);
      expect((await it.clicks()).slice(before)).toMatchObject([
        { sub1: payload, previousClickId: null, referrer: payload },
      ]);
    });
  }

  test('cannot break the redirect with any query', async () => {
    for (const query of [
      '?',
      '??',
      '?&&&',
      '?=',
      '?url',
      '?url=&sub1',
      '?sub1=%ff%fe',
      '?sub1=%ed%a0%80',
      `?${'a&'.repeat(20_000)}`,
    ]) {
      expect([query.slice(0, 20), (await it.visit(`/r/jane${query}`)).status]).toEqual([
        query.slice(0, 20),
        302,
      ]);
    }
  });
});
