import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

/** A purchase by promo code in one program; each test uses order ids of its own. */
let app: TestApp;
let partnerId: string;

beforeAll(async () => {
  app = await createTestApp();
  await app.build.program({ hold_days: 30 });
  partnerId = (await app.build.partner({ name: 'Ada' })).id;
  await app.build.promoCode(partnerId, 'ADA20');
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.events();
});

const purchase = (body: object, headers: Record<string, string> = {}) =>
  app.call<TrackAnswer & Problem>('POST', '/track/purchase', { body, headers });

interface Problem {
  code: string;
  errors: { path: string; message: string }[];
}

const balances = async () => {
  const answer = await app.call<{ data: Record<string, unknown>[] }>(
    'GET',
    `/api/v1/balances?partner_id=${partnerId}`,
  );
  return answer.body.data;
};

const count = async (
  table: 'conversions' | 'commissions' | 'ledger_entries' | 'idempotency_records' | 'customers',
) => {
  const row = await app.app.read
    .selectFrom(table)
    .select((query) => query.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
};

describe('a purchase by a new customer with a promo code', () => {
  test('earns 20 % of what was charged without tax and shipping, and says so in every event, in order', async () => {
    const answer = await purchase({
      order_id: 'A-1',
      customer_id: 'c-1',
      promo_code: 'ada20',
      amount: 12_345,
      tax: 1_000,
      shipping: 345,
      currency: 'USD',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      type: 'purchase',
      replayed: false,
      attributed: true,
      attribution: {
        partner_id: partnerId,
        method: 'promo_code',
        promo_code: 'ADA20',
        reason: 'first_in_order',
      },
      conversion: { state: 'qualified', base_amount: 11_000 },
      commissions: [
        { partner_id: partnerId, amount: 2_200, currency: 'USD', state: 'pending', rule_version: 1 },
      ],
      warnings: [],
    });
    expect(answer.body.commissions[0]?.due_at).toBe(new Date(app.clock.now() + 30 * dayMs).toISOString());
    expect(await app.events()).toEqual([
      'conversion.created',
      'referral.created',
      'conversion.qualified',
      'referral.converted',
      'commission.created',
    ]);
    expect(await balances()).toMatchObject([
      {
        partner_id: partnerId,
        currency: 'USD',
        pending: 2_200,
        held: 0,
        due: 0,
        processing: 0,
        paid: 0,
        balance: 2_200,
      },
    ]);
  });

  test('is followed by the customer: the next one needs no code and converts no referral again', async () => {
    const answer = await purchase({ order_id: 'A-2', customer_id: 'c-1', amount: 1_000, currency: 'USD' });
    expect(answer.body).toMatchObject({
      attribution: { method: 'referral' },
      commissions: [{ amount: 200 }],
    });
    expect(await app.events()).toEqual(['conversion.created', 'conversion.qualified', 'commission.created']);
  });
});

describe('told again', () => {
  const body = { customer_id: 'c-2', promo_code: 'ADA20', amount: 5_000, currency: 'USD' };

  test('fifty times at once under one key, it is one conversion, one commission and one of each event', async () => {
    const before = await count('conversions');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => purchase(body, { 'idempotency-key': 'fifty' })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(49).fill(200), 201]);
    const same = answers.map((answer) => JSON.stringify({ ...answer.body, replayed: null }));
    expect(new Set(same).size).toBe(1);
    expect(answers.filter((answer) => answer.body.replayed).length).toBe(49);
    for (const answer of answers) {
      expect(answer.headers.get('idempotent-replayed')).toBe(answer.status === 200 ? 'true' : null);
    }
    expect(await count('conversions')).toBe(before + 1);
    expect(await app.events()).toEqual([
      'conversion.created',
      'referral.created',
      'conversion.qualified',
      'referral.converted',
      'commission.created',
    ]);
  });

  test('with the key in the body and fields in another order, it is the same', async () => {
    const answer = await purchase(
      Object.fromEntries(Object.entries({ ...body, idempotency_key: 'fifty' }).reverse()),
    );
    expect(answer.status).toBe(200);
    expect(await app.events()).toEqual([]);
  });

  test('with another body under the same key, it is refused and nothing is stored', async () => {
    const before = await count('conversions');
    const answer = await purchase({ ...body, amount: 5_001, idempotency_key: 'fifty' });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'idempotency_conflict',
      errors: [{ path: 'idempotency_key' }],
    });
    expect(await count('conversions')).toBe(before);
    expect(await app.events()).toEqual([]);
  });

  test('after its stored answer was purged, it is rebuilt the same', async () => {
    const first = await purchase({ ...body, idempotency_key: 'fifty' });
    await app.app.transact(
      { actor: { kind: 'system', id: 'test' }, requestId: 'req_purge' },
      async ({ tx }) => {
        await tx.updateTable('idempotency_records').set({ answer_json: null }).execute();
      },
    );
    const rebuilt = await purchase({ ...body, idempotency_key: 'fifty' });
    expect(rebuilt.body).toEqual(first.body);
  });

  test('under another key with the same order and amount, it is the first conversion again', async () => {
    const order = { order_id: 'B-1', amount: 700, currency: 'USD' };
    const first = await purchase({ ...order, idempotency_key: 'b-one' });
    const again = await purchase({ ...order, idempotency_key: 'b-two' });
    expect(again.status).toBe(200);
    expect({ ...again.body, replayed: false }).toEqual(first.body);
    const other = await purchase({ ...order, amount: 701, idempotency_key: 'b-two' });
    expect(other.body.code).toBe('idempotency_conflict');
  });

  test('under another name of the same order, it is the first conversion again', async () => {
    const first = await purchase({ invoice_id: 'in_9', charge_id: 'ch_9', amount: 900, currency: 'USD' });
    expect(first.body.conversion.order_id).toBe('in_9');
    const again = await purchase({ charge_id: 'ch_9', amount: 900, currency: 'USD' });
    expect(again.body).toMatchObject({ id: first.body.id, replayed: true });
  });

  test('under a name that came later, it is the first conversion again', async () => {
    const first = await purchase({ order_id: 'late-1', amount: 50, currency: 'USD' });
    await purchase({ order_id: 'late-1', charge_id: 'ch_late', amount: 50, currency: 'USD' });
    const again = await purchase({ charge_id: 'ch_late', amount: 50, currency: 'USD' });
    expect(again.body).toMatchObject({ id: first.body.id, replayed: true });
  });

  test('under names of two orders, it is refused and neither takes the name of the other', async () => {
    await purchase({ order_id: 'two-1', amount: 50, currency: 'USD' });
    await purchase({ order_id: 'two-2', amount: 50, currency: 'USD' });
    const both = await purchase({ order_id: 'two-1', charge_id: 'two-2', amount: 50, currency: 'USD' });
    expect(both.status).toBe(409);
    expect(both.body).toMatchObject({ code: 'duplicate_order', errors: [{ path: 'order_id' }] });
  });

  test.each([
    ['amount', { amount: 901, currency: 'USD' }],
    ['currency', { amount: 900, currency: 'EUR' }],
  ])('with another %s for the same order, it is refused', async (_, changed) => {
    const answer = await purchase({ order_id: 'in_9', ...changed });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'duplicate_order', errors: [{ path: 'order_id' }] });
  });

  test('as another type, the same order is another conversion', async () => {
    const answer = await purchase({ order_id: 'in_9', type: 'deposit', amount: 900, currency: 'USD' });
    expect(answer.status).toBe(201);
  });
});

