import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { PartnerId, ProgramId } from '../../src/core/ids.ts';
import { insertCustomer } from '../../src/customers/customer.store.ts';
import type { Work } from '../../src/database/work.ts';
import {
  findLiveReferral,
  findReferral,
  insertReferral,
  moveReferral,
  type NewReferral,
} from '../../src/referrals/referral.store.ts';
import { type ReferralState, referralTransitions } from '../../src/referrals/referral.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

let app: TestApp;
let decided: NewReferral;
beforeEach(async () => {
  app = await createTestApp();
  const programId = (await app.build.program()).id as ProgramId;
  const partnerId = (await app.build.partner()).id as PartnerId;
  const identity = { externalId: 'u-1', emailHash: null, name: null };
  const customer = await change((work) => insertCustomer(work, programId, identity));
  decided = {
    programId,
    customerId: customer.id,
    partnerId,
    method: 'promo_code',
    clickId: null,
    promoCodeId: null,
    evidence: { touch: null, promoCode: 'JANE20' },
    candidates: [],
    policy: { windowDays: 90 },
  };
  await app.events();
});
afterEach(() => app.close());

const change = <T>(unit: (work: Work) => Promise<T>) => app.app.transact(testOrigin, unit);
const insert = (fields: Partial<NewReferral> = {}) =>
  change((work) => insertReferral(work, { ...decided, ...fields }));
const move = (id: Awaited<ReturnType<typeof insert>>['id'], from: ReferralState, to: ReferralState) =>
  change((work) => moveReferral(work.tx, id, { from, to, now: work.now }));

describe('a referral', () => {
  test('starts as a lead, decided now, and binds its customer', async () => {
    const referral = await insert();
    expect(referral).toMatchObject({
      ...decided,
      state: 'lead',
      decidedAt: app.clock.now(),
      expiresAt: null,
    });
    expect(await findLiveReferral(app.app.read, decided.customerId)).toMatchObject(referral);
  });

  const pairs = referralTransitions.states.flatMap((from) =>
    referralTransitions.states.map((to) => ({ from, to, may: referralTransitions.mayMove(from, to) })),
  );

  test.each(pairs)('that is $from may become $to: $may', async ({ from, to, may }) => {
    const { id } = await insert();
    if (from !== 'lead') await move(id, 'lead', from);
    const moving = move(id, from, to);
    if (may) await moving;
    else await expect(moving).rejects.toMatchObject({ code: 'invalid_transition' });
    expect((await findReferral(app.app.read, id))?.state).toBe(may ? to : from);
  });

  test('remembers when it was converted, and keeps that when it expires', async () => {
    const referral = await insert();
    app.clock.advance(1_000);
    await move(referral.id, 'lead', 'converted');
    const convertedAt = app.clock.now();
    app.clock.advance(1_000);
    await move(referral.id, 'converted', 'expired');
    expect(await findReferral(app.app.read, referral.id)).toMatchObject({
      state: 'expired',
      convertedAt,
      updatedAt: app.clock.now(),
    });
    expect(await findLiveReferral(app.app.read, decided.customerId)).toBeUndefined();
  });

  test('is moved by one of two who saw the same state', async () => {
    const referral = await insert();
    await move(referral.id, 'lead', 'converted');
    await expect(move(referral.id, 'lead', 'expired')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is one per customer while it lives', async () => {
    const first = await insert();
    await expect(insert()).rejects.toThrow();
    await move(first.id, 'lead', 'void');
    expect((await insert()).id).not.toBe(first.id);
  });
});

describe('referrals through the API', () => {
  test('show their evidence in the words of the API', async () => {
    const { id } = await insert({ evidence: { touch: null, promoCode: 'JANE20' } });
    const { status, body } = await app.call<unknown>('GET', `/api/v1/referrals/${id}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      id,
      program_id: decided.programId,
      customer_id: decided.customerId,
      partner_id: decided.partnerId,
      state: 'lead',
      method: 'promo_code',
      click_id: null,
      promo_code_id: null,
      evidence: { touch: null, promo_code: 'JANE20' },
      candidates: [],
      policy: { window_days: 90 },
      decided_at: '2026-05-15T12:00:00.000Z',
      converted_at: null,
      expires_at: null,
      updated_at: '2026-05-15T12:00:00.000Z',
    });
    expect(await app.events()).toEqual([]);
  });

  test('are listed by partner, customer and state, newest first', async () => {
    const first = await insert();
    await move(first.id, 'lead', 'void');
    const second = await insert();
    const ids = async (query: string) =>
      (await app.call('GET', `/api/v1/referrals?${query}`)).body.data.map((referral) => referral.id);
    expect(await ids('')).toEqual([second.id, first.id]);
    expect(await ids(`partner_id=${decided.partnerId}&customer_id=${decided.customerId}`)).toHaveLength(2);
    expect(await ids('state=void')).toEqual([first.id]);
    expect(await ids('partner_id=prt_0000000000')).toEqual([]);
    expect((await app.call('GET', '/api/v1/referrals?state=lost')).status).toBe(422);
  });

  test('do not exist for the key of another program', async () => {
    const { id } = await insert();
    const key = await app.build.key({ scopes: ['read'], programId: (await app.build.program()).id });
    expect((await app.call('GET', `/api/v1/referrals/${id}`, { key })).status).toBe(404);
    expect((await app.call('GET', '/api/v1/referrals', { key })).body.data).toEqual([]);
  });
});
