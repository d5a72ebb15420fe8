import fc from 'fast-check';

/** What a rule pays: hundredths of a percent of the base, or an amount in US cents. */
export type Pay = { readonly points: number } | { readonly cents: number };

/** The settings of the program that one sequence happens in; its currency is USD. */
export interface Terms {
  readonly approval: 'auto' | 'manual';
  readonly isReviewed: boolean;
  readonly holdDays: number;
  readonly threshold: number;
  /** What purchases earn unless told otherwise. */
  readonly purchase: Pay;
  /** What the product `extra` earns, if it has a rule of its own. */
  readonly extra: Pay | null;
  /** What a signup earns, in cents. */
  readonly signup: number | null;
  /** How many purchases of one customer the rule for purchases pays. */
  readonly maxCount: number | null;
  /** The most that one commission by the rule for purchases may be, in cents. */
  readonly ruleCap: number | null;
  /** The most that one partner may earn in a calendar month, in cents. */
  readonly monthlyCap: number | null;
  /** Sales in yen: no rate is stored, one is stored for flat amounts and caps, or whole sales are converted by it. */
  readonly yen: 'no_rate' | 'rate' | 'converted' | 'converted_without_rate';
}

const pay: fc.Arbitrary<Pay> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ points: fc.constantFrom(2_000, 2_500, 333, 10_000, 1, 0) }) },
  { weight: 1, arbitrary: fc.record({ cents: fc.constantFrom(1, 777, 2_000) }) },
);

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(arbitrary, { nil: null, freq: 3 });

export const anyTerms: fc.Arbitrary<Terms> = fc.record({
  approval: fc.constantFrom('auto', 'auto', 'auto', 'manual'),
  isReviewed: fc.constantFrom(false, false, false, true),
  holdDays: fc.constantFrom(0, 0, 1, 30),
  threshold: fc.constantFrom(0, 0, 0, 2_000),
  purchase: pay,
  extra: maybe(pay),
  signup: maybe(fc.constantFrom(1, 500)),
  maxCount: fc.constantFrom(null, null, null, 1, 2),
  ruleCap: fc.constantFrom(null, null, null, 1_000),
  monthlyCap: fc.constantFrom(null, null, null, null, 3_000),
  yen: fc.constantFrom('no_rate', 'rate', 'converted', 'converted_without_rate'),
});
