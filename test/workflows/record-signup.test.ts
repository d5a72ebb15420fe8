import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { TrackAnswer } from '../../src/workflows/tracking/track-answer.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
let partnerId: string;

beforeAll(async () => {
  app = await createTestApp();
  await app.build.program();
  partnerId = (await app.build.partner({ code: 'ADA' })).id;
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.events();
});

const track = (operation: string, body: object, headers: Record<string, string> = {}) =>
  app.call<TrackAnswer & { code: string; errors: { path: string }[] }>('POST', `/track/${operation}`, {
    body,
    headers,
  });

describe('a signup', () => {
  test('ties the customer to the partner, earns nothing without a rule for it, and converts nothing', async () => {
    const answer = await track('signup', { customer_id: 's-1', partner: 'ada' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      type: 'signup',
      attributed: true,
      attribution: { partner_id: partnerId, method: 'partner_code' },
      conversion: { amount: null, currency: null },
      commissions: [],
    });
    expect(await app.events()).toEqual(['conversion.created', 'referral.created', 'conversion.qualified']);
  });

  test('is converted by the first purchase that was paid for, not by a free one', async () => {
    const free = await track('purchase', {
      order_id: 'free',
      customer_id: 's-1',
      amount: 0,
      currency: 'USD',
    });
    expect(free.body).toMatchObject({ attributed: true, commissions: [] });
    expect(await app.events()).toEqual(['conversion.created', 'conversion.qualified']);
    const paid = await track('purchase', {
      order_id: 'paid',
      customer_id: 's-1',
      amount: 1,
      currency: 'USD',
    });
    expect(paid.body.attribution.method).toBe('referral');
    expect(await app.events()).toContain('referral.converted');
  });

  test('happens once per customer, whatever the key', async () => {
    const first = await track('signup', { customer_id: 's-2', partner: 'ADA', idempotency_key: 'one' });
    const again = await track('lead', { customer_id: 's-2' }, { 'idempotency-key': 'two' });
    expect(again.status).toBe(200);
    expect({ ...again.body, replayed: false }).toEqual(first.body);
    expect(await app.events()).toEqual(['conversion.created', 'referral.created', 'conversion.qualified']);
  });

  test('fifty times at once without any key is one signup', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => track('signup', { customer_id: 's-3' })),
    );
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.status === 201).length).toBe(1);
  });

  test('by email alone is the same customer when the id comes later', async () => {
    const email = { customer_email: 'Eve@Example.com' };
    const first = await track('signup', { ...email, partner: 'ADA' });
    const again = await track('signup', { customer_email: 'eve@example.com ', customer_id: 's-4' });
    expect(again.body.id).toBe(first.body.id);
    const bought = await track('purchase', {
      order_id: 'eve',
      customer_id: 's-4',
      amount: 500,
      currency: 'USD',
    });
    // The repeated signup is a replay and completes nobody, but the address still leads to the same person.
    expect(bought.body.attribution.method).toBe('none');
    const known = await track('purchase', {
      order_id: 'eve2',
      ...email,
      customer_id: 's-5',
      amount: 5,
      currency: 'USD',
    });
    expect(known.body.attribution.method).toBe('referral');
  });

  test('keeps no email address, only a keyed hash of it', async () => {
    await track('signup', { customer_id: 's-6', customer_email: 'secret@example.com' });
    const rows = await app.app.read.selectFrom('customers').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('secret@example');
    expect(rows.some((row) => /^[0-9a-f]{32}$/.test(row.email_hash ?? ''))).toBe(true);
  });

  test('needs to say who signed up', async () => {
    const answer = await track('signup', { partner: 'ADA' });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0]?.path).toBe('customer_id');
  });

  test('may share its key with a purchase', async () => {
    const signup = await track('signup', { customer_id: 's-7', idempotency_key: 'shared' });
    const bought = await track('purchase', {
      customer_id: 's-7',
      idempotency_key: 'shared',
      amount: 1,
      currency: 'USD',
    });
    expect([signup.status, bought.status]).toEqual([201, 201]);
  });
});

describe('a signup rule', () => {
  test('pays a flat amount in the currency of the program', async () => {
    const program = await app.build.program({ name: 'Yen', currency: 'JPY', default_rule: undefined });
    const partner = await app.build.partner({ program_id: program.id, code: 'YEN' });
    await app.build.rule({ program_id: program.id, kind: 'flat', amount: 500, on: 'signup' });
    const answer = await track('signup', { program: program.id, customer_id: 'y-1', partner: 'YEN' });
    expect(answer.body.commissions).toMatchObject([{ partner_id: partner.id, amount: 500, currency: 'JPY' }]);
    expect(await app.events()).toContain('commission.created');
  });
});
