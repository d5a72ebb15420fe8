import { describe, expect, test } from 'bun:test';
import { type AttributionTerms, attribute } from '../../src/attribution/attribution.ts';
import type { Evidence } from '../../src/attribution/evidence.ts';
import { dayMs, minuteMs } from '../../src/core/clock.ts';
import { click, code, manual, occurredAt, partnerCode, referral, sale, terms } from './evidence-examples.ts';

/**
 * Who wins, written out by hand. What a sale may bring along, by one letter:
 * M a person said whose the customer is, R the customer's referral, P a promo code, C a click id (touched 2 days before),
 * N a partner's name or code, K a click cookie (touched 1 day before).
 */
const evidenceBy: Readonly<Record<string, () => Evidence>> = {
  M: () => manual('M'),
  R: () => referral('R'),
  P: () => code('P'),
  C: () => click('C', { daysBefore: 2 }),
  N: () => partnerCode('N'),
  K: () => click('K', { daysBefore: 1, method: 'cookie' }),
};

const winner = (letters: string, changed: Partial<AttributionTerms> = {}, hasBoughtBefore = false) => {
  const evidence = [...letters].map((letter) => {
    const make = evidenceBy[letter];
    if (!make) throw new Error(`no evidence ${letter}`);
    return make();
  });
  const decision = attribute(evidence, { ...terms, ...changed }, { ...sale, hasBoughtBefore });
  return decision.winner?.partnerId?.replace('prt_', '') ?? '-';
};

const policies = ['coupon_first', 'link_first', 'latest_touch'] as const;

/** Every combination without M and R, which stand above all of them: [brought along, then the winner by policy]. */
const brought: readonly (readonly [string, string, string, string])[] = [
  ['', '-', '-', '-'],
  ['P', 'P', 'P', 'P'],
  ['C', 'C', 'C', 'C'],
  ['N', 'N', 'N', 'N'],
  ['K', 'K', 'K', 'K'],
  ['PC', 'P', 'C', 'P'],
  ['PN', 'P', 'N', 'P'],
  ['PK', 'P', 'K', 'P'],
  ['CN', 'C', 'C', 'N'],
  ['CK', 'C', 'C', 'K'],
  ['NK', 'N', 'N', 'N'],
  ['PCN', 'P', 'C', 'P'],
  ['PCK', 'P', 'C', 'P'],
  ['PNK', 'P', 'N', 'P'],
  ['CNK', 'C', 'C', 'N'],
  ['PCNK', 'P', 'C', 'P'],
];

describe.each(brought)('brought along: "%s"', (letters, ...winners) => {
  test.each(policies.map((policy, index) => [policy, winners[index] ?? ''] as const))(
    '%s gives it to %s',
    (attributionPolicy, expected) => {
      expect(winner(letters, { attributionPolicy })).toBe(expected);
    },
  );

  test.each(policies)('%s leaves a referred customer with the partner who referred them', (policy) => {
    expect(winner(`R${letters}`, { attributionPolicy: policy })).toBe('R');
  });

  test.each(policies)('%s gives a customer to whom a person said they belong to, above all', (policy) => {
    const changed = { attributionPolicy: policy, couponOverridesReferral: true };
    expect(winner(`M${letters}`, changed)).toBe('M');
    expect(winner(`MR${letters}`, changed)).toBe('M');
  });

  test.each(policies.map((policy, index) => [policy, winners[index] ?? ''] as const))(
    '%s with coupon_overrides_referral lets a code, and nothing else, take a referred customer over',
    (attributionPolicy, unreferred) => {
      const changed = { attributionPolicy, couponOverridesReferral: true };
      expect(winner(`R${letters}`, changed)).toBe(letters.includes('P') ? 'P' : 'R');
      // Where nobody referred the customer the switch says nothing.
      expect(winner(letters, changed)).toBe(unreferred);
    },
  );

  test.each(policies.map((policy, index) => [policy, winners[index] ?? ''] as const))(
    '%s with new_customers_only credits a first purchase as ever, and a later one to a referral alone',
    (attributionPolicy, unreferred) => {
      const changed = { attributionPolicy, newCustomersOnly: true };
      expect(winner(letters, changed)).toBe(unreferred);
      expect(winner(letters, changed, true)).toBe('-');
      expect(winner(`R${letters}`, changed, true)).toBe('R');
      expect(winner(`M${letters}`, changed, true)).toBe('M');
      expect(winner(`R${letters}`, { ...changed, couponOverridesReferral: true }, true)).toBe('R');
    },
  );
});

