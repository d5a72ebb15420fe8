import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';

/** A program in which every conversion that a partner won waits for a person; ADA earns 20 % of each. */
let app: TestApp;
let partnerId: string;
let ruleId: string;

beforeAll(async () => {
  app = await createTestApp();
  const program = await app.build.program({ conversion_review: 'all', hold_days: 10 });
  ruleId = (program.default_rule as unknown as { id: string }).id;
  partnerId = (await app.build.partner({ code: 'ADA' })).id;
});
afterAll(() => app.close());
beforeEach(async () => {
  await assertBooksBalance(app);
  await app.events();
});

const buy = (orderId: string, fields: object = {}) =>
  app.call<TrackAnswer>('POST', '/track/purchase', {
    body: {
      ...{ order_id: orderId, customer_id: `of-${orderId}`, partner: 'ADA' },
      ...{ amount: 1_000, currency: 'USD', ...fields },
    },
  });

const qualify = (id: string, body: object = {}) =>
  app.call('POST', `/api/v1/conversions/${id}/qualification`, { body });

const reject = (id: string, reason = 'fraud') =>
  app.call('POST', `/api/v1/conversions/${id}/rejection`, { body: { reason, note: 'seen by Eve' } });

const commissionsOf = async (id: string) =>
  (await app.call('GET', `/api/v1/commissions?conversion_id=${id}`)).body.data;

const totalOf = async (id: string): Promise<number> =>
  (await commissionsOf(id)).reduce((sum, commission) => sum + Number(commission.amount), 0);

describe('with review', () => {
  test('a conversion is attributed and its customer referred, and earns nothing', async () => {
    const { status, body } = await buy('one');
    expect(status).toBe(201);
    expect(body).toMatchObject({ attributed: true, conversion: { state: 'in_review' }, commissions: [] });
    const referral = await app.call('GET', `/api/v1/referrals/${body.referral_id}`);
    expect(referral.body.state).toBe('lead');
    expect(await app.events()).toEqual(['conversion.created', 'referral.created']);
  });

  test('one that nobody won is qualified at once: there is nothing to earn', async () => {
    const { body } = await buy('unattributed', { partner: undefined });
    expect(body.conversion.state).toBe('qualified');
    expect(await app.events()).toEqual(['conversion.created', 'conversion.qualified']);
  });

  test('one that a person claims for a partner earns at once: their decision is the review', async () => {
    const { body } = await buy('claimed', { partner: undefined });
    await app.events();
    const claim = { partner_id: partnerId, reason: 'missing_sale' };
    const claimed = await app.call('POST', `/api/v1/conversions/${body.id}/assignment`, { body: claim });
    expect(claimed.body).toMatchObject({ state: 'qualified', partner_id: partnerId });
    expect(await totalOf(body.id)).toBe(200);
    expect(await app.events()).toEqual([
      'conversion.updated',
      'referral.created',
      'referral.converted',
      'commission.created',
    ]);
  });

  test('qualified, it earns, converts the referral and tells each cause before its effect', async () => {
    const { body } = await buy('two');
    await app.events();
    const answer = await qualify(body.id, { note: 'looks right' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ state: 'qualified', state_reason: null, state_note: 'looks right' });
    expect(await app.events()).toEqual(['conversion.qualified', 'referral.converted', 'commission.created']);
    expect(await commissionsOf(body.id)).toMatchObject([{ amount: 200, state: 'pending' }]);
  });

  test('rejected, it says why and earns nothing', async () => {
    const { body } = await buy('three');
    await app.events();
    const answer = await reject(body.id, 'duplicate');
    expect(answer.body).toMatchObject({ state: 'rejected', state_reason: 'duplicate' });
    expect(await app.events()).toEqual(['conversion.rejected']);
    expect(await commissionsOf(body.id)).toEqual([]);
  });

  test('it earns by the rule as it was when it was received, whenever somebody clicks', async () => {
    const early = (await buy('before')).body.id;
    app.clock.advance(1_000);
    await app.call('PATCH', `/api/v1/commission-rules/${ruleId}`, { body: { basis_points: 3_000 } });
    app.clock.advance(1_000);
    const late = (await buy('after')).body.id;
    await reject(early);
    app.clock.advance(40 * dayMs);
    await qualify(early);
    await qualify(late);
    expect(await commissionsOf(early)).toMatchObject([{ amount: 200, rule_version: 1 }]);
    expect(await commissionsOf(late)).toMatchObject([{ amount: 300, rule_version: 2 }]);
  });

  test('told again, it is the same conversion in review', async () => {
    const first = await buy('again');
    const second = await buy('again');
    expect(second.body).toEqual({ ...first.body, replayed: true });
  });
});

