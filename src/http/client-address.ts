import { BlockList, isIP } from 'node:net';

/**
 * The address a request comes from.
 *
 * @param peer the other end of the socket
 * @param forwardedFor the header `X-Forwarded-For`, which anybody may have written; null when there is none
 */
export type ClientAddress = (peer: string, forwardedFor: string | null) => string;

/**
 * Believes forwarding headers only as far as our own proxies wrote them: each appends the address it saw, so the
 * right-most address that is not one of them is the client. Everything further left is hearsay.
 *
 * @param trustedProxies addresses and CIDR ranges, IPv4 or IPv6
 * @throws Error for an entry that is neither
 */
export const createClientAddress = (trustedProxies: readonly string[]): ClientAddress => {
  if (trustedProxies.length === 0) return (peer) => plainAddress(peer) ?? peer;
  const proxies = toBlockList(trustedProxies);
  const isTrusted = (address: string) => proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (peer, forwardedFor) => {
    let client = plainAddress(peer) ?? peer;
    let rest = forwardedFor ?? '';
    while (rest !== '' && isIP(client) !== 0 && isTrusted(client)) {
      const comma = rest.lastIndexOf(',');
      const next = plainAddress(rest.slice(comma + 1).trim());
      if (next === undefined) break;
      client = next;
      rest = comma === -1 ? '' : rest.slice(0, comma);
    }
    return client;
  };
};

/**
 * What one household shares: an IPv4 address, or the first 64 bits of an IPv6 address, of which a single
 * visitor may use as many as they like.
 */
export const addressGroup = (address: string): string =>
  address.includes(':') && isIP(address) === 6 ? `${first64Bits(address)}::/64` : address;

/** Takes off brackets, ports and zones; IPv4 addresses in IPv6 form become IPv4. Undefined when it is no address. */
const plainAddress = (text: string): string | undefined => {
  if (!text.includes(':')) return isIP(text) === 4 ? text : undefined;
  const bare = text.startsWith('[') ? text.slice(1).split(']', 1)[0] : text.replace(/^([\d.]+):\d+$/, '$1');
  const address = bare?.split('%', 1)[0]?.toLowerCase() ?? '';
  const mapped = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : '';
  if (isIP(mapped) === 4) return mapped;
  return isIP(address) === 0 ? undefined : address;
};

const toBlockList = (ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) throw new Error(`not an address or CIDR range: ${range}`);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
};

const first64Bits = (address: string): string => {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = tail === undefined ? left : [...left, ...zeros, ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
};
