import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { hourMs, toIso } from '../../src/core/clock.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';

/** A customer's signup, purchases and refunds with the same evidence, told in any order, with repeats. */
let it: TestApp;
let program: string;
let count = 0;
beforeAll(async () => {
  it = await createTestApp();
  const settings = { referral_days: 30, new_customers_only: true };
  program = (await it.build.program(settings)).id;
  for (const code of ['ADA', 'BOB']) {
    const partner = await it.build.partner({ program_id: program, code });
    await it.build.promoCode(partner.id, `${code}10`);
  }
  await it.build.rule({ program_id: program, kind: 'flat', amount: 50, on: 'signup' });
});
afterAll(() => it.close());

interface Message {
  readonly operation: string;
  readonly [field: string]: unknown;
}

const storyOf = (name: string, evidence: object): Message[] => {
  const at = (hour: number) => toIso(it.clock.now() - 100 * hourMs + hour * hourMs);
  const who = { customer_id: name, ...evidence };
  const money = { currency: 'USD' };
  return [
    { operation: 'signup', ...who, occurred_at: at(0) },
    { operation: 'purchase', order_id: `${name}-1`, ...who, ...money, amount: 999, occurred_at: at(1) },
    { operation: 'purchase', order_id: `${name}-2`, ...who, ...money, amount: 500, occurred_at: at(20) },
    { operation: 'refund', refund_id: `${name}-r`, order_id: `${name}-1`, amount: 333, occurred_at: at(30) },
    { operation: 'refund', refund_id: `${name}-s`, order_id: `${name}-2`, occurred_at: at(40) },
  ];
};

const tell = async (messages: readonly Message[]): Promise<void> => {
  for (const { operation, ...body } of messages) {
    const answer = await it.call<TrackAnswer>('POST', `/track/${operation}`, { body: { program, ...body } });
    expect([200, 201]).toContain(answer.status);
  }
};

const outcomeOf = async (name: string) => {
  const customer = (await it.call('GET', `/api/v1/customers?external_id=${name}`)).body.data[0]?.id;
  const list = async (path: string) =>
    (await it.call<{ data: Record<string, unknown>[] }>('GET', `${path}?customer_id=${customer}`)).body.data;
  const conversions = await list('/api/v1/conversions');
  const outcome: unknown[] = [];
  for (const conversion of conversions) {
    const lines = (await it.call('GET', `/api/v1/commissions?conversion_id=${conversion.id}`)).body.data;
    const owed = lines.reduce((sum, line) => sum + Number(line.amount), 0);
    const { type, amount, partner_id, refunded_amount, refund_status, attributed } = conversion;
    outcome.push({ type, amount, partner_id, refunded_amount, refund_status, attributed, owed });
  }
  const referrals = (await list('/api/v1/referrals')).map(({ partner_id, state }) => ({ partner_id, state }));
  return {
    conversions: outcome.sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)),
    referrals,
  };
};

test('the same evidence comes to the same partner, referral and sums, whatever is told first', async () => {
  const evidence = fc.constantFrom(
    { promo_code: 'ADA10' },
    { partner: 'BOB' },
    { promo_code: 'ADA10', partner: 'BOB' },
    { promo_code: 'ADA10', is_new_customer: true },
    { promo_code: 'NOSUCH' },
    {},
  );
  await fc.assert(
    fc.asyncProperty(evidence, fc.infiniteStream(fc.nat(1_000)), async (brought, random) => {
      count += 2;
      const [straight, shuffled] = [`c${count}`, `c${count + 1}`];
      await tell(storyOf(straight, brought));
      const story = storyOf(shuffled, brought);
      const repeated = [...story, ...story.filter(() => (random.next().value ?? 0) % 2 === 0)];
      const ranked = repeated.map((message) => ({ message, rank: random.next().value ?? 0 }));
      await tell(ranked.sort((left, right) => left.rank - right.rank).map(({ message }) => message));
      const { conversions, referrals } = await outcomeOf(straight);
      expect(await outcomeOf(shuffled)).toEqual({ conversions, referrals });
      expect(conversions).toHaveLength(3);
    }),
    { numRuns: 60 },
  );
  await assertBooksBalance(it);
}, 60_000);
