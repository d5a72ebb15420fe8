import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';

let app: TestApp;
let orders = 0;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

/** A program with one partner, who is named by code in every purchase. */
const programWith = async (fields: object) => {
  const program = await app.build.program(fields as Record<string, unknown>);
  const partner = await app.build.partner({ program_id: program.id });
  return { program, partner };
};

const buy = async ({ program, partner }: { program: AnswerBody; partner: AnswerBody }, fields: object) => {
  orders += 1;
  const answer = await app.call<TrackAnswer>('POST', '/track/purchase', {
    body: { program: program.id, partner: partner.code, order_id: `e-${orders}`, currency: 'USD', ...fields },
  });
  expect(answer.status).toBe(201);
  return answer.body;
};

const amounts = (answer: TrackAnswer) => answer.commissions.map((commission) => commission.amount);

describe('what a purchase earns', () => {
  test('follows the rule of the partner before that of the program', async () => {
    const both = await programWith({ default_rule: { kind: 'percent', basis_points: 1_000 } });
    expect(amounts(await buy(both, { amount: 10_000 }))).toEqual([1_000]);
    await app.build.rule({
      program_id: both.program.id,
      kind: 'flat',
      amount: 777,
      scope: { partner_id: both.partner.id },
    });
    expect(amounts(await buy(both, { amount: 10_000 }))).toEqual([777]);
  });

  test('keeps the version of the rule by which it was computed', async () => {
    const both = await programWith({ default_rule: undefined });
    const rule = await app.build.rule({ program_id: both.program.id, kind: 'percent', basis_points: 1_000 });
    const first = await buy(both, { amount: 1_000 });
    await app.call('PATCH', `/api/v1/commission-rules/${rule.id}`, { body: { basis_points: 2_000 } });
    const second = await buy(both, { amount: 1_000 });
    expect([first, second].map((answer) => answer.commissions)).toMatchObject([
      [{ amount: 100, rule_id: rule.id, rule_version: 1 }],
      [{ amount: 200, rule_id: rule.id, rule_version: 2 }],
    ]);
    const stored = await app.call('GET', `/api/v1/commissions/${first.commissions[0]?.id}`);
    expect(stored.body).toMatchObject({ amount: 100, basis_points: 1_000, rule_version: 1 });
  });

  test('is computed per product where a product has its own rule, and once for all the rest', async () => {
    const both = await programWith({ default_rule: { kind: 'flat', amount: 500 } });
    await app.build.rule({
      program_id: both.program.id,
      kind: 'percent',
      basis_points: 5_000,
      scope: { product_id: 'book' },
    });
    const answer = await buy(both, {
      amount: 3_300,
      tax: 300,
      items: [
        { product_id: 'pen', quantity: 2, amount: 400 },
        { product_id: 'book', quantity: 1, amount: 1_501 },
        { product_id: 'ink', quantity: 1, amount: 1_099 },
      ],
    });
    expect(amounts(answer).sort()).toEqual([500, 751]);
  });

  test('splits tax over the lines to the last cent where the program pays on tax', async () => {
    const both = await programWith({
      base_includes_tax: true,
      default_rule: { kind: 'percent', basis_points: 10_000 },
    });
    for (const product of ['a', 'b', 'c']) {
      await app.build.rule({
        program_id: both.program.id,
        kind: 'percent',
        basis_points: 10_000,
        scope: { product_id: product },
      });
    }
    const items = ['a', 'b', 'c'].map((product_id) => ({ product_id, quantity: 1, amount: 100 }));
    const answer = await buy(both, { amount: 400, tax: 100, items });
    expect(amounts(answer)).toEqual([134, 133, 133]);
  });

  test('in a currency without a stored rate is a percentage, but nothing where the rule is a flat amount', async () => {
    const percent = await programWith({ default_rule: { kind: 'percent', basis_points: 1_000 } });
    expect((await buy(percent, { amount: 1_000, currency: 'KWD' })).commissions).toMatchObject([
      { amount: 100, currency: 'KWD' },
    ]);
    const flat = await programWith({ default_rule: { kind: 'flat', amount: 500 } });
    const answer = await buy(flat, { amount: 1_000, currency: 'EUR' });
    expect(answer.commissions).toMatchObject([{ amount: 0, currency: 'EUR' }]);
    const stored = await app.call('GET', `/api/v1/commissions/${answer.commissions[0]?.id}`);
    expect(stored.body.reason).toBe('no_rate');
  });

  test('ends after the number of purchases that the rule allows', async () => {
    const both = await programWith({ default_rule: undefined });
    await app.build.rule({ program_id: both.program.id, kind: 'percent', basis_points: 1_000, max_count: 2 });
    const earned: number[] = [];
    for (let purchase = 0; purchase < 3; purchase += 1) {
      const answer = await buy(both, { customer_id: 'loyal', amount: 1_000 });
      earned.push(answer.commissions.length);
    }
    expect(earned).toEqual([1, 1, 0]);
  });

  test('ends after the months that the rule allows, from the first purchase on', async () => {
    const both = await programWith({ default_rule: undefined });
    await app.build.rule({
      program_id: both.program.id,
      kind: 'percent',
      basis_points: 1_000,
      max_months: 1,
    });
    const at = (occurred_at: string) => buy(both, { customer_id: 'monthly', amount: 1_000, occurred_at });
    expect((await at('2026-03-10T10:00:00Z')).commissions).toHaveLength(1);
    expect((await at('2026-04-09T10:00:00Z')).commissions).toHaveLength(1);
    expect((await at('2026-04-10T09:00:00Z')).commissions).toHaveLength(0);
  });

  test('waits for a person where the program approves by hand', async () => {
    const both = await programWith({ approval: 'manual', hold_days: 0 });
    const answer = await buy(both, { amount: 1_000 });
    const stored = await app.call('GET', `/api/v1/commissions/${answer.commissions[0]?.id}`);
    expect(stored.body).toMatchObject({ state: 'pending', approved_at: null });
  });
});

