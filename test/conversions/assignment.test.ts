import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs, toIso } from '../../src/core/clock.ts';
import { assertBooksBalance } from '../support/books.ts';
import { type AssignmentWorld, createAssignmentWorld } from './support/assignment-world.ts';

let world: AssignmentWorld;
beforeAll(async () => {
  world = await createAssignmentWorld();
});
afterAll(() => world.it.close());
beforeEach(async () => {
  await world.it.events();
});
afterEach(() => assertBooksBalance(world.it));

const lastEvent = async (type: string) => {
  const row = await world.it.app.read
    .selectFrom('events')
    .select('body')
    .where('type', '=', type)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return JSON.parse(row.body ?? '{}').data;
};

describe('a sale that nobody earned', () => {
  test('is claimed: it earns, refers its customer and tells each cause before its effect', async () => {
    const { id } = await world.buy({ customer_id: 'claimed' });
    await world.it.events();
    const answer = await world.assign(id, world.ada, { reason: 'missing_sale', note: 'showed the mail' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      ...{ partner_id: world.ada, attributed: true, state: 'qualified' },
      attribution: { method: 'manual', reason: 'assigned', partner_id: world.ada },
    });
    expect(await world.it.events()).toEqual([
      'conversion.updated',
      'referral.created',
      'referral.converted',
      'commission.created',
    ]);
    expect(await lastEvent('conversion.updated')).toMatchObject({
      reason: 'claimed',
      changes: { partner_id: { from: null, to: world.ada } },
      partner: { code: 'ADA' },
      commissions: [{ amount: 200, state: 'pending' }],
    });
    const referral = await world.it.call('GET', `/api/v1/referrals/${answer.body.referral_id}`);
    expect(referral.body).toMatchObject({ method: 'manual', partner_id: world.ada, state: 'converted' });
    const next = await world.buy({ customer_id: 'claimed', promo_code: 'whatever' });
    expect(next.attribution).toMatchObject({ partner_id: world.ada, method: 'manual' });
  });

  test('keeps who was weighed before, with the person’s decision beside them', async () => {
    const { id } = await world.buy({ promo_code: 'NOSUCH' });
    const { body } = await world.assign(id, world.bob);
    expect(body.attribution).toMatchObject({
      candidates: [
        { method: 'promo_code', verdict: 'promo_code_unknown' },
        {
          method: 'manual',
          partner_id: world.bob,
          verdict: 'assigned',
          touched_at: toIso(world.it.clock.now()),
        },
      ],
    });
  });

  test('is due by the day it occurred, but never before it was claimed', async () => {
    const occurredAt = world.it.clock.now() - 3 * dayMs;
    const recent = await world.buy({ occurred_at: toIso(occurredAt) });
    const old = await world.buy({ occurred_at: toIso(occurredAt - 60 * dayMs) });
    await world.assign(recent.id, world.ada);
    await world.assign(old.id, world.ada);
    expect(await world.linesOf(recent.id)).toMatchObject([{ due_at: toIso(occurredAt + 10 * dayMs) }]);
    expect(await world.linesOf(old.id)).toMatchObject([{ due_at: toIso(world.it.clock.now()) }]);
  });

  test('earns by the rule that was in force when it was received', async () => {
    const rule = await world.it.build.rule({
      ...{ program_id: world.programId, kind: 'percent', basis_points: 5_000, on: 'deposit' },
    });
    const { id } = await world.buy({ type: 'deposit' });
    world.it.clock.advance(1_000);
    const path = `/api/v1/commission-rules/${rule.id}`;
    await world.it.call('PATCH', path, { body: { basis_points: 100 } });
    world.it.clock.advance(dayMs);
    await world.assign(id, world.ada);
    expect(await world.linesOf(id)).toMatchObject([{ amount: 500, rule_version: 1 }]);
  });

  test('has its refunds counted already, whatever came first', async () => {
    const { id } = await world.buy({ order_id: 'refunded-first' });
    await world.refund({ order_id: 'refunded-first', refund_id: 'r-1', amount: 250 });
    await world.it.events();
    await world.assign(id, world.ada);
    expect(await world.totals(id)).toEqual({ ada: 150, bob: 0 });
    expect(await world.it.events()).toEqual([
      'conversion.updated',
      'commission.created',
      'commission.adjusted',
    ]);
  });
});

