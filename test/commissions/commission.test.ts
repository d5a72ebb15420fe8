import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { commissionState, commissionTransitions, type StateFacts } from '../../src/commissions/commission.ts';

const now = 1_000_000;
const facts: StateFacts = { dueAt: now, approvedAt: now, holdReasons: [], payout: 'none', voided: false };

describe('a commission is', () => {
  test.each([
    ['due', {}],
    ['pending', { dueAt: now + 1 }],
    ['pending', { approvedAt: null }],
    ['held', { holdReasons: ['fraud_case'] }],
    ['held', { holdReasons: ['fraud_case'], dueAt: now + 1 }],
    ['voided', { voided: true, holdReasons: ['fraud_case'] }],
    ['processing', { payout: 'reserved' as const, holdReasons: ['fraud_case'] }],
    ['paid', { payout: 'paid' as const }],
  ])('%s with %p', (state, changed) => {
    expect(commissionState({ ...facts, ...changed }, now)).toBe(state as never);
  });

  test('due only when its hold elapsed, it is approved and nothing holds it', () => {
    const some = fc.record({
      dueAt: fc.integer({ min: now - 5, max: now + 5 }),
      approvedAt: fc.option(fc.constant(now)),
      holdReasons: fc.array(fc.constant('fraud_case'), { maxLength: 1 }),
      payout: fc.constant('none' as const),
      voided: fc.boolean(),
    });
    fc.assert(
      fc.property(some, (given) => {
        const all =
          given.dueAt <= now && given.approvedAt !== null && given.holdReasons.length === 0 && !given.voided;
        expect(commissionState(given, now) === 'due').toBe(all);
      }),
    );
  });
});

describe('the moves of a commission', () => {
  const legal: Record<string, string[]> = {
    pending: ['held', 'due', 'voided'],
    held: ['pending', 'due', 'voided'],
    due: ['processing', 'held', 'voided'],
    processing: ['paid', 'due'],
    paid: [],
    voided: [],
  };
  const states = Object.keys(legal);
  test.each(states.flatMap((from) => states.map((to) => [from, to] as const)))('%s to %s', (from, to) => {
    const move = () => commissionTransitions.assertMove(from as never, to as never);
    if (legal[from]?.includes(to)) expect(move).not.toThrow();
    else expect(move).toThrow('invalid_transition');
  });
});
