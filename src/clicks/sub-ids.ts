import type { SubIds } from './click.ts';

const maxLength = 255;

/**
 * The sub-ids that a visitor brought along over those of the link: an empty one leaves the link's in place.
 *
 * @param sent the value sent under a name; null or undefined when there is none
 */
export const subIdsOf = (
  sent: (name: keyof SubIds) => string | null | undefined,
  defaults: SubIds,
): SubIds => ({
  sub1: clean(sent('sub1')) ?? defaults.sub1,
  sub2: clean(sent('sub2')) ?? defaults.sub2,
  sub3: clean(sent('sub3')) ?? defaults.sub3,
  sub4: clean(sent('sub4')) ?? defaults.sub4,
  sub5: clean(sent('sub5')) ?? defaults.sub5,
});

export const noSubIds: SubIds = { sub1: null, sub2: null, sub3: null, sub4: null, sub5: null };

/** A visitor is never turned away for what an address holds: it is made storable instead. */
const clean = (value: string | null | undefined): string | undefined => {
  if (!value) return undefined;
  const cleaned = value.replace(unprintable, '').slice(0, maxLength).toWellFormed().trim();
  return cleaned === '' ? undefined : cleaned;
};

/** Control characters, line ends, and the marks that turn the direction of text around. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;