describe('moving a sale to another partner', () => {
  test('voids what was unpaid, earns the other by their own rule, and says so in this order', async () => {
    const { id } = await world.buy({ partner: 'ADA', customer_id: 'moved' });
    await world.it.events();
    const { body } = await world.assign(id, world.bob, { reason: 'wrong_partner' });
    expect(await world.it.events()).toEqual([
      'conversion.updated',
      'commission.voided',
      'commission.created',
    ]);
    expect(await lastEvent('conversion.updated')).toMatchObject({ reason: 'assigned' });
    expect(await world.linesOf(id)).toMatchObject([
      { partner_id: world.ada, state: 'voided', reason: 'conversion_reassigned', amount: 0 },
      { partner_id: world.bob, state: 'pending', amount: 300 },
    ]);
    // The customer is Ada's still: only this sale went.
    expect(body.referral_id).toBeNull();
    expect((await world.buy({ customer_id: 'moved' })).attribution.partner_id).toBe(world.ada);
  });

  test('claws back what was paid', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    await world.pass();
    await world.pay(id);
    await world.assign(id, world.bob);
    expect(await world.linesOf(id)).toMatchObject([
      { partner_id: world.ada, kind: 'sale', state: 'paid', amount: 200 },
      {
        partner_id: world.ada,
        kind: 'clawback',
        state: 'due',
        amount: -200,
        reason: 'conversion_reassigned',
      },
      { partner_id: world.bob, kind: 'sale', state: 'pending', amount: 300 },
    ]);
  });

  test('is refused while a payout is under way with it, and stores nothing', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    await world.pass();
    await world.reserve(id);
    const answer = await world.assign(id, world.bob);
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(answer.body.detail).toContain('pay_0000000000 is under way');
    expect(await world.totals(id)).toEqual({ ada: 200, bob: 0 });
    await world.settle(id);
    expect((await world.assign(id, world.bob)).status).toBe(200);
  });

  test('leaves the bonus of the one who loses it', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    const bonus = { partner_id: world.ada, amount: 77, note: 'well done', conversion_id: id };
    await world.it.call('POST', '/api/v1/commissions', { body: bonus });
    await world.assign(id, world.bob);
    expect(await world.totals(id)).toEqual({ ada: 77, bob: 300 });
    await world.assign(id, null);
    expect(await world.totals(id)).toEqual({ ada: 77, bob: 0 });
  });

  test('gives the one who lost it nothing when a refund of it ends', async () => {
    const { id } = await world.buy({ partner: 'ADA', order_id: 'all-back' });
    await world.pass();
    await world.pay(id);
    await world.refund({ order_id: 'all-back', refund_id: 'all' });
    await world.pay(id);
    expect(await world.totals(id)).toEqual({ ada: 0, bob: 0 });
    await world.assign(id, world.bob);
    await world.refund({ order_id: 'all-back', refund_id: 'all', kind: 'refund_canceled' });
    expect(await world.totals(id)).toEqual({ ada: 0, bob: 300 });
    await world.assign(id, world.ada);
    expect(await world.totals(id)).toEqual({ ada: 200, bob: 0 });
  });

  test('rejecting it then touches the lines of the other one alone', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    await world.pass();
    await world.pay(id);
    await world.assign(id, world.bob);
    const before = await world.linesOf(id);
    await world.it.events();
    await world.reject(id);
    expect(await world.it.events()).toEqual(['conversion.rejected', 'commission.voided']);
    const ofAda = (lines: typeof before) => lines.filter(({ partner_id }) => partner_id === world.ada);
    expect(ofAda(await world.linesOf(id))).toEqual(ofAda(before));
  });

  test('keeps the words of the first one’s link to themselves', async () => {
    const { id } = await world.buy({ partner: 'ADA', sub1: 'newsletter', plan: 'pro' });
    const { body } = await world.assign(id, world.bob);
    expect(body).toMatchObject({ sub1: null, source: null, plan: 'pro' });
  });
});

