import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const minimal = { name: 'Acme', currency: 'USD' };
const create = (body: Record<string, unknown>) => app.call('POST', '/api/v1/programs', { body });

describe('creating a program', () => {
  test('needs a name and a currency and fills in the rest', async () => {
    const { status, body, headers } = await create(minimal);
    expect(status).toBe(201);
    expect<unknown>(body).toEqual({
      id: expect.stringMatching(/^prg_/),
      name: 'Acme',
      mode: 'live',
      currency: 'USD',
      time_zone: 'UTC',
      hold_days: 30,
      window_days: 90,
      attribution_policy: 'coupon_first',
      attribution_model: 'last_click',
      coupon_overrides_referral: false,
      referral_days: null,
      new_customers_only: false,
      conversion_review: 'none',
      approval: 'auto',
      partner_approval: 'auto',
      payout_threshold: 0,
      payout_approvals: 1,
      caps: { customer: null, partner: null, program: null },
      converts_currencies: false,
      allowed_hosts: [],
      click_id_parameter: 'click_id',
      cookie_domain: null,
      base_includes_tax: false,
      base_includes_shipping: false,
      publishable_key: expect.stringMatching(/^pk_[0-9a-z]{26}$/),
      default_rule: null,
      created_at: '2026-05-15T12:00:00.000Z',
      updated_at: '2026-05-15T12:00:00.000Z',
      archived_at: null,
    });
    expect(headers.get('etag')).toBe('"1"');
    expect(await app.events()).toEqual([]);
  });

  test('keeps every setting as sent, hosts and domain in their usual form', async () => {
    const settings = {
      name: 'Bazaar',
      currency: 'INR',
      mode: 'test',
      time_zone: 'Asia/Kolkata',
      hold_days: 14,
      window_days: 60,
      attribution_policy: 'latest_touch',
      attribution_model: 'first_click',
      coupon_overrides_referral: true,
      referral_days: 365,
      new_customers_only: true,
      approval: 'manual',
      partner_approval: 'manual',
      payout_threshold: 50_000,
      caps: {
        customer: { amount: 1_000, period: 'ever' },
        partner: { amount: 5_000, period: 'week' },
        program: null,
      },
      converts_currencies: true,
      allowed_hosts: ['Shop.Example.com', 'shop.example.com', 'localhost:8080', 'bücher.example'],
      click_id_parameter: 'ref_id',
      cookie_domain: '.Example.com',
      base_includes_tax: true,
      base_includes_shipping: true,
    };
    const created = await create(settings);
    const read = await app.call('GET', `/api/v1/programs/${created.body.id}`);
    expect(read.body).toEqual(created.body);
    expect(read.body).toMatchObject({
      ...settings,
      allowed_hosts: ['shop.example.com', 'localhost:8080', 'xn--bcher-kva.example'],
      cookie_domain: 'example.com',
    });
  });

  test('makes the default rule a commission rule of the whole program', async () => {
    const { body } = await create({ ...minimal, default_rule: { kind: 'percent', basis_points: 2_500 } });
    expect(body).toMatchObject({ default_rule: { kind: 'percent', basis_points: 2_500, version: 1 } });
    const rules = await app.call('GET', `/api/v1/commission-rules?program_id=${body.id}`);
    expect(rules.body.data).toMatchObject([
      { ...(body.default_rule as object), program_id: body.id, on: 'purchase', scope: {}, state: 'in_force' },
    ]);
  });

  test('takes a flat default rule in the currency of the program', async () => {
    const { body } = await create({
      ...minimal,
      currency: 'JPY',
      default_rule: { kind: 'flat', amount: 1_500 },
    });
    expect(body).toMatchObject({ default_rule: { kind: 'flat', amount: 1_500, currency: 'JPY' } });
    expect(body.default_rule).not.toHaveProperty('basis_points');
  });

  test.each([
    ['currency', { name: 'Acme' }],
    ['currency', { ...minimal, currency: 'usd' }],
    ['currency', { ...minimal, currency: 'XXX' }],
    ['name', { ...minimal, name: '   ' }],
    ['time_zone', { ...minimal, time_zone: 'Mars/Olympus' }],
    ['time_zone', { ...minimal, time_zone: '+02:00' }],
    ['hold_days', { ...minimal, hold_days: -1 }],
    ['hold_days', { ...minimal, hold_days: 1.5 }],
    ['window_days', { ...minimal, window_days: 0 }],
    ['attribution_policy', { ...minimal, attribution_policy: 'random' }],
    ['payout_threshold', { ...minimal, payout_threshold: '100' }],
    ['allowed_hosts[1]', { ...minimal, allowed_hosts: ['shop.example.com', 'https://shop.example.com/'] }],
    ['allowed_hosts[0]', { ...minimal, allowed_hosts: ['*.example.com'] }],
    ['allowed_hosts[0]', { ...minimal, allowed_hosts: ['.example.com'] }],
    ['allowed_hosts[0]', { ...minimal, allowed_hosts: ['*'] }],
    ['cookie_domain', { ...minimal, cookie_domain: 'localhost' }],
    ['cookie_domain', { ...minimal, cookie_domain: '127.0.0.1' }],
    ['click_id_parameter', { ...minimal, click_id_parameter: 'a&b' }],
    ['default_rule.basis_points', { ...minimal, default_rule: { kind: 'percent', basis_points: 10_001 } }],
    ['default_rule.basis_points', { ...minimal, default_rule: { kind: 'percent' } }],
    ['default_rule.basis_points', { ...minimal, default_rule: { kind: 'flat', amount: 1, basis_points: 1 } }],
    ['default_rule.kind', { ...minimal, default_rule: { kind: 'share', basis_points: 1 } }],
    ['publishable_key', { ...minimal, publishable_key: 'pk_mine' }],
  ])('refuses a bad %s by its name', async (path, body) => {
    const answer = await create(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error) => error.path)).toEqual([path]);
  });

  test('is not for a key of one program', async () => {
    const program = await app.build.program();
    const key = await app.build.key({ scopes: ['admin'], programId: program.id });
    const answer = await app.call('POST', '/api/v1/programs', { body: minimal, key });
    expect(answer.status).toBe(403);
  });
});
