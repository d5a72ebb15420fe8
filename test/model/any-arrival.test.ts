import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { dayMs, hourMs, toIso } from '../../src/core/clock.ts';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';

/** One sale with all that is told of it, by whatever evidence, in every order, with duplicates: the same balances. */
let it: TestApp;

beforeAll(async () => {
  it = await createTestApp();
});
afterAll(() => it.close());

const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0';

interface World {
  readonly programId: string;
  readonly partnerIds: readonly string[];
  /** What points to the first partner. */
  readonly evidence: Readonly<Record<string, string>>;
}

const evidences = ['promo_code', 'partner', 'click_id', 'click_cookie'] as const;
type EvidenceKind = (typeof evidences)[number];

/** A program of its own, so that balances can be compared as a whole. */
const openWorld = async (kind: EvidenceKind): Promise<World> => {
  const { id: program_id } = await it.build.program({ hold_days: 0 });
  const ada = await it.build.partner({ program_id, code: 'ADA' });
  const ben = await it.build.partner({ program_id, code: 'BEN' });
  await it.build.promoCode(ada.id, 'ADA20');
  await it.build.rule({ program_id, kind: 'flat', amount: 50, on: 'signup' });
  await it.build.rule({ program_id, kind: 'percent', basis_points: 3_333, on: 'deposit' });
  await it.build.rule({ program_id, kind: 'flat', amount: 777, scope: { product_id: 'extra' } });
  const given = { promo_code: 'ada20', partner: 'ADA', click_id: '', click_cookie: '' }[kind];
  const value = given === '' ? await click(ada.id) : given;
  return { programId: program_id, partnerIds: [ada.id, ben.id], evidence: { [kind]: value } };
};

const click = async (partnerId: string): Promise<string> => {
  const { slug } = await it.build.link(partnerId);
  const answer = await it.call('GET', `/r/${slug}`, { key: null, headers: { 'user-agent': agent } });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('click_id') ?? '';
};

type Message = Readonly<Record<string, unknown>> & { readonly operation: string };

const facts = fc.record({
  evidence: fc.constantFrom(...evidences),
  type: fc.constantFrom('purchase', 'deposit'),
  hasItems: fc.boolean(),
  hasSignup: fc.boolean(),
  refunds: fc.array(
    fc.record({
      amount: fc.option(fc.integer({ min: 0, max: 12_000 }), { nil: null }),
      kind: fc.constantFrom('refund' as const, 'chargeback' as const),
      isUndone: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  isCanceled: fc.boolean(),
});
type Facts = typeof facts extends fc.Arbitrary<infer Value> ? Value : never;

/** Everything about the sale, each with its own time but the cancellation, which has none. */
const storyOf = ({ programId: program, evidence }: World, told: Facts): Message[] => {
  const at = (hour: number) => toIso(it.clock.now() - 2 * dayMs + hour * hourMs);
  const customer = { program, customer_id: 'ann', ...evidence };
  const sale = { type: told.type, order_id: 'o-1', amount: 10_001, currency: 'USD', occurred_at: at(1) };
  const items = told.hasItems && { items: [item('book', 9_000), item('extra', 1_001)] };
  const refunds = told.refunds.map(({ amount, kind }, index) => ({
    ...{ operation: 'refund', program, order_id: 'o-1', refund_id: `r-${index}`, kind },
    ...{ occurred_at: at(2 * index + 2), ...(amount !== null && { amount }) },
  }));
  const undone = told.refunds.flatMap(({ kind, isUndone }, index) => {
    const by = kind === 'refund' ? 'refund_canceled' : 'chargeback_won';
    const told = { operation: 'refund', program, order_id: 'o-1', refund_id: `r-${index}`, kind: by };
    return isUndone ? [{ ...told, occurred_at: at(2 * index + 3) }] : [];
  });
  return [
    ...(told.hasSignup ? [{ operation: 'signup', ...customer, occurred_at: at(0) }] : []),
    { operation: 'purchase', ...customer, ...sale, ...items },
    ...refunds,
    ...undone,
    ...(told.isCanceled ? [{ operation: 'cancellation', program, order_id: 'o-1' }] : []),
  ];
};

const item = (product_id: string, amount: number) => ({ product_id, amount });

const tell = async ({ operation, ...body }: Message): Promise<void> => {
  const { status } = await it.call('POST', `/track/${operation}`, { body });
  expect([200, 201]).toContain(status);
};

const outcomeOf = async ({ programId, partnerIds }: World) => {
  await releaseDueCommissions(it.app.transact, 'req_tick');
  const lists = await Promise.all(
    partnerIds.map((id) => it.call('GET', `/api/v1/balances?partner_id=${id}`)),
  );
  const conversions = await it.call('GET', `/api/v1/conversions?program_id=${programId}`);
  const referrals = await it.call('GET', `/api/v1/referrals?program_id=${programId}`);
  const refunds = await it.call('GET', `/api/v1/refunds?program_id=${programId}`);
  return {
    balances: lists.map(({ body }) =>
      body.data.map(({ partner_id: _partner, partner_name: _name, ...balance }) => balance),
    ),
    conversions: conversions.body.data
      .map((row) => [row.type, row.state, row.refunded_amount, row.refund_status, row.partner_id !== null])
      .sort(),
    referrals: referrals.body.data.map((row) => [row.state, row.method]),
    parked: refunds.body.data.filter(({ state }) => state === 'parked').length,
  };
};

test('whatever came first, and however often and under whatever key, the balances are the same', async () => {
  const random = fc.infiniteStream(fc.nat(1_000));
  await fc.assert(
    fc.asyncProperty(facts, random, async (told, numbers) => {
      const next = () => numbers.next().value ?? 0;
      const [straight, shuffled] = [await openWorld(told.evidence), await openWorld(told.evidence)];
      it.clock.advance(3 * dayMs);
      for (const message of storyOf(straight, told)) await tell(message);
      const story = storyOf(shuffled, told);
      const again = story.filter(() => next() % 2 === 0);
      const underOtherKeys = again.map((message, index) => ({ ...message, idempotency_key: `k-${index}` }));
      const ranked = [...story, ...underOtherKeys].map((message) => ({ message, rank: next() }));
      for (const { message } of ranked.sort((left, right) => left.rank - right.rank)) {
        await tell(message);
        if (next() % 3 === 0) await releaseDueCommissions(it.app.transact, 'req_tick');
      }
      const outcome = await outcomeOf(straight);
      expect(await outcomeOf(shuffled)).toEqual(outcome);
      expect(outcome.parked).toBe(0);
      await assertBooksBalance(it, [...straight.partnerIds, ...shuffled.partnerIds]);
    }),
    { numRuns: 60 },
  );
}, 120_000);