describe('an expired referral binds nobody', () => {
  const expired = () => referral('gone', occurredAt);
  const decide = (evidence: Evidence[], changed: Partial<AttributionTerms> = {}) =>
    attribute(evidence, { ...terms, ...changed }, sale);

  test('so that the policy orders the rest as if there were none, coupon_overrides_referral or not', () => {
    const changed = { attributionPolicy: 'link_first', couponOverridesReferral: true } as const;
    const { winner, candidates } = decide([expired(), code('P'), click('C')], changed);
    expect(winner?.partnerId).toBe('prt_C');
    expect(candidates[0]).toMatchObject({ verdict: 'referral_expired', limitAt: occurredAt });
  });

  test('and one that ends a millisecond later binds to the last', () => {
    expect(decide([referral('R', occurredAt + 1), click('C')]).winner?.partnerId).toBe('prt_R');
  });
});

describe('a customer who has bought before', () => {
  const later = { ...sale, hasBoughtBefore: true };
  const onlyNew = { ...terms, newCustomersOnly: true };

  test('refers nobody, and each candidate says so unless something else stood against it', () => {
    const evidence = [click('late', { daysBefore: 31 }), code('P'), click('K', { method: 'cookie' })];
    const decision = attribute(evidence, onlyNew, later);
    expect(decision).toMatchObject({ method: 'none', reason: 'not_a_new_customer', rejected: false });
    expect(decision.candidates.map(({ verdict }) => verdict)).toEqual([
      'not_a_new_customer',
      'click_outside_window',
      'not_a_new_customer',
    ]);
  });

  test('who brings nothing that counts is not the reason why nobody is credited', () => {
    expect(attribute([], onlyNew, later).reason).toBe('no_evidence');
    const decision = attribute([click('late', { daysBefore: 31 })], onlyNew, later);
    expect(decision.reason).toBe('no_eligible_candidate');
  });

  test('is not sold to a suspended partner either: nothing is rejected', () => {
    const decision = attribute([code('P', { state: 'suspended' })], onlyNew, later);
    expect(decision).toMatchObject({ reason: 'not_a_new_customer', rejected: false, winner: null });
  });

  test('counts as anybody else where the program takes old customers', () => {
    expect(attribute([code('P')], terms, later).winner?.partnerId).toBe('prt_P');
  });
});

describe('the window', () => {
  const aged = (ageMs: number): string => {
    const item = click('A');
    if (!('click' in item) || !item.click) throw new Error('a click');
    const evidence: Evidence = { ...item, click: { ...item.click, createdAt: occurredAt - ageMs } };
    return attribute([evidence], terms, sale).candidates[0]?.verdict ?? '';
  };

  test.each([
    [30 * dayMs, 'first_in_order'],
    [30 * dayMs + 1, 'click_outside_window'],
    [30 * dayMs - 1, 'first_in_order'],
    [0, 'first_in_order'],
    [-5 * minuteMs, 'first_in_order'],
    [-5 * minuteMs - 1, 'click_after_conversion'],
  ])('counts milliseconds, days of 24 hours: a click %d ms before the sale is %s', (ageMs, verdict) => {
    expect(aged(ageMs)).toBe(verdict);
  });

  test.each([
    ['startsAt', 0, 'first_in_order'],
    ['startsAt', 1, 'promo_code_not_started'],
    ['endsAt', 1, 'first_in_order'],
    ['endsAt', 0, 'promo_code_ended'],
    ['archivedAt', 1, 'first_in_order'],
    ['archivedAt', 0, 'promo_code_retired'],
  ])('of a code is half open: %s %d ms after the sale makes it %s', (field, afterMs, verdict) => {
    const [candidate] = attribute([code('P', { [field]: occurredAt + afterMs })], terms, sale).candidates;
    expect(candidate?.verdict).toBe(verdict as never);
    if (verdict !== 'first_in_order') expect(candidate?.limitAt).toBe(occurredAt + afterMs);
  });
});

test('the reason says by which order a winner won', () => {
  const latest = { ...terms, attributionPolicy: 'latest_touch' } as const;
  expect(attribute([click('C')], latest, sale).reason).toBe('latest_touch');
  expect(attribute([referral('R'), click('C')], latest, sale).reason).toBe('first_in_order');
  const override = { ...latest, couponOverridesReferral: true };
  expect(attribute([referral('R'), code('P')], override, sale).reason).toBe('first_in_order');
});
