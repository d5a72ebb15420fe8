import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { refusalOf } from '../../src/outbound/address-policy.ts';
import { parseAddress } from '../../src/outbound/addresses.ts';
import { isRefused, parseTarget } from '../../src/outbound/target.ts';
import { cidrs, strict } from './sending.ts';
import { addressIn, urlHosts } from './spellings.ts';

const judge = (text: string, ...allowed: string[]) => {
  const address = parseAddress(text);
  if (!address) throw new Error(`${text} is no address`);
  return refusalOf(address, { allowHttp: false, allowCidrs: cidrs(...allowed) });
};

/** What is not global unicast, from the IANA registries and the documentation of cloud hosts. */
const refusedNetworks = [
  ...[
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
  ],
  ...[
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
  ],
  ...['224.0.0.0/4', '240.0.0.0/4', '255.255.255.255', '168.63.129.16'],
  ...['100.100.100.200', '169.254.169.254', '169.254.170.2', '192.0.0.192'],
  ...['::/96', '::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001::/32'],
  ...[
    '2001:db8::/32',
    '2002::/16',
    '3fff::/20',
    '5f00::/16',
    'fc00::/7',
    'fd00:ec2::254',
    'fe80::/10',
    'fec0::/10',
  ],
  ...[
    'ff00::/8',
    '200::/7',
    '400::/6',
    '800::/5',
    '1000::/4',
    '4000::/3',
    '6000::/3',
    '8000::/3',
    'a000::/3',
  ],
  ...['c000::/3', 'e000::/4', 'f000::/5', 'f800::/6', 'fe00::/9'],
  ...['64:ff9b::7f00:0/104', '64:ff9b::a00:0/104', '64:ff9b::a9fe:0/112', '64:ff9b::a83f:8110'],
  ...['2606:4700:0:1:0:5efe:7f00:0/104', '2606:4700:0:1:200:5efe:a00:0/104'],
];

describe('an address that is not global unicast', () => {
  test.each(refusedNetworks)('is refused in every spelling: %s', (network) => {
    const [cidr] = cidrs(network);
    if (!cidr) throw new Error('no network');
    fc.assert(
      fc.property(addressIn(cidr), (bytes) => {
        expect(refusalOf(bytes, strict)).toBeString();
        for (const host of urlHosts(bytes)) {
          expect([host, isRefused(parseTarget(`https://${host}/hook`, strict))]).toEqual([host, true]);
        }
      }),
    );
  });

  test('includes the first and the last address of each range, and not their neighbours', () => {
    const edges = [
      '126.255.255.255',
      '128.0.0.0',
      '9.255.255.255',
      '11.0.0.0',
      '172.15.255.255',
      '172.32.0.0',
    ];
    expect(edges.map((text) => judge(text))).toEqual(edges.map(() => undefined));
    const inside = [
      '127.0.0.0',
      '127.255.255.255',
      '10.255.255.255',
      '172.16.0.0',
      '172.31.255.255',
      '223.255.255.255',
    ];
    expect(inside.map((text) => judge(text) !== undefined)).toEqual([true, true, true, true, true, false]);
    const v6 = [
      '1fff:ffff::1',
      '2000::1',
      '3fff:fff::1',
      '3fff:1000::',
      '4000::',
      '2001:1ff::1',
      '2001:200::1',
    ];
    expect(v6.map((text) => judge(text) !== undefined)).toEqual([
      true,
      false,
      true,
      false,
      true,
      true,
      false,
    ]);
  });
});

test('public addresses are allowed, in every spelling', () => {
  const publicNetworks = cidrs(
    '1.0.0.0/8',
    '8.8.8.8',
    '93.184.216.0/24',
    '203.0.112.0/24',
    '2606:4700::/48',
    '2a00::/16',
  );
  fc.assert(
    fc.property(fc.oneof(...publicNetworks.map(addressIn)), (bytes) => {
      for (const host of urlHosts(bytes)) {
        expect([host, isRefused(parseTarget(`https://${host}/hook`, strict))]).toEqual([host, false]);
      }
    }),
  );
});

describe('the reason', () => {
  test.each([
    ['127.8.8.8', 'loopback'],
    ['::1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['fd12::1', 'private'],
    ['fec0::1', 'private'],
    ['100::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['169.254.169.254', 'link-local'],
    ['168.63.129.16', 'cloud metadata'],
    ['fd00:ec2::254', 'cloud metadata'],
    ['100.64.1.1', 'carrier-grade NAT'],
    ['::ffff:8.8.8.8', 'transition'],
    ['2002:7f00:1::', 'transition'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['2001:db8::1', 'documentation'],
    ['255.255.255.255', 'reserved'],
    ['ff02::1', 'multicast'],
  ])('says what %s is: %s', (text, reason) => {
    expect(judge(text)).toBe(reason as ReturnType<typeof judge>);
  });
});

describe('the networks of the operator', () => {
  test('reopen what they name and nothing else', () => {
    expect(judge('10.1.2.3', '10.1.0.0/16')).toBeUndefined();
    expect(judge('10.2.2.3', '10.1.0.0/16')).toBe('private');
    expect(judge('127.0.0.1', '10.0.0.0/8')).toBe('loopback');
    expect(judge('fd12::1', 'fd12::/16')).toBeUndefined();
    expect(judge('fd13::1', 'fd12::/16')).toBe('private');
  });

  test('mean both loopbacks when they name one', () => {
    expect(judge('::1', '127.0.0.0/8')).toBeUndefined();
    expect(judge('::1', '::1')).toBeUndefined();
    expect(judge('127.0.0.1', '::1')).toBe('loopback');
    expect(judge('::1', '127.0.0.53')).toBe('loopback');
  });

  test.each(['169.254.169.254', '168.63.129.16', '100.100.100.200', '192.0.0.192'])(
    'never reopen %s by a broad network, only by one that names it',
    (metadata) => {
      expect(
        judge(metadata, '0.0.0.0/0', '100.64.0.0/10', '192.0.0.0/16', '168.63.0.0/16', '169.0.0.0/8'),
      ).toBeString();
      expect(judge(metadata, metadata)).toBeUndefined();
    },
  );

  test.each([
    'fe80::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fd00:42::42',
    '64:ff9b:1::7f00:1',
    '::ffff:127.0.0.1',
    '::127.0.0.1',
    '2002:7f00:1::',
    '2001:0:7f00:1::1',
    '::ffff:0:10.0.0.1',
  ])('never reopen %s by a broad network, only by one that names it', (disguised) => {
    expect(judge(disguised, '::/0', 'fc00::/7', '0.0.0.0/0')).toBeString();
    expect(judge(disguised, disguised)).toBeUndefined();
  });

  test('count for the IPv4 address inside NAT64 and ISATAP as for the address itself', () => {
    expect(judge('64:ff9b::10.1.2.3', '10.0.0.0/8')).toBeUndefined();
    expect(judge('64:ff9b::8.8.8.8')).toBeUndefined();
    expect(judge('64:ff9b::127.0.0.1', '10.0.0.0/8', '64:ff9b::/96', '::/0')).toBe('loopback');
    expect(judge('2606:4700::5efe:8.8.8.8')).toBeUndefined();
    expect(judge('2606:4700::5efe:192.168.0.1')).toBe('private');
  });
});
