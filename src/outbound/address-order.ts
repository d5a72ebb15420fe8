import { type Address, formatAddress } from './addresses.ts';

/** Which of a name's addresses to dial first, learned from what happened before. */
export interface AddressOrder {
  /** The addresses as text to dial: the one that answered last comes first, the one that was silent last. */
  arrange(host: string, addresses: readonly Address[]): string[];
  answered(host: string, address: string): void;
  silent(host: string, address: string): void;
}

const maxHosts = 1_000;

/**
 * A name may have an address that swallows everything (often IPv6 on a host that cannot route it). A request
 * to it uses up its whole time, and cannot be sent again elsewhere since it may have arrived; but the next
 * attempt starts with another address. Staying with the address that answers also keeps connections in use.
 */
export const createAddressOrder = (): AddressOrder => {
  const seen = new Map<string, { address: string; answered: boolean }>();

  const remember = (host: string, address: string, answered: boolean): void => {
    if (seen.size >= maxHosts && !seen.has(host)) seen.clear();
    seen.set(host, { address, answered });
  };

  return {
    arrange: (host, addresses) => {
      const texts = addresses.map(formatAddress);
      const last = seen.get(host);
      if (texts.length < 2 || !last || !texts.includes(last.address)) return texts;
      const others = texts.filter((text) => text !== last.address);
      return last.answered ? [last.address, ...others] : [...others, last.address];
    },
    answered: (host, address) => remember(host, address, true),
    silent: (host, address) => remember(host, address, false),
  };
};
