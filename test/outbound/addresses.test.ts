import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { containsAddress, formatAddress, parseAddress, parseCidr } from '../../src/outbound/addresses.ts';
import { ipv4Bytes, ipv6Bytes, ipv6Spellings } from './spellings.ts';

const bytesOf = (text: string) => Array.from(parseAddress(text) ?? []);

describe('an address literal', () => {
  test('is read to the same bytes from every spelling of it', () => {
    fc.assert(
      fc.property(ipv6Bytes, (bytes) => {
        for (const spelling of ipv6Spellings(bytes))
          expect([spelling, bytesOf(spelling)]).toEqual([spelling, [...bytes]]);
      }),
    );
  });

  test('is formatted so that it reads back to the same bytes, here and in a URL', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4Bytes, ipv6Bytes), (bytes) => {
        const text = formatAddress(bytes);
        expect(bytesOf(text)).toEqual([...bytes]);
        const { hostname } = new URL(`http://${bytes.length === 16 ? `[${text}]` : text}/`);
        expect(bytesOf(hostname.replace(/[[\]]/g, ''))).toEqual([...bytes]);
      }),
    );
  });

  test.each([
    '',
    '.',
    ':',
    ':::',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.04',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3.4 ',
    ' 1.2.3.4',
    '1.2.3.-4',
    '1.2.3.4a',
    '１.2.3.4',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '::1%eth0',
    '[::1]',
    '::1.2.3',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::ffff:1.2.3.256',
    'localhost',
    '::/0',
  ])('is refused when it is not one: %p', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test('is never more than undefined for arbitrary text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:.]{0,40}$/)), (text) => {
        const address = parseAddress(text);
        expect(address === undefined || address.length === 4 || address.length === 16).toBe(true);
      }),
    );
  });
});

describe('a network', () => {
  test('holds exactly the addresses that share its first bits', () => {
    const cases = fc.oneof(ipv4Bytes, ipv6Bytes).chain((bytes) =>
      fc.record({
        bytes: fc.constant(bytes),
        bits: fc.integer({ min: 1, max: bytes.length * 8 }),
        flipped: fc.integer({ min: 0, max: bytes.length * 8 - 1 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ bytes, bits, flipped }) => {
        const cidr = parseCidr(`${formatAddress(bytes)}/${bits}`);
        const other = bytes.map((byte, index) =>
          index === flipped >> 3 ? byte ^ (0x80 >> (flipped & 7)) : byte,
        );
        if (!cidr) throw new Error('not parsed');
        expect(containsAddress(cidr, bytes)).toBe(true);
        expect(containsAddress(cidr, other)).toBe(flipped >= bits);
      }),
    );
  });

  test('of no bits holds its whole family and nothing of the other', () => {
    const everything = parseCidr('0.0.0.0/0');
    const v6 = parseAddress('::ffff:1.2.3.4');
    const v4 = parseAddress('1.2.3.4');
    if (!everything || !v6 || !v4) throw new Error('not parsed');
    expect(containsAddress(everything, v4)).toBe(true);
    expect(containsAddress(everything, v6)).toBe(false);
  });

  test('is read with its host bits cleared, and a bare address is a network of one', () => {
    expect(parseCidr(' 192.168.1.77/24 ')).toEqual({ prefix: Uint8Array.of(192, 168, 1, 0), bits: 24 });
    expect(parseCidr('10.1.2.3')).toEqual({ prefix: Uint8Array.of(10, 1, 2, 3), bits: 32 });
    expect(parseCidr('fdff::1/7')?.prefix[0]).toBe(0xfc);
  });

  test.each([
    '',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/8x',
    '10/8',
    '::/129',
    '::/1e1',
    'localhost/8',
  ])('is refused when it is not one: %p', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});