describe('a request that is refused', () => {
  test('leaves its key for the corrected one', async () => {
    const wrong = await purchase({ idempotency_key: 'wrong-first', amount: -1, currency: 'USD' });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors).toMatchObject([{ path: 'amount' }]);
    const right = await purchase({ idempotency_key: 'wrong-first', amount: 100, currency: 'USD' });
    expect(right.status).toBe(201);
  });

  test('stores nothing at all', async () => {
    const tables = [
      'conversions',
      'commissions',
      'ledger_entries',
      'idempotency_records',
      'customers',
    ] as const;
    const before = await Promise.all(tables.map(count));
    await purchase({ idempotency_key: 'k', customer_id: 'ghost', amount: 1.5, currency: 'USD' });
    await purchase({ customer_id: 'ghost', amount: 1, currency: 'USD' });
    await purchase({ order_id: 'o', customer_id: 'ghost', amount: 1, currency: 'usd' });
    expect(await Promise.all(tables.map(count))).toEqual(before);
    expect(await app.events()).toEqual([]);
  });
});

describe('a purchase that nobody brought', () => {
  test('is stored, qualified and not attributed', async () => {
    const answer = await purchase({ order_id: 'N-1', customer_id: 'c-9', amount: 100, currency: 'USD' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      attributed: false,
      attribution: { partner_id: null, method: 'none', reason: 'no_evidence', candidates: [] },
      referral_id: null,
      conversion: { state: 'qualified' },
      commissions: [],
    });
    expect(await app.events()).toEqual(['conversion.created', 'conversion.qualified']);
  });

  test.each([
    ['promo_code', 'NOSUCH', 'promo_code_unknown'],
    ['click_id', 'clk_forged0000000000000000000', 'click_unknown'],
    ['click_cookie', 'anything at all', 'click_unknown'],
    ['partner', 'nobody', 'partner_unknown'],
  ])('says why its %s did not count', async (field, value, verdict) => {
    const answer = await purchase({ order_id: `N-${field}`, [field]: value, amount: 100, currency: 'USD' });
    expect(answer.body.attribution.candidates).toMatchObject([{ partner_id: null, verdict }]);
    expect(answer.body.attributed).toBe(false);
  });
});

describe('a field that is not known', () => {
  test('is named in the warnings and never loses the sale', async () => {
    const answer = await purchase({ order_id: 'W-1', amount: 100, currency: 'USD', colour: 'red' });
    expect(answer.status).toBe(201);
    expect(answer.body.warnings).toHaveLength(1);
    expect(answer.body.warnings[0]).toContain('colour');
  });
});
