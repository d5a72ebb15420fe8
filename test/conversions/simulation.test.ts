import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { dayMs, toIso } from '../../src/core/clock.ts';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { contentOf } from '../support/stored-rows.ts';

/** A program with everything in it that a sale can meet: caps, tiers, codes, a foreign currency, rules of every kind. */
let it: TestApp;
let program: string;
let count = 0;

const create = async (path: string, body: object) => {
  const answer = await it.call('POST', path, { body });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};

beforeAll(async () => {
  it = await createTestApp();
  const settings = {
    ...{ hold_days: 10, coupon_overrides_referral: true, new_customers_only: false, referral_days: 60 },
    caps: {
      customer: { amount: 900, period: 'month' },
      partner: null,
      program: { amount: 9_000, period: 'ever' },
    },
  };
  program = (await it.build.program(settings)).id;
  const group = await create('/api/v1/groups', { program_id: program, name: 'Creators' });
  const tier = await create('/api/v1/tiers', { group_id: group.id, name: 'Gold', threshold: 5_000 });
  await it.build.rule({ program_id: program, kind: 'flat', amount: 70, on: 'signup' });
  await it.build.rule({ program_id: program, kind: 'flat', amount: 99, scope: { product_id: 'mug' } });
  const scope = { tier_id: tier.id };
  await it.build.rule({ program_id: program, kind: 'percent', basis_points: 3_333, scope });
  for (const code of ['ADA', 'BOB', 'EVE']) {
    const partner = await it.build.partner({ program_id: program, code, group_id: group.id });
    await it.build.promoCode(partner.id, `${code}10`);
    if (code === 'EVE') {
      await create('/api/v1/exchange-rates', {
        ...{ program_id: program, from: 'EUR', to: 'USD', rate: '1.1', source: 'bank' },
        valid_from: toIso(it.clock.now() - 900 * dayMs),
      });
      const path = `/api/v1/partners/${partner.id}/suspension`;
      await it.call('POST', path, { body: { reason: 'other' } });
    }
  }
  await create('/api/v1/webhook-endpoints', {
    ...{ name: 'CRM', url: 'https://crm.example.com/', event_types: ['*'], format: 'track360' },
  });
});
afterAll(() => it.close());
beforeEach(() => assertBooksBalance(it));

interface SimulationBody {
  readonly status: number;
  readonly replayed: boolean;
  readonly attributed: boolean;
  readonly commissions: readonly object[];
  readonly explanation: object;
  readonly events: readonly { readonly type: string; readonly body: string }[];
  readonly [field: string]: unknown;
}

const simulate = (body: object, options: { key?: string; headers?: Record<string, string> } = {}) =>
  it.call<SimulationBody>('POST', '/api/v1/conversions/simulate', { body: { program, ...body }, ...options });

/** Ids that only one of two things has are written as the first, the second and so on of their kind. */
const alike = (left: unknown, right: unknown): [unknown, unknown] => {
  const idsIn = (value: unknown) => new Set(JSON.stringify(value).match(/\b[a-z]{3}_[0-9a-z]{30,}\b/g) ?? []);
  const both = idsIn(left).intersection(idsIn(right));
  const numbered = (value: unknown): unknown => {
    const names = new Map<string, string>();
    const text = JSON.stringify(value).replace(/\b([a-z]{3})_[0-9a-z]{30,}\b/g, (id, prefix) => {
      if (both.has(id)) return id;
      if (!names.has(id)) names.set(id, `${prefix}#${names.size}`);
      return names.get(id) ?? id;
    });
    return JSON.parse(text);
  };
  return [numbered(left), numbered(right)];
};

const lastSeq = async () =>
  (await it.app.read.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).execute())[0]?.seq ??
  0;

const bodiesSince = async (seq: number) => {
  const rows = await it.app.read
    .selectFrom('events')
    .selectAll()
    .where('seq', '>', seq)
    .orderBy('seq')
    .execute();
  return rows.map(({ type, body }) => ({ type, body: JSON.parse(body ?? '{}') as unknown }));
};

const read = async (path: string) => (await it.call<Record<string, unknown>>('GET', path)).body;