describe('a partner who may not earn', () => {
  test.each([
    ['suspension', 'partner_suspended'],
    ['termination', 'partner_terminated'],
  ])('after a %s has the sale rejected, and nobody else gets it', async (action, reason) => {
    const both = await programWith({});
    const other = await app.build.partner({ program_id: both.program.id });
    const moved = await app.call('POST', `/api/v1/partners/${both.partner.id}/${action}`);
    expect(moved.status).toBe(200);
    await app.events();
    const answer = await buy(
      { program: both.program, partner: both.partner },
      { customer_id: 'r-1', amount: 1_000 },
    );
    expect(answer).toMatchObject({
      attribution: { partner_id: both.partner.id, reason },
      referral_id: null,
      conversion: { state: 'rejected' },
      commissions: [],
    });
    expect(await app.events()).toEqual(['conversion.created', 'conversion.rejected']);
    const next = await buy({ program: both.program, partner: other }, { customer_id: 'r-1', amount: 1_000 });
    expect(next.commissions).toHaveLength(1);
  });

  test('because they were never approved is passed over', async () => {
    const { program } = await programWith({});
    const pending = await app.build.partner({ program_id: program.id, state: 'pending' });
    const answer = await buy({ program, partner: pending }, { amount: 1_000 });
    expect(answer.attribution.candidates).toMatchObject([{ verdict: 'partner_not_approved' }]);
    expect(answer.attributed).toBe(false);
  });
});

describe('another program', () => {
  test('lends neither its partners nor its codes, and its key cannot name this one', async () => {
    const here = await programWith({});
    const there = await programWith({});
    await app.build.promoCode(there.partner.id, 'THERE');
    const byCode = await buy({ program: here.program, partner: there.partner }, { amount: 100 });
    const byId = await buy(
      { program: here.program, partner: { ...there.partner, code: there.partner.id } },
      { amount: 100 },
    );
    const byPromo = await buy(here, { partner: undefined, promo_code: 'THERE', amount: 100 });
    expect([byCode, byId, byPromo].map((answer) => answer.attributed)).toEqual([false, false, false]);
    const key = await app.build.key({ programId: there.program.id });
    const refused = await app.call('POST', '/track/purchase', {
      key,
      body: { program: here.program.id, order_id: 'x', amount: 1, currency: 'USD' },
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ path: 'program' }]);
  });

  test('must be named when there are several and the key reaches all', async () => {
    const answer = await app.call('POST', '/track/purchase', {
      body: { order_id: 'y', amount: 1, currency: 'USD' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'program_required' });
  });
});
