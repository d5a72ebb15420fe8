import { invariant } from '../core/errors.ts';
import { type Address, type Cidr, containsAddress, parseCidr } from './addresses.ts';
import type { OwnInspectors } from './own-inspectors.ts';

/** What the operator permits beyond public addresses over HTTPS. Read from the settings once, at start. */
export interface OutboundPolicy {
  /** Plain `http:` targets (`TRIBUTARY_WEBHOOK_ALLOW_HTTP`). */
  readonly allowHttp: boolean;
  /** Networks that may be reached although they are not public (`TRIBUTARY_WEBHOOK_ALLOW_CIDRS`). */
  readonly allowCidrs: readonly Cidr[];
  /** What may be reached on this machine whatever else is allowed; undefined for nothing. */
  readonly ownInspectors?: OwnInspectors;
}

/** Why an address is refused; completes the sentence "it is a ... address". */
export type AddressRefusal =
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'carrier-grade NAT'
  | 'link-local'
  | 'cloud metadata'
  | 'documentation'
  | 'benchmarking'
  | 'multicast'
  | 'reserved'
  | 'transition';

/**
 * Undefined when we may connect to the address, else the reason. Only global unicast is allowed: an IPv4
 * address outside the table below, or an IPv6 address inside 2000::/3 and outside the table. The operator's
 * networks reopen what they name; see `Range.onlyIfNamed` for what a broad network does not reopen.
 *
 * Addresses that carry an IPv4 address a gateway will unwrap (NAT64, ISATAP) are judged by the one inside.
 */
export const refusalOf = (address: Address, policy: OutboundPolicy): AddressRefusal | undefined => {
  const inner = embeddedIpv4(address);
  if (inner) return refusalOf(inner, policy);
  if (containsAddress(ipv6Loopback, address)) return loopbackRefusal(policy);
  const ranges = address.length === 4 ? ipv4Ranges : ipv6Ranges;
  for (const range of ranges) {
    if (containsAddress(range.cidr, address) && !isNamed(address, range, policy)) return range.refusal;
  }
  return undefined;
};

interface Range {
  readonly cidr: Cidr;
  readonly refusal: AddressRefusal;
  /**
   * True where only a network at most as wide as the range itself reopens it. So `10.0.0.0/8`, and even
   * `0.0.0.0/0` or `::/0`, never hand out the metadata service or an IPv4 address in disguise by accident.
   */
  readonly onlyIfNamed: boolean;
}

const isNamed = (address: Address, range: Range, policy: OutboundPolicy): boolean =>
  policy.allowCidrs.some(
    (cidr) => containsAddress(cidr, address) && (!range.onlyIfNamed || cidr.bits >= range.cidr.bits),
  );

/** The name localhost resolves to both loopbacks; whoever lists 127.0.0.1 means ::1 as well. */
const loopbackRefusal = ({ allowCidrs }: OutboundPolicy): AddressRefusal | undefined => {
  const listed = allowCidrs.some(
    (cidr) => containsAddress(cidr, ipv6Loopback.prefix) || containsAddress(cidr, ipv4Loopback.prefix),
  );
  return listed ? undefined : 'loopback';
};

/** NAT64 (RFC 6052, 64:ff9b::/96) and ISATAP (RFC 5214, interface identifier [02]00:5efe plus IPv4). */
const embeddedIpv4 = (address: Address): Address | undefined => {
  if (address.length !== 16) return undefined;
  const isatap =
    ((address[8] ?? 0) & 0xfd) === 0 && address[9] === 0 && address[10] === 0x5e && address[11] === 0xfe;
  return isatap || containsAddress(nat64, address) ? address.subarray(12) : undefined;
};

const network = (text: string): Cidr => {
  const cidr = parseCidr(text);
  invariant(cidr, `${text} is a network`);
  return cidr;
};

const range = (text: string, refusal: AddressRefusal): Range => ({
  cidr: network(text),
  refusal,
  onlyIfNamed: false,
});
const named = (text: string, refusal: AddressRefusal): Range => ({
  ...range(text, refusal),
  onlyIfNamed: true,
});

const nat64 = network('64:ff9b::/96');
const ipv4Loopback = network('127.0.0.1');
const ipv6Loopback = network('::1');

/**
 * IANA special-purpose registry (RFC 6890 and updates), plus addresses outside link-local on which clouds serve
 * machines their own secrets: Alibaba, Azure, Oracle here, Amazon, Google and Scaleway in the IPv6 table.
 */
const ipv4Ranges: readonly Range[] = [
  named('100.100.100.200/32', 'cloud metadata'),
  named('168.63.129.16/32', 'cloud metadata'),
  named('192.0.0.192/32', 'cloud metadata'),
  named('169.254.0.0/16', 'link-local'),
  range('0.0.0.0/8', 'unspecified'),
  range('127.0.0.0/8', 'loopback'),
  range('10.0.0.0/8', 'private'),
  range('172.16.0.0/12', 'private'),
  range('192.168.0.0/16', 'private'),
  range('100.64.0.0/10', 'carrier-grade NAT'),
  range('192.0.0.0/24', 'reserved'),
  range('192.0.2.0/24', 'documentation'),
  range('198.51.100.0/24', 'documentation'),
  range('203.0.113.0/24', 'documentation'),
  range('192.88.99.0/24', 'transition'),
  range('198.18.0.0/15', 'benchmarking'),
  range('224.0.0.0/4', 'multicast'),
  range('240.0.0.0/4', 'reserved'),
];

/** The same for IPv6. The last rows refuse everything outside 2000::/3, discard-only and SRv6 blocks among it. */
const ipv6Ranges: readonly Range[] = [
  named('fd00:ec2::254/128', 'cloud metadata'),
  named('fd20:ce::254/128', 'cloud metadata'),
  named('fd00:42::42/128', 'cloud metadata'),
  named('fe80::/10', 'link-local'),
  named('::ffff:0:0/96', 'transition'),
  named('::ffff:0:0:0/96', 'transition'),
  named('64:ff9b:1::/48', 'transition'),
  named('2001::/32', 'transition'),
  named('2002::/16', 'transition'),
  range('::/128', 'unspecified'),
  named('::/96', 'transition'),
  range('fc00::/7', 'private'),
  range('fec0::/10', 'private'),
  range('ff00::/8', 'multicast'),
  range('2001:db8::/32', 'documentation'),
  range('3fff::/20', 'documentation'),
  range('2001::/23', 'reserved'),
  range('::/3', 'reserved'),
  range('4000::/2', 'reserved'),
  range('8000::/1', 'reserved'),
];