describe('every move of a conversion', () => {
  const legal = ['in_review qualified', 'in_review rejected', 'qualified rejected', 'rejected qualified'];
  const bring: Record<string, (id: string) => Promise<unknown>> = {
    in_review: async () => undefined,
    qualified: qualify,
    rejected: reject,
  };
  const pairs = Object.keys(bring).flatMap((from) =>
    ['qualified', 'rejected'].map((to) => [from, to] as const),
  );
  test.each(pairs)('from %s to %s', async (from, to) => {
    const { body } = await buy(`move-${from}-${to}`);
    await bring[from]?.(body.id);
    const answer = to === 'qualified' ? await qualify(body.id) : await reject(body.id);
    if (legal.includes(`${from} ${to}`)) expect(answer.body).toMatchObject({ state: to });
    else expect(answer).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
  });
});

describe('a rejection taken back', () => {
  test('brings what was unpaid back as new commissions with the old terms, told as created', async () => {
    const { body } = await buy('round');
    await qualify(body.id);
    await reject(body.id);
    await app.call('PATCH', `/api/v1/commission-rules/${ruleId}`, { body: { basis_points: 100 } });
    await app.events();
    await qualify(body.id);
    expect(await app.events()).toEqual(['conversion.qualified', 'commission.created']);
    expect(await commissionsOf(body.id)).toMatchObject([
      { amount: 300, state: 'pending', rule_version: 2, reason: null },
      { amount: 0, state: 'voided', reason: 'conversion_rejected' },
    ]);
  });

  test('leaves alone what a person had voided before', async () => {
    const { body } = await buy('voided-by-hand');
    await qualify(body.id);
    const [commission] = await commissionsOf(body.id);
    await app.call('POST', `/api/v1/commissions/${commission?.id}/void`, { body: { note: 'no' } });
    await reject(body.id);
    await qualify(body.id);
    expect(await totalOf(body.id)).toBe(0);
  });

  test('however often, is exact; nothing is left and nothing comes twice', async () => {
    const { body } = await buy('often', { amount: 3_333 });
    await qualify(body.id);
    const earned = await totalOf(body.id);
    for (let round = 0; round < 4; round += 1) {
      if (round === 2) {
        app.clock.advance(20 * dayMs);
        await releaseDueCommissions(app.app.transact, 'req_release');
      }
      await reject(body.id);
      expect(await totalOf(body.id)).toBe(0);
      await qualify(body.id);
      expect(await totalOf(body.id)).toBe(earned);
      await assertBooksBalance(app);
    }
  });
});

describe('the first purchase of a customer', () => {
  test('is the earliest qualified one, in whatever order they are looked at', async () => {
    const customer = { customer_id: 'patient' };
    const first = (await buy('first', { ...customer, occurred_at: '2026-01-10T00:00:00Z' })).body.id;
    const second = (await buy('second', { ...customer, occurred_at: '2026-02-10T00:00:00Z' })).body.id;
    const firstPurchase = async () => {
      const { body } = await app.call('GET', '/api/v1/customers?external_id=patient');
      const row = await app.app.read
        .selectFrom('customers')
        .select('first_purchase_at')
        .where('id', '=', body.data[0]?.id as never)
        .executeTakeFirstOrThrow();
      return row.first_purchase_at === null ? null : new Date(row.first_purchase_at).toISOString();
    };
    expect(await firstPurchase()).toBeNull();
    await qualify(second);
    expect(await firstPurchase()).toBe('2026-02-10T00:00:00.000Z');
    await qualify(first);
    expect(await firstPurchase()).toBe('2026-01-10T00:00:00.000Z');
    await reject(first);
    expect(await firstPurchase()).toBe('2026-02-10T00:00:00.000Z');
    await reject(second);
    expect(await firstPurchase()).toBeNull();
  });
});

describe('two people at once', () => {
  test('one wins, the other is told so, and the books balance', async () => {
    const { body } = await buy('race');
    const answers = await Promise.all([qualify(body.id), qualify(body.id), qualify(body.id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const rejections = await Promise.all([reject(body.id), reject(body.id)]);
    expect(rejections.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await totalOf(body.id)).toBe(0);
  });

  test('one who has not seen the last version is refused', async () => {
    const { body } = await buy('stale');
    const read = await app.call('GET', `/api/v1/conversions/${body.id}`);
    await qualify(body.id);
    const stale = await app.call('POST', `/api/v1/conversions/${body.id}/rejection`, {
      body: { reason: 'other' },
      headers: { 'if-match': read.headers.get('etag') ?? '' },
    });
    expect(stale).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
  });
});

test("another program's key finds no conversion to move", async () => {
  const other = await app.build.program({ name: 'Other' });
  const key = await app.build.key({ scopes: ['write'], programId: other.id });
  const id = (await app.call('GET', `/api/v1/conversions?partner_id=${partnerId}`)).body.data[0]?.id;
  const answer = await app.call('POST', `/api/v1/conversions/${id}/qualification`, { key });
  expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
});