describe('taking a sale away', () => {
  test('leaves it to nobody, open to a claim', async () => {
    const { id } = await world.buy({ partner: 'ADA' });
    await world.it.events();
    const { body } = await world.assign(id, null, { reason: 'not_referred' });
    expect(body).toMatchObject({ attributed: false, attribution: { method: 'none', reason: 'unassigned' } });
    expect(await world.it.events()).toEqual(['conversion.updated', 'commission.voided']);
    expect(await lastEvent('conversion.updated')).toMatchObject({
      reason: 'unassigned',
      partner_id: null,
      commissions: [],
    });
    await world.assign(id, world.ada);
    expect(await world.totals(id)).toEqual({ ada: 200, bob: 0 });
  });
});

describe('asking again', () => {
  test('for the same partner changes nothing, paid or not', async () => {
    const { id } = await world.buy({ customer_id: 'twice' });
    const first = await world.assign(id, world.ada);
    await world.it.events();
    const second = await world.assign(id, world.ada, { note: 'again' });
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
    const none = await world.buy();
    await world.it.events();
    expect((await world.assign(none.id, null)).status).toBe(200);
    expect(await world.it.events()).toEqual([]);
  });

  test('by two people at once, who have seen the same version: one wins', async () => {
    const { id } = await world.buy();
    const read = await world.it.call('GET', `/api/v1/conversions/${id}`);
    const seen = { 'if-match': read.headers.get('etag') ?? '' };
    const answers = await Promise.all([
      world.assign(id, world.ada, {}, seen),
      world.assign(id, world.bob, {}, seen),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 412]);
    expect(await world.totals(id)).toEqual({ ada: 200, bob: 0 });
  });

  test('many times at once without a version is one after the other, and the last one has it', async () => {
    const { id } = await world.buy();
    const wanted = [world.ada, world.bob, world.ada, world.bob, null, world.bob];
    await Promise.all(wanted.map((partner) => world.assign(id, partner)));
    expect(await world.totals(id)).toEqual({ ada: 0, bob: 300 });
  });
});

describe('a partner who may not earn', () => {
  test.each(['suspension', 'termination'])('after a %s is refused by name', async (move) => {
    const partner = await world.it.build.partner({ program_id: world.programId });
    const body = { reason: 'other' };
    await world.it.call('POST', `/api/v1/partners/${partner.id}/${move}`, { body });
    const { id } = await world.buy();
    const answer = await world.assign(id, partner.id);
    expect(answer).toMatchObject({ status: 409, body: { errors: [{ path: 'partner_id' }] } });
    expect(await world.linesOf(id)).toEqual([]);
  });

  test('because they are of another program, or nobody, is refused by the field', async () => {
    const other = await world.it.build.program({ name: 'Other' });
    const stranger = await world.it.build.partner({ program_id: other.id });
    const { id } = await world.buy();
    for (const partner of [stranger.id, 'prt_0000000000']) {
      expect(await world.assign(id, partner)).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'partner_id' }] },
      });
    }
    const key = await world.it.build.key({ scopes: ['write'], programId: other.id });
    const path = `/api/v1/conversions/${id}/assignment`;
    const body = { partner_id: stranger.id };
    expect((await world.it.call('POST', path, { body, key })).status).toBe(404);
  });

  test('and is the winner of a rejected sale: given to another, it earns them once it is qualified', async () => {
    const carl = await world.it.build.partner({ program_id: world.programId, code: 'CARL' });
    await world.it.call('POST', `/api/v1/partners/${carl.id}/suspension`, { body: { reason: 'other' } });
    const { id } = await world.buy({ partner: 'CARL' });
    const { body } = await world.assign(id, world.bob);
    expect(body).toMatchObject({ state: 'rejected', partner_id: world.bob });
    expect(await world.linesOf(id)).toEqual([]);
    await world.qualify(id);
    expect(await world.totals(id)).toEqual({ ada: 0, bob: 300 });
  });
});
