import type { SubIds } from './click.ts';

const maxLength = 255;

/** The sub-ids of an address over those of the link: an empty one in the address leaves the link's in place. */
export const subIdsOf = (query: URLSearchParams, defaults: SubIds): SubIds => ({
  sub1: clean(query.get('sub1')) ?? defaults.sub1,
  sub2: clean(query.get('sub2')) ?? defaults.sub2,
  sub3: clean(query.get('sub3')) ?? defaults.sub3,
  sub4: clean(query.get('sub4')) ?? defaults.sub4,
  sub5: clean(query.get('sub5')) ?? defaults.sub5,
});

/** A visitor is never turned away for what an address holds: it is made storable instead. */
const clean = (value: string | null): string | undefined => {
  if (value === null) return undefined;
  const cleaned = value.replace(unprintable, '').slice(0, maxLength).toWellFormed().trim();
  return cleaned === '' ? undefined : cleaned;
};

/** Control characters, line ends, and the marks that turn the direction of text around. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;