const sale = fc.record(
  {
    operation: fc.constantFrom('signup', 'purchase', 'sale', 'lead'),
    customer_id: fc.constantFrom('one', 'two', 'three'),
    promo_code: fc.constantFrom('ADA10', 'BOB10', 'EVE10', 'NOSUCH'),
    partner: fc.constantFrom('ADA', 'BOB', 'EVE', 'nobody'),
    amount: fc.constantFrom(0, 1, 999, 5_000),
    currency: fc.constantFrom('USD', 'EUR', 'JPY'),
    is_new_customer: fc.boolean(),
    items: fc.constant([
      { product_id: 'mug', amount: 400 },
      { product_id: 'tea', amount: 599 },
    ]),
    occurred_at: fc.integer({ min: 0, max: 40 }).map((days) => toIso(it.clock.now() - days * dayMs)),
    unknown_field: fc.constant('hello'),
  },
  { requiredKeys: ['operation', 'amount', 'currency'] },
);

/** A list says whose a commission is and of which order; a simulation says that once, above. */
const withoutNames = ({ partner_name: _partner, order_id: _order, ...line }: Record<string, unknown>) => line;

describe('a simulation', () => {
  test('stores nothing, and then the real thing comes to the same', async () => {
    await fc.assert(
      fc.asyncProperty(sale, async ({ operation, ...fields }) => {
        count += 1;
        const body = { program, order_id: `s-${count}`, ...fields };
        const content = await contentOf(it);
        const simulated = await simulate({ operation, ...body });
        expect(await contentOf(it)).toEqual(content);

        const before = await lastSeq();
        const real = await it.call<TrackAnswer>('POST', `/track/${operation}`, { body });
        if (real.status >= 400) {
          expect(simulated.status).toBe(real.status);
          const { request_id: _one, ...refused } = simulated.body;
          const { request_id: _other, ...really } = real.body as unknown as Record<string, unknown>;
          expect(refused as unknown).toEqual(really);
          return;
        }
        expect(simulated.status).toBe(200);
        expect(simulated.body.status).toBe(real.status);
        const { commissions: _, id, type: _type, ...told } = real.body;
        const list = await read(`/api/v1/commissions?conversion_id=${id}`);
        const commissions = [...(list.data as object[])].reverse().map((line) => withoutNames({ ...line }));
        const explanation = await read(`/api/v1/conversions/${id}/explanation`);
        const events = await bodiesSince(before);
        const [left, right] = alike(
          {
            ...Object.fromEntries(Object.keys(told).map((name) => [name, simulated.body[name]])),
            commissions: simulated.body.commissions,
            explanation: simulated.body.explanation,
            events: simulated.body.events.map((event) => ({ ...event, body: JSON.parse(event.body) })),
          },
          { ...told, commissions, explanation, events },
        );
        expect(left).toEqual(right);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('shows the sum, the caps it uses, and the tier it leads to', async () => {
    const body = { order_id: 'big', customer_id: 'big', partner: 'BOB', amount: 400_000, currency: 'USD' };
    const { body: simulated } = await simulate(body);
    expect(simulated).toMatchObject({
      simulated: true,
      attributed: true,
      totals: [{ currency: 'USD', amount: 900 }],
      caps: [
        { kind: 'customer', limit: 900, used: 900, currency: 'USD' },
        { kind: 'program', period: 'ever', limit: 9_000 },
      ],
    });
    expect((await read('/api/v1/conversions?order_id=big')).data).toEqual([]);
  });

  test('of what was told before answers that, and tells nothing anew', async () => {
    const body = { order_id: 'known', amount: 100, currency: 'USD' };
    const real = await it.call<TrackAnswer>('POST', '/track/purchase', { body: { program, ...body } });
    const { body: simulated } = await simulate(body);
    expect(simulated).toMatchObject({
      status: 200,
      replayed: true,
      events: [],
      conversion: { id: real.body.id },
    });
    const other = await simulate({ ...body, amount: 101 });
    expect(other).toMatchObject({ status: 409, body: { code: 'duplicate_order' } });
  });

  test('uses no key up', async () => {
    const body = { amount: 100, currency: 'USD' };
    const headers = { 'idempotency-key': 'first-simulated' };
    expect((await simulate(body, { headers })).body.replayed).toBe(false);
    const real = await it.call('POST', '/track/purchase', { body: { program, ...body, note: 1 }, headers });
    expect(real.status).toBe(201);
  });

  test('wakes nobody: no delivery is made and nothing is sent', async () => {
    await it.app.whenQuiet();
    const deliveries = async () => (await it.app.read.selectFrom('deliveries').select('id').execute()).length;
    const before = await deliveries();
    await simulate({ order_id: 'quiet', partner: 'ADA', amount: 100, currency: 'USD' });
    await it.app.whenQuiet();
    expect(await deliveries()).toBe(before);
  });

  test('does not disturb the real ones that are told at the same time', async () => {
    const body = { partner: 'ADA', amount: 10, currency: 'USD' };
    const seq = await lastSeq();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const order = { program, order_id: `mixed-${index}`, ...body };
        return index % 2 === 0 ? simulate(order) : it.call('POST', '/track/purchase', { body: order });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      answers.map((_, index) => (index % 2 === 0 ? 200 : 201)),
    );
    const told = (await bodiesSince(seq)).filter(({ type }) => type === 'conversion.created');
    expect(told).toHaveLength(10);
    await assertBooksBalance(it);
  });
});

test.each(['tributary', 'standard', 'affiliatebase', 'affonso', 'track360'])(
  'webhooks are shown in the format %s as they are sent',
  async (format) => {
    const fields = { order_id: `format-${format}`, partner: 'ADA', amount: 100, currency: 'USD' };
    const { body: simulated } = await simulate({ ...fields, format });
    await it.call('POST', '/api/v1/webhook-endpoints', {
      body: { name: format, url: 'https://crm.example.com/', event_types: ['*'], format },
    });
    const seq = await lastSeq();
    await it.call('POST', '/track/purchase', { body: { program, ...fields } });
    const rows = await it.app.read
      .selectFrom('events')
      .leftJoin('event_bodies', (join) =>
        join.onRef('event_bodies.event_id', '=', 'events.id').on('event_bodies.format', '=', format),
      )
      .select(['events.body as canonical', 'event_bodies.body as written'])
      .where('events.seq', '>', seq)
      .orderBy('events.seq')
      .execute();
    const sent = rows.map(({ canonical, written }) => JSON.parse(written ?? canonical ?? '{}') as unknown);
    const shown = simulated.events.map(({ body }) => withoutAttempt(JSON.parse(body)));
    const [left, right] = alike(shown, sent);
    expect(left).toEqual(right);
  },
);

/** What a format wants to read of the attempt is written when it is sent. */
const withoutAttempt = ({
  attempt: _,
  webhook_id: _id,
  endpoint_id: _endpoint,
  ...body
}: Record<string, unknown>) => body;

describe('who may simulate', () => {
  test('reads; tracking alone is not enough', async () => {
    const body = { order_id: 'scoped', amount: 1, currency: 'USD' };
    const reader = await it.build.key({ scopes: ['read'] });
    expect((await simulate(body, { key: reader })).status).toBe(200);
    const tracker = await it.build.key({ scopes: ['track:write'] });
    expect((await simulate(body, { key: tracker })).status).toBe(403);
  });

  test('in their own program', async () => {
    const other = await it.build.program({ name: 'Other' });
    const key = await it.build.key({ scopes: ['read'], programId: other.id });
    const answer = await simulate({ order_id: 'reach', amount: 1, currency: 'USD' }, { key });
    expect(answer.status).toBe(422);
  });

  test.each([
    [
      'an operation that is none',
      { operation: 'refund', order_id: 'x', amount: 1, currency: 'USD' },
      'operation',
    ],
    ['a format that is none', { format: 'xml', order_id: 'x', amount: 1, currency: 'USD' }, 'format'],
    ['what a purchase lacks', { order_id: 'x', currency: 'USD' }, 'amount'],
  ])('is told of %s by its field', async (_, body, path) => {
    expect(await simulate(body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });
});
