import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { isRefused, maxTargetLength, parseTarget, type Target } from '../../src/outbound/target.ts';
import { cidrs, loopbackAllowed, strict } from './sending.ts';

const httpAllowed = { allowHttp: true, allowCidrs: [] };

const refusalOf = (text: string, policy = strict) => {
  const parsed = parseTarget(text, policy);
  return isRefused(parsed) ? parsed.message : undefined;
};

const accepted = (text: string, policy = strict): Target => {
  const parsed = parseTarget(text, policy);
  if (isRefused(parsed)) throw new Error(`${text} ${parsed.message}`);
  return parsed;
};

describe('a URL that leads to this machine is refused however it is written', () => {
  const hosts = [
    ...['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.1', '017700000001', '0177.0.0.1'],
    ...[
      '127.0.0.1.',
      '0',
      '0.0.0.0',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      'foo.localhost',
    ],
    ...[
      '[0:0:0:0:0:ffff:7f00:1]',
      'localhost',
      'LOCALHOST',
      'localhost.',
      '①②⑦.⓪.⓪.①',
      '127。0。0。1',
      '127%2e1',
    ],
    ...[
      'user@127.0.0.1',
      'example.com@127.0.0.1',
      '127.0.0.1#@example.com',
      '127.0.0.1?@example.com',
      '[::1%25lo]',
    ],
    ...[
      '127.0.0.1\\@example.com',
      'lo\u00adcalhost',
      'ｌｏｃａｌｈｏｓｔ',
      '[::127.0.0.1]',
      '[64:ff9b::7f00:1]',
    ],
  ];
  test.each(hosts)('%s', (host) => {
    for (const policy of [strict, httpAllowed]) {
      for (const port of ['', ':443', ':8080']) {
        expect([host, refusalOf(`https://${host}${port}/`, policy)]).toEqual([host, expect.any(String)]);
        expect([host, refusalOf(`http://${host}${port}/`, policy)]).toEqual([host, expect.any(String)]);
      }
    }
  });

  const texts = [
    ...[
      'http:127.0.0.1',
      'http:/127.0.0.1',
      'http:\\\\127.0.0.1\\',
      'h\nttp://127.0.0.1',
      ' http://127.0.0.1',
      'https:///127.0.0.1',
    ],
    ...[
      'http://127.0.0.1 ',
      '\u0000http://127.0.0.1',
      'http://127.0.0.1\t',
      'http://127.0\n.0.1/',
      '//127.0.0.1',
      '127.0.0.1',
    ],
  ];
  test.each(texts)('%p', (text) => {
    expect(refusalOf(text, httpAllowed)).toBeString();
  });
});

describe('a URL is refused with a sentence that says what to change', () => {
  test.each([
    ['file:///etc/passwd', 'must start with https://'],
    ['data:text/plain,hi', 'must start with https://'],
    ['blob:https://example.com/1', 'must start with https://'],
    ['s3://bucket/key', 'must start with https://'],
    ['gopher://example.com/', 'must start with https://'],
    ['ftp://example.com/', 'must start with https://'],
    ['unix:/run/docker.sock', 'must start with https://'],
    ['javascript:alert(1)', 'must start with https://'],
    ['example.com/hook', 'must start with https://'],
    ['', 'must start with https://'],
    ['https:example.com', 'must name a host after https://'],
    ['https:///example.com', 'must name a host after https://'],
    ['https://', 'must name a host after https://'],
    ['https://user:secret@example.com/', 'must not contain a user name or password'],
    ['https://@example.com/', 'must not contain a user name or password'],
    ['https://example.com/#part', 'must not have a fragment'],
    ['https://example.com/a b', 'must not contain spaces'],
    ['https://example.com\\x', 'must not contain spaces'],
    ['https://ex\u202eample.com/', 'must not contain spaces'],
    ['https://example.com:22/', 'must not use port 22'],
    ['https://example.com:0/', 'must not use port 0'],
    ['https://example.com:1023/', 'must not use port 1023'],
    ['https://example.com:65536/', 'is not a valid URL'],
    ['https://exa mple.com/', 'must not contain spaces'],
    ['https://a..b/', 'does not have a valid host name'],
    ['https://example.com./', 'does not have a valid host name'],
    [`https://${'a'.repeat(64)}.com/`, 'does not have a valid host name'],
    ['https://exa$mple.com/', 'does not have a valid host name'],
    [`https://example.com/${'a'.repeat(maxTargetLength)}`, 'must be at most 2048 characters long'],
  ])('%s', (text, sentence) => {
    expect(refusalOf(text)).toStartWith(sentence);
  });

  test('names the setting that would allow plain http', () => {
    expect(refusalOf('http://example.com/')).toContain('TRIBUTARY_WEBHOOK_ALLOW_HTTP');
    expect(refusalOf('http://example.com/', httpAllowed)).toBeUndefined();
  });

  test.each([
    'receiver',
    'localhost',
    'a.localhost',
    'nas.local',
    'metadata.google.internal',
    'x.home.arpa',
    'n8n.lan',
    '192.168.1.4',
  ])('names the setting that would allow %s', (host) => {
    expect(refusalOf(`https://${host}/hook`)).toContain('TRIBUTARY_WEBHOOK_ALLOW_CIDRS');
  });
});

describe('a URL that is accepted', () => {
  test('keeps host, port, path and query as they will be sent', () => {
    expect(accepted('HTTPS://Hooks.Example.COM:8443/in/%C3%A4?a=1&b=%20')).toEqual({
      protocol: 'https:',
      host: 'hooks.example.com',
      authority: 'hooks.example.com:8443',
      portSuffix: ':8443',
      path: '/in/%C3%A4?a=1&b=%20',
      literal: undefined,
    });
    expect(accepted('https://hooks.example.com:443')).toMatchObject({
      authority: 'hooks.example.com',
      portSuffix: '',
      path: '/',
    });
    expect(accepted('https://bücher.example/')).toMatchObject({ host: 'xn--bcher-kva.example' });
    expect(accepted('https://[2606:4700::1111]:8443/x')).toMatchObject({
      host: '2606:4700::1111',
      authority: '[2606:4700::1111]:8443',
    });
  });

  test.each([443, 80, 1024, 8080, 65535])('may use port %p', (port) => {
    expect(accepted(`https://hooks.example.com:${port}/`).host).toBe('hooks.example.com');
  });

  test('may be a local name once the operator listed a network: its addresses decide when it is called', () => {
    for (const host of ['localhost', 'receiver', 'nas.local', 'metadata.google.internal']) {
      expect(accepted(`http://${host}:3000/`, loopbackAllowed).host).toBe(host);
    }
    expect(accepted('http://127.1/', loopbackAllowed).literal).toEqual(Uint8Array.of(127, 0, 0, 1));
    expect(refusalOf('http://10.0.0.1/', loopbackAllowed)).toContain('a private address');
    expect(refusalOf('https://[::1]/', { allowHttp: false, allowCidrs: cidrs('10.0.0.0/8') })).toContain(
      'a loopback address',
    );
  });
});

test('arbitrary text is judged, never thrown at', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string().map((text) => `https://${text}`),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseTarget(text, strict);
      if (isRefused(parsed)) expect(parsed.message.length).toBeGreaterThan(10);
      else expect(new URL(text).host).toBe(parsed.authority);
    }),
  );
});
