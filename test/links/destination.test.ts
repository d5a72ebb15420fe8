import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { isAllowedDeepLink, isDestination } from '../../src/links/destination.ts';

const destination = 'https://shop.example.com/landing';
const allowedHosts = ['blog.example.com', 'shop.example.com:8443'];
const allows = (url: string) => isAllowedDeepLink(url, destination, allowedHosts);

describe('a deep link', () => {
  test.each([
    'https://shop.example.com/',
    'https://SHOP.example.com/product?id=1#part',
    'https://shop.example.com:443/',
    'https://shop.example.com',
    'https://blog.example.com/post',
    'https://shop.example.com:8443/checkout',
    'HTTPS://shop.example.com/',
    'https://shop.example.com/caf%C3%A9?q=%20a%2Fb',
    'https://shop.example.com/caf\u00e9',
  ])('may lead to %s', (url) => {
    expect(allows(url)).toBe(true);
  });

  test.each([
    ['another host', 'https://evil.example/'],
    ['a sub-domain of an allowed host', 'https://evil.shop.example.com/'],
    ['a host that ends like an allowed one', 'https://evilshop.example.com/'],
    ['a host that begins like an allowed one', 'https://shop.example.com.evil.example/'],
    ['another port', 'https://shop.example.com:444/'],
    ['an allowed host without its port', 'https://blog.example.com:8443/'],
    ['no protocol', '//evil.example'],
    ['no protocol, own host', '//shop.example.com/'],
    ['a backslash', '/\\evil.example'],
    ['a backslash behind the host', 'https://shop.example.com\\@evil.example/'],
    ['a backslash before the host', 'https:\\\\evil.example'],
    ['no slashes', 'https:evil.example'],
    ['no slashes, own host', 'https:shop.example.com'],
    ['one slash', 'https:/evil.example'],
    ['three slashes', 'https:///shop.example.com/'],
    ['a user name', 'https://shop.example.com@evil.example/'],
    ['a user name on the own host', 'https://user@shop.example.com/'],
    ['a password', 'https://shop.example.com:443@evil.example/'],
    ['a look-alike of the host', 'https://sh\u043ep.example.com/'],
    ['a look-alike in Punycode', 'https://xn--shp-fmc.example.com/'],
    ['a trailing dot', 'https://shop.example.com./'],
    ['http in place of https', 'http://shop.example.com/'],
    ['an encoded line break', 'https://shop.example.com/%0d%0aSet-Cookie:%20a=b'],
    ['an encoded line break in capitals', 'https://shop.example.com/%0D%0ALocation:%20https://evil.example'],
    ['an encoded NUL', 'https://shop.example.com/%00'],
    ['an encoded backslash', 'https://shop.example.com/%5c..%5c'],
    ['a raw line break', 'https://shop.example.com/\r\nSet-Cookie: a=b'],
    ['a tab that parsers drop', 'https://ev\til.example/'],
    ['a leading space', ' https://shop.example.com/'],
    ['a direction override', 'https://shop.example.com/\u202egnp.exe'],
    ['a script', 'javascript:alert(1)//shop.example.com'],
    ['data', 'data:text/html,<script>alert(1)</script>'],
    ['a relative address', '/product'],
    ['nothing', ''],
    ['no host', 'https://'],
    ['8 KB', `https://shop.example.com/${'a'.repeat(8_192)}`],
    ['a port that is none', 'https://shop.example.com:99999/'],
  ])('never leads astray: %s', (_name, url) => {
    expect(allows(url)).toBe(false);
  });

  test('may stay on http where the link itself does, and may go up to https', () => {
    const plain = 'http://shop.example.com/';
    expect(isAllowedDeepLink('http://shop.example.com/a', plain, [])).toBe(true);
    expect(isAllowedDeepLink('https://shop.example.com/a', plain, [])).toBe(true);
    expect(isAllowedDeepLink('http://other.example.com/a', plain, [])).toBe(false);
  });

  test('leads, whatever the text, only to the host of the link or an allowed one', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        'https:',
        '//',
        '/',
        '\\',
        '@',
        'shop.example.com',
        'evil.example',
        ':',
        '%',
        '.',
        '?',
      ),
      maxLength: 8,
    });
    const anything = fc.oneof(hostile, fc.webUrl(), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(anything, (url) => {
        if (!allows(url)) return;
        expect(['shop.example.com', ...allowedHosts]).toContain(new URL(url).host);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the destination of a link', () => {
  test('may be any address of the web', () => {
    expect(isDestination('https://anywhere.example/')).toBe(true);
    expect(isDestination('http://localhost:8080/post?a=b#c')).toBe(true);
  });

  test.each([
    'ftp://blog.example.com/',
    'javascript:alert(1)',
    'https://user@blog.example.com/',
    '//blog.example.com',
  ])('may not be %s', (url) => {
    expect(isDestination(url)).toBe(false);
  });

  test('may hold an encoded line break, as mail texts do: the merchant wrote it', () => {
    expect(isDestination('https://blog.example.com/share?text=a%0Ab')).toBe(true);
  });
});
