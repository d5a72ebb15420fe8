import { saidOf } from '../core/said-of.ts';
import type { ConversionFacts } from './conversion.ts';

/**
 * What is not said in stored facts. Every sale keeps its facts for ever, and most of them say little. Stored rows are
 * read by this: it never changes, whatever the defaults of new programs come to be.
 */
const unsaid: ConversionFacts = {
  ...{ linkId: null, promoCode: null, source: null, country: null, plan: null, isNewCustomer: null },
  ...{ sub1: null, sub2: null, sub3: null, sub4: null, sub5: null },
  terms: {
    attributionPolicy: 'coupon_first',
    attributionModel: 'last_click',
    windowDays: 90,
    couponOverridesReferral: false,
    newCustomersOnly: false,
    hasBoughtBefore: false,
    groupId: null,
  },
  items: [],
  metadata: null,
};

/** The facts of a conversion as they are stored: without what goes without saying. */
export const writeFacts = ({ terms, items, ...others }: ConversionFacts): string =>
  JSON.stringify({
    ...saidOf(others, unsaid),
    terms: saidOf(terms, unsaid.terms),
    ...(items.length > 0 && { items }),
  });

export const readFacts = (json: string): ConversionFacts => {
  const said = JSON.parse(json) as Partial<ConversionFacts>;
  return { ...unsaid, ...said, terms: { ...unsaid.terms, ...said.terms } };
};
