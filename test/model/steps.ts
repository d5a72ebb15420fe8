import fc from 'fast-check';
import { payoutMoves } from './payouts.ts';

/** Something that happens. `which` picks among what there is by then, so that a shorter sequence still makes sense. */
const which = fc.nat(11);
const who = fc.nat(1);
const order = fc.constantFrom(0, 0, 1, 1, 2, 3, 4);
const customer = fc.option(fc.nat(2), { nil: null });
const charge = fc.constantFrom(0, 1, 7, 999, 10_000, 10_000, 12_345);

const step = <What extends string, Fields extends object>(
  weight: number,
  what: What,
  fields: { [Field in keyof Fields]: fc.Arbitrary<Fields[Field]> },
) => ({
  weight,
  arbitrary: fc.record({ what: fc.constant(what), ...fields }) as fc.Arbitrary<{ what: What } & Fields>,
});

const pointer = fc.oneof(
  { weight: 16, arbitrary: fc.record({ code: fc.constantFrom(0, 0, 0, 1) }) },
  { weight: 2, arbitrary: fc.record({ click: which }) },
  { weight: 1, arbitrary: fc.constant(null) },
);

/** Time goes on by days and months, and is set back by an hour now and then. */
const hours = fc.constantFrom(1, 24, 24, 24 * 31, 24 * 31, 24 * 62, -1);

const kinds = [
  'refund',
  'refund',
  'chargeback',
  'refund_canceled',
  'refund_canceled',
  'chargeback_won',
] as const;

export const anyStep = fc.oneof(
  step(6, 'purchase', {
    ...{ order, customer, pointer, charge },
    taxPercent: fc.constantFrom(0, 0, 20),
    extraPercent: fc.option(fc.constantFrom(0, 30, 100), { nil: null }),
    currency: fc.constantFrom('USD', 'USD', 'USD', 'JPY'),
    hoursAgo: fc.constantFrom(0, 0, 0, 0, 30, 40 * 24),
  }),
  step(1, 'signup', { customer: fc.nat(2), pointer }),
  step(9, 'refund', {
    ...{ order, refundNo: fc.nat(1), kind: fc.constantFrom(...kinds) },
    percent: fc.option(fc.constantFrom(0, 10, 33, 50, 70, 100, 120), { nil: null, freq: 4 }),
  }),
  step(1, 'order_cancellation', { order }),
  step(1, 'customer_cancellation', { customer: fc.nat(2) }),
  step(1, 'click', { partner: who }),
  step(1, 'rule', { points: fc.constantFrom(0, 1_500, 5_000) }),
  step(2, 'approval', { which }),
  step(1, 'approvals', {}),
  step(3, 'hold', { which }),
  step(2, 'release', { which }),
  step(2, 'void', { which }),
  step(2, 'adjustment', { which, amount: fc.constantFrom(-3_000, -1, 1, 250) }),
  step(1, 'bonus', { partner: who, days: fc.constantFrom(0, 0, 40), sale: fc.option(which, { nil: null }) }),
  step(5, 'qualification', { which }),
  step(3, 'rejection', { which }),
  step(3, 'assignment', { which, partner: fc.constantFrom(0, 1, 1, null) }),
  step(5, 'pay', { minimum: fc.constantFrom(null, null, 0, 500) }),
  step(1, 'draft', { minimum: fc.constantFrom(null, 0) }),
  step(1, 'batch_approval', { which }),
  step(1, 'batch_cancellation', { which }),
  step(3, 'batch_completion', { which }),
  step(8, 'payout', {
    which,
    move: fc.constantFrom('completion' as const, 'completion' as const, ...payoutMoves),
  }),
  step(1, 'suspension', { partner: who }),
  step(1, 'reinstatement', { partner: who }),
  step(1, 'termination', { partner: who, voids: fc.boolean() }),
  step(5, 'time', { hours }),
  step(1, 'repeat', { which }),
);
export type Step = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never;
export type StepOf<What extends Step['what']> = Extract<Step, { what: What }>;

const sold = (order: 0 | 1, charge: 10_000 | 12_345): StepOf<'purchase'> => ({
  what: 'purchase',
  order,
  customer: null,
  pointer: { code: 0 },
  charge,
  taxPercent: 0,
  extraPercent: 30,
  currency: 'USD',
  hoursAgo: 0,
});
const qualified: Step = { what: 'qualification', which: 0 };
const twoSales = [sold(0, 10_000), sold(1, 12_345), qualified, { ...qualified, which: 1 }];
const due: readonly Step[] = [{ what: 'approvals' }, { what: 'time', hours: 31 * 24 }];
const inPayout: readonly Step[] = [...twoSales, ...due, { what: 'pay', minimum: 0 }];

/** What has happened before: money that was paid is rare otherwise. */
export const beginnings = {
  nothing: [],
  'two sales': twoSales,
  'a payout': inPayout,
  'money that was paid': [...inPayout, { what: 'payout', which: 0, move: 'completion' }],
} satisfies Readonly<Record<string, readonly Step[]>>;
