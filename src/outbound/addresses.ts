/**
 * IP addresses as bytes. Nothing here looks at text twice: a literal is parsed once, and every later
 * question (which range is it in, what do we connect to) is answered from the bytes, because one address
 * has many spellings and a comparison of spellings is how such checks are evaded.
 */

/** 4 bytes of an IPv4 or 16 bytes of an IPv6 address, in network order. */
export type Address = Uint8Array;

/** A network: the addresses whose first `bits` bits equal those of `prefix`. */
export interface Cidr {
  readonly prefix: Address;
  readonly bits: number;
}

/**
 * Reads `192.0.2.1`, `2001:db8::1`, `::ffff:192.0.2.1`. Strict: decimal octets without leading zeros, no
 * zone id, no brackets, no port. Anything else is `undefined`.
 */
export const parseAddress = (text: string): Address | undefined =>
  text.includes(':') ? parseIpv6(text) : parseIpv4(text);

/** The one spelling used in the URLs we dial: dotted decimal, or eight uncompressed groups. */
export const formatAddress = (address: Address): string => {
  if (address.length === 4) return address.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => groupAt(address, index).toString(16));
  return groups.join(':');
};

/**
 * Reads `10.0.0.0/8`, `fd00::/8`, or a bare address as a network of one. Bits after the prefix are cleared
 * (`192.168.1.7/24` means `192.168.1.0/24`). Anything else is `undefined`.
 */
export const parseCidr = (text: string): Cidr | undefined => {
  const [addressText = '', bitsText, ...rest] = text.trim().split('/');
  const address = parseAddress(addressText);
  if (!address || rest.length > 0) return undefined;
  if (bitsText === undefined) return { prefix: address, bits: address.length * 8 };
  if (!/^\d{1,3}$/.test(bitsText)) return undefined;
  const bits = Number(bitsText);
  return bits > address.length * 8 ? undefined : { prefix: clearedAfter(address, bits), bits };
};

/** Whether the network holds the address. An IPv4 network never holds an IPv6 address, nor the reverse. */
export const containsAddress = ({ prefix, bits }: Cidr, address: Address): boolean => {
  if (prefix.length !== address.length) return false;
  const wholeBytes = bits >> 3;
  for (let index = 0; index < wholeBytes; index += 1) {
    if (prefix[index] !== address[index]) return false;
  }
  const rest = bits & 7;
  if (rest === 0) return true;
  const difference = (prefix[wholeBytes] ?? 0) ^ (address[wholeBytes] ?? 0);
  return difference >> (8 - rest) === 0;
};

const octetPattern = /^(?:0|[1-9]\d{0,2})$/;

const parseIpv4 = (text: string): Address | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => octetPattern.test(part))) return undefined;
  const octets = parts.map(Number);
  return octets.every((octet) => octet <= 255) ? Uint8Array.from(octets) : undefined;
};

const parseIpv6 = (text: string): Address | undefined => {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [headText = '', tailText] = halves;
  const head = parseGroups(headText, tailText === undefined);
  const tail = parseGroups(tailText ?? '', true);
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (tailText === undefined ? missing !== 0 : missing < 1) return undefined;
  return bytesOf([...head, ...new Array<number>(missing).fill(0), ...tail]);
};

/** The 16-bit groups of one half. Only the last half may end in a dotted IPv4 address. */
const parseGroups = (text: string, mayEndInIpv4: boolean): number[] | undefined => {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (mayEndInIpv4 && index === parts.length - 1 && part.includes('.')) {
      const inner = parseIpv4(part);
      if (!inner) return undefined;
      groups.push(groupAt(inner, 0), groupAt(inner, 1));
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
};

const bytesOf = (groups: readonly number[]): Address =>
  Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));

const groupAt = (address: Address, index: number): number =>
  ((address[index * 2] ?? 0) << 8) | (address[index * 2 + 1] ?? 0);

const clearedAfter = (address: Address, bits: number): Address =>
  address.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))));
