import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { type AttributionTerms, attribute } from '../../src/attribution/attribution.ts';
import type { Evidence } from '../../src/attribution/evidence.ts';
import { dayMs, minuteMs } from '../../src/core/clock.ts';
import { click, code, manual, occurredAt, partnerCode, referral, sale, terms } from './evidence-examples.ts';

const winnerOf = (evidence: Evidence[], changed: Partial<AttributionTerms> = {}) =>
  attribute(evidence, { ...terms, ...changed }, sale).winner?.partnerId ?? null;

const all = () => [
  click('cookie', { method: 'cookie' }),
  partnerCode('named'),
  click('click', { daysBefore: 2 }),
  code('coupon'),
  referral('referrer'),
  manual('assigned'),
];

describe('the default order', () => {
  test('is manual, referral, promo code, click id, partner code, cookie, each when those before are missing', () => {
    const evidence = all();
    const winners: (string | null)[] = [];
    while (evidence.length > 0) {
      winners.push(winnerOf([...evidence]));
      evidence.pop();
    }
    expect(winners).toEqual([
      'prt_assigned',
      'prt_referrer',
      'prt_coupon',
      'prt_click',
      'prt_named',
      'prt_cookie',
    ]);
  });

  test('does not depend on the order in which the evidence was gathered', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(all(), { minLength: 6, maxLength: 6 }), (evidence) => {
        expect(winnerOf(evidence)).toBe('prt_assigned');
      }),
    );
  });

  test('without any evidence credits nobody', () => {
    expect(attribute([], terms, sale)).toEqual({
      method: 'none',
      reason: 'no_evidence',
      winner: null,
      evidence: null,
      rejected: false,
      candidates: [],
    });
  });
});

describe('a policy', () => {
  test('link_first puts the promo code behind every link', () => {
    const evidence = [code('coupon'), click('cookie', { method: 'cookie' })];
    expect(winnerOf(evidence, { attributionPolicy: 'link_first' })).toBe('prt_cookie');
    expect(winnerOf(evidence)).toBe('prt_coupon');
  });

  test('latest_touch takes the newer click, and a code given at the checkout over both', () => {
    const clicks = [click('old', { daysBefore: 5 }), click('new', { method: 'cookie', daysBefore: 2 })];
    expect(winnerOf(clicks, { attributionPolicy: 'latest_touch' })).toBe('prt_new');
    expect(winnerOf([...clicks, code('coupon')], { attributionPolicy: 'latest_touch' })).toBe('prt_coupon');
  });

  test.each(['coupon_first', 'link_first', 'latest_touch'] as const)(
    '%s leaves the existing referral above what the customer brings along',
    (attributionPolicy) => {
      const evidence = [code('coupon'), click('click'), referral('referrer')];
      expect(winnerOf(evidence, { attributionPolicy })).toBe('prt_referrer');
    },
  );

  test('with couponOverridesReferral lets a valid code, and nothing else, take the customer over', () => {
    const changed = { couponOverridesReferral: true };
    expect(winnerOf([referral('referrer'), code('coupon')], changed)).toBe('prt_coupon');
    expect(winnerOf([referral('referrer'), click('click')], changed)).toBe('prt_referrer');
    expect(winnerOf([referral('referrer'), code('coupon', { endsAt: occurredAt })], changed)).toBe(
      'prt_referrer',
    );
    expect(winnerOf([manual('assigned'), code('coupon')], changed)).toBe('prt_assigned');
  });
});

describe('evidence that cannot win is passed over, with its reason', () => {
  const unknownCode: Evidence = { method: 'promo_code', given: 'X', partner: null, promoCode: null };
  const unknownClick: Evidence = { method: 'click_id', given: 'clk_forged', partner: null, click: null };
  const unknownPartner: Evidence = { method: 'partner_code', given: 'nobody', partner: null };

  test.each([
    ['promo_code_unknown', unknownCode],
    ['promo_code_retired', code('a', { archivedAt: occurredAt })],
    ['promo_code_not_started', code('a', { startsAt: occurredAt + 1 })],
    ['promo_code_ended', code('a', { endsAt: occurredAt })],
    ['click_unknown', unknownClick],
    ['click_by_bot', click('a', { isBot: true })],
    ['click_not_creditable', click('a', { isCreditable: false })],
    ['click_outside_window', click('a', { daysBefore: 30 + 1 / dayMs })],
    ['click_after_conversion', click('a', { daysBefore: -(5 * minuteMs + 1) / dayMs })],
    ['referral_expired', referral('a', occurredAt)],
    ['referral_expired', manual('a', occurredAt)],
    ['partner_unknown', unknownPartner],
    ['partner_not_approved', partnerCode('a', 'pending')],
    ['partner_not_approved', code('a', { state: 'declined' })],
  ])('%s', (verdict, evidence) => {
    const alone = attribute([evidence], terms, sale);
    expect(alone.method).toBe('none');
    expect(alone.reason).toBe('no_eligible_candidate');
    expect(alone.candidates.map((candidate) => candidate.verdict)).toEqual([verdict as never]);
    expect(winnerOf([evidence, click('next', { method: 'cookie' })])).toBe('prt_next');
  });

  test('but a click on the very edge of its window wins', () => {
    expect(winnerOf([click('edge', { daysBefore: 30 })])).toBe('prt_edge');
  });

  test('and a click that a slow clock puts a few minutes after the conversion wins', () => {
    expect(winnerOf([click('edge', { daysBefore: -(5 * minuteMs) / dayMs })])).toBe('prt_edge');
  });
});

describe('a winner who may not earn', () => {
  test.each([
    ['suspended', 'partner_suspended'],
    ['terminated', 'partner_terminated'],
  ])('because they are %s rejects the conversion, and nobody else takes it', (state, reason) => {
    const decision = attribute([code('gone', { state }), click('other')], terms, sale);
    expect(decision).toMatchObject({ method: 'promo_code', reason, rejected: true });
    expect(decision.winner?.partnerId).toBe('prt_gone');
    expect(decision.candidates.map((candidate) => candidate.verdict)).toEqual([reason as never, 'outranked']);
  });

  test('is refused by their suspension also where the click was made during it', () => {
    const decision = attribute([click('gone', { state: 'suspended', isCreditable: false })], terms, sale);
    expect(decision).toMatchObject({ reason: 'partner_suspended', rejected: true });
  });
});

describe('every decision', () => {
  test('keeps each candidate once, one winner at most, and credits only the winner', () => {
    const some = fc.subarray(all());
    const policy = fc.constantFrom('coupon_first' as const, 'link_first' as const, 'latest_touch' as const);
    fc.assert(
      fc.property(some, policy, fc.boolean(), (evidence, attributionPolicy, couponOverridesReferral) => {
        const decision = attribute(evidence, { ...terms, attributionPolicy, couponOverridesReferral }, sale);
        expect(decision.candidates.length).toBe(evidence.length);
        const winners = decision.candidates.filter((candidate) =>
          ['first_in_order', 'latest_touch'].includes(candidate.verdict),
        );
        expect(winners.length).toBe(evidence.length === 0 ? 0 : 1);
        expect(decision.winner).toBe(winners[0] ?? null);
      }),
    );
  });
});
