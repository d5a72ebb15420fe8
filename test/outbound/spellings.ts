import fc from 'fast-check';
import type { Cidr } from '../../src/outbound/addresses.ts';

export const ipv4Bytes = fc.uint8Array({ minLength: 4, maxLength: 4 });
/** Mostly zeros now and then, so that abbreviations have something to abbreviate. */
export const ipv6Bytes = fc.oneof(
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc
    .array(fc.constantFrom(0, 0, 0, 1, 0xff, 0x7f), { minLength: 16, maxLength: 16 })
    .map((bytes) => Uint8Array.from(bytes)),
);

/** Any address of the network. */
export const addressIn = ({ prefix, bits }: Cidr): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: prefix.length, maxLength: prefix.length }).map((random) =>
    random.map((byte, index) => {
      const mask = (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))) & 0xff;
      return ((prefix[index] ?? 0) & mask) | (byte & ~mask & 0xff);
    }),
  );

/** Ways to write an IPv4 address that a URL parser turns into it. */
export const ipv4UrlSpellings = (bytes: Uint8Array): string[] => {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const hex = (value: number) => `0x${value.toString(16)}`;
  const octal = (value: number) => `0${value.toString(8)}`;
  const dotted = `${a}.${b}.${c}.${d}`;
  const circled = (text: string) =>
    text.replaceAll(/[0-9]/g, (digit) =>
      String.fromCodePoint(digit === '0' ? 0x24ea : 0x245f + Number(digit)),
    );
  const wide = (text: string) =>
    text.replaceAll(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  return [
    dotted,
    `${dotted}.`,
    String(whole),
    hex(whole),
    hex(whole).toUpperCase().replace('X', 'x'),
    octal(whole),
    [a, b, c, d].map(hex).join('.'),
    [a, b, c, d].map(octal).join('.'),
    `${a}.${(b << 16) | (c << 8) | d}`,
    `${hex(a)}.${b}.${(c << 8) | d}`,
    circled(dotted),
    wide(dotted),
    dotted.replaceAll('.', '。'),
    dotted.replaceAll('.', '%2e'),
    encodeURIComponent(dotted).replaceAll(/[0-9]/g, (digit) => `%3${digit}`),
  ];
};

/** Ways to write an IPv6 address, without brackets. */
export const ipv6Spellings = (bytes: Uint8Array): string[] => {
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0),
  );
  const plain = groups.map((group) => group.toString(16)).join(':');
  const padded = groups.map((group) => group.toString(16).padStart(4, '0')).join(':');
  const dotted = `${groups
    .slice(0, 6)
    .map((group) => group.toString(16))
    .join(':')}:${bytes.slice(12).join('.')}`;
  const short = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  return [plain, padded, padded.toUpperCase(), dotted, short, short.toUpperCase()];
};

/** What goes between `https://` and the path. */
export const urlHosts = (bytes: Uint8Array): string[] =>
  bytes.length === 4 ? ipv4UrlSpellings(bytes) : ipv6Spellings(bytes).map((text) => `[${text}]`);
