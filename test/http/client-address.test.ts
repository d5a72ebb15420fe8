import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { addressGroup, createClientAddress } from '../../src/http/client-address.ts';

describe('the address of a client', () => {
  const behindProxies = createClientAddress(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);
  const direct = createClientAddress([]);

  const cases: [name: string, peer: string, forwardedFor: string | null, client: string][] = [
    ['is the peer when there is no header', '10.0.0.1', null, '10.0.0.1'],
    [
      'is the peer when the peer is no proxy of ours, whatever it claims',
      '203.0.113.9',
      '1.1.1.1',
      '203.0.113.9',
    ],
    ['is what our proxy saw', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    [
      'is the right-most address that is no proxy of ours',
      '10.0.0.1',
      '1.1.1.1, 203.0.113.9, 10.2.2.2',
      '203.0.113.9',
    ],
    ['is found through a proxy named by its address', '192.0.2.7', '203.0.113.9', '203.0.113.9'],
    ['is the left-most when all are proxies of ours', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['is the last proxy when what it passed on is no address', '10.0.0.1', '1.1.1.1, unknown', '10.0.0.1'],
    ['is the last proxy before a hostile name', '10.0.0.1', "1.1.1.1, '; drop, 10.0.0.2", '10.0.0.2'],
    ['is read without its port', '10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    ['is read without brackets and port', '10.0.0.1', '[2001:db8::1]:443', '2001:db8::1'],
    ['is the IPv4 address in an IPv6 form', '::ffff:10.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
    ['is found through an IPv6 proxy', 'fd00::1', '2001:DB8::9', '2001:db8::9'],
    ['is the peer when the header is empty', '10.0.0.1', ' , ', '10.0.0.1'],
  ];
  for (const [name, peer, forwardedFor, client] of cases) {
    test(name, () => expect(behindProxies(peer, forwardedFor)).toBe(client));
  }

  test('is the peer when no proxy is configured', () => {
    expect(direct('10.0.0.1', '203.0.113.9')).toBe('10.0.0.1');
    expect(direct('::ffff:10.0.0.1', null)).toBe('10.0.0.1');
  });

  test('is never anything that the header says to a peer that is no proxy of ours', () => {
    fc.assert(
      fc.property(fc.string(), (header) => expect(behindProxies('203.0.113.9', header)).toBe('203.0.113.9')),
    );
  });

  test('is found at once in a header of 16 KB', () => {
    expect(behindProxies('10.0.0.1', `${'1.1.1.1,'.repeat(2_000)}203.0.113.9`)).toBe('203.0.113.9');
  });

  test('needs ranges that are ranges', () => {
    expect(() => createClientAddress(['proxy.example.com'])).toThrow('proxy.example.com');
  });
});

describe('the group of an address', () => {
  test('is the address itself for IPv4', () => expect(addressGroup('203.0.113.9')).toBe('203.0.113.9'));

  const cases: [address: string, group: string][] = [
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::', 'fe80:0:0:0::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ];
  for (const [address, group] of cases) {
    test(`${address} is of ${group}`, () => expect(addressGroup(address)).toBe(group));
  }

  test('does not depend on the last 64 bits nor on how the address is written', () => {
    fc.assert(
      fc.property(
        fc.ipV6(),
        fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 }),
        (address, end) => {
          const group = addressGroup(address);
          const network = group.slice(0, -'::/64'.length);
          const other = `${network}:${end.map((part) => part.toString(16)).join(':')}`;
          expect(addressGroup(other)).toBe(group);
        },
      ),
    );
  });
});
