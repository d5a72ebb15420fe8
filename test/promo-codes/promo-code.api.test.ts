import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { ProgramId } from '../../src/core/ids.ts';
import { findPromoCode } from '../../src/promo-codes/promo-code.store.ts';
import { maxPromoCodesPerPartner } from '../../src/promo-codes/promo-code.ts';
import type { AnswerBody } from '../support/call.ts';
import { createPromotionTest, type PromotionTest, refusalOf } from '../support/promotion.ts';

let app: PromotionTest;
let program: string;
let partner: string;

beforeAll(async () => {
  app = await createPromotionTest();
  program = (await app.build.program()).id;
  partner = (await app.build.partner({ program_id: program })).id;
});
afterAll(() => app.close());

const post = (code: unknown, fields: Record<string, unknown> = {}) =>
  app.call('POST', '/api/v1/promo-codes', { body: { partner_id: partner, code, ...fields } });
const patch = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  app.call('PATCH', `/api/v1/promo-codes/${id}`, { body, headers });
const taken = { status: 409, body: { code: 'already_exists', errors: [{ path: 'code' }] } };

describe('giving a promo code', () => {
  test('answers the whole code, shown as it was given', async () => {
    const answer = await post(' Summer-10 ', {
      starts_at: '2026-06-01T00:00:00Z',
      ends_at: '2026-09-01T00:00:00+02:00',
      discount_type: 'percent',
      discount_value: '10.00',
      coupon_id: 'cp_1',
      duration: 'once',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect<unknown>(answer.body).toEqual({
      id: expect.stringMatching(/^pro_/),
      program_id: program,
      partner_id: partner,
      code: 'Summer-10',
      starts_at: '2026-06-01T00:00:00.000Z',
      ends_at: '2026-08-31T22:00:00.000Z',
      discount_type: 'percent',
      discount_value: '10.00',
      coupon_id: 'cp_1',
      duration: 'once',
      created_at: '2026-05-15T12:00:00.000Z',
      updated_at: '2026-05-15T12:00:00.000Z',
      archived_at: null,
    });
    expect((await app.call('GET', `/api/v1/promo-codes/${answer.body.id}`)).body).toEqual(answer.body);
  });

  test.each(['WELCOME10', 'welcome10', 'WELC0ME1O', 'WE1COMEIO', 'W\u0415LCOME10', ' welcome10 '])(
    'refuses %j once WELCOME10 is taken, for any partner of the program',
    async (code) => {
      if (code === 'WELCOME10') expect((await post(code)).status).toBe(201);
      const other = await app.build.partner({ program_id: program });
      expect(await post(code, { partner_id: other.id })).toMatchObject(taken);
    },
  );

  test('leaves the code free in other programs', async () => {
    const other = await app.build.program({ name: 'Other' });
    const elsewhere = await app.build.partner({ program_id: other.id });
    await post('SHARED');
    expect((await post('SHARED', { partner_id: elsewhere.id })).status).toBe(201);
  });

  test.each([
    ['pending', [], 201],
    ['pending', ['rejection'], 409],
    ['invited', ['declination'], 409],
    ['approved', ['suspension'], 409],
    ['approved', ['termination'], 409],
  ])('to a partner that is %s after %j answers %i', async (state, moves, status) => {
    const { id } = await app.build.partner({ program_id: program, state });
    for (const move of moves) await app.call('POST', `/api/v1/partners/${id}/${move}`);
    await app.told();
    const answer = await post(`FOR-${id.slice(-8)}`, { partner_id: id });
    expect(answer.status).toBe(status);
    if (status === 201) return;
    expect(answer.body).toMatchObject({ code: 'conflict', errors: [{ path: 'partner_id' }] });
    expect(await app.told()).toEqual([]);
  });

  test('ends at as many as every event of the partner can carry', async () => {
    const { id } = await app.build.partner({ program_id: program });
    for (let count = 1; count <= maxPromoCodesPerPartner; count += 1) {
      await app.build.promoCode(id, `MANY-${count}-X`);
    }
    expect(await post('ONE-TOO-MANY', { partner_id: id })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
  });

  test.each<[string, unknown]>([
    ['partner_id', undefined],
    ['partner_id', null],
    ['partner_id', 'prt_0123456789abcdef'],
    ['partner_id', 'pro_0123456789abcdef'],
    ['code', undefined],
    ['code', null],
    ['code', 10],
    ['code', ''],
    ['code', ' '],
    ['code', 'x'.repeat(65)],
    ['code', 'A\u0000B'],
    ['code', 'A\ud800'],
    ['code', 'A\u202eB'],
    ['code', 'A\u200bB'],
    ['starts_at', 'tomorrow'],
    ['starts_at', '2026-06-01'],
    ['starts_at', '2026-06-01T00:00:00'],
    ['starts_at', '1999-06-01T00:00:00Z'],
    ['ends_at', 1_780_000_000_000],
    ['discount_type', ''],
    ['discount_type', 7],
    ['discount_type', 'x'.repeat(41)],
    ['discount_type', 'a\u0000b'],
    ['discount_value', '10 %'],
    ['discount_value', -1],
    ['discount_value', 1e21],
    ['discount_value', true],
    ['coupon_id', ''],
    ['coupon_id', 'x'.repeat(256)],
    ['coupon_id', 'a\ud800'],
    ['duration', 3],
    ['amount', 10],
    ['program_id', 'prg_0123456789abcdef'],
  ])('refuses a bad %s: %j', async (field, value) => {
    await app.told();
    expect(await post('FINE', { [field]: value })).toMatchObject(refusalOf(field));
    expect(await app.told()).toEqual([]);
  });

  test('refuses a code that would end before it starts', async () => {
    const period = { starts_at: '2026-06-01T00:00:00Z', ends_at: '2026-06-01T00:00:00Z' };
    expect(await post('NEVER', period)).toMatchObject(refusalOf('ends_at'));
  });

  test('refuses the partner of a program that the key does not reach', async () => {
    const other = await app.build.program({ name: 'Foreign' });
    const key = await app.build.key({ scopes: ['write'], programId: other.id });
    const body = { partner_id: partner, code: 'FOREIGN' };
    const answer = await app.call('POST', '/api/v1/promo-codes', { body, key });
    expect(answer).toMatchObject(refusalOf('partner_id'));
  });
});

describe('changing a promo code', () => {
  test('changes its facts, never the code or the partner', async () => {
    const { body } = await post('CHANGED', { discount_type: 'percent' });
    const changed = await patch(body.id, { discount_value: 12.5, discount_type: null });
    expect(changed).toMatchObject({
      status: 200,
      body: { code: 'CHANGED', discount_value: '12.5', discount_type: null },
    });
    expect(changed.headers.get('etag')).toBe('"2"');
    for (const field of ['code', 'partner_id']) {
      expect(await patch(body.id, { [field]: 'OTHER' })).toMatchObject(refusalOf(field));
    }
  });

  test('to what it is already changes and tells nothing', async () => {
    const { body } = await post('SAME', { duration: 'once' });
    await app.told();
    expect((await patch(body.id, { duration: 'once' })).headers.get('etag')).toBe('"1"');
    expect(await app.told()).toEqual([]);
  });

  test('weighs a new end against the start it has', async () => {
    const { body } = await post('PERIOD', { starts_at: '2026-06-01T00:00:00Z' });
    expect(await patch(body.id, { ends_at: '2026-05-01T00:00:00Z' })).toMatchObject(refusalOf('ends_at'));
    expect((await patch(body.id, { ends_at: '2026-07-01T00:00:00Z' })).status).toBe(200);
    expect((await patch(body.id, { starts_at: '2026-08-01T00:00:00Z', ends_at: null })).status).toBe(200);
  });

  test('is refused on a version that is not the present one', async () => {
    const { body } = await post('VERSIONED');
    await patch(body.id, { duration: 'once' });
    expect((await patch(body.id, { duration: 'forever' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await patch(body.id, { duration: 'forever' }, { 'if-match': '"2"' })).status).toBe(200);
  });
});

describe('retiring a promo code', () => {
  test('keeps it taken, findable and as it is', async () => {
    const { body } = await post('RETIRED');
    const path = `/api/v1/promo-codes/${body.id}`;
    expect((await app.call('DELETE', path)).status).toBe(204);
    expect((await app.call('DELETE', path)).status).toBe(204);
    expect((await app.call('GET', path)).body.archived_at).toBe('2026-05-15T12:00:00.000Z');
    expect((await patch(body.id, { duration: 'once' })).status).toBe(409);
    expect(await post('retired')).toMatchObject(taken);
    const found = await findPromoCode(app.app.read, program as ProgramId, 'ret1red');
    expect(found).toMatchObject({ id: body.id, partnerId: partner, archivedAt: app.clock.now() });
  });

  test('can be taken back for the same partner, and whoever listens is told', async () => {
    const { body } = await post('COMEBACK');
    const path = `/api/v1/promo-codes/${body.id}`;
    await app.call('DELETE', path);
    await app.events();
    const restored = await app.call('POST', `${path}/restoration`);
    expect(restored.body).toMatchObject({ partner_id: partner, archived_at: null });
    expect(await app.events()).toEqual(['partner.updated']);
    expect((await app.call('POST', `${path}/restoration`)).body).toEqual(restored.body);
    expect((await patch(body.id, { duration: 'once' })).status).toBe(200);
  });
});

describe('finding a promo code', () => {
  test('works for whatever a customer types that reads like it, in its program only', async () => {
    const { body } = await post('Find-Me-10');
    const find = (code: string, id = program) => findPromoCode(app.app.read, id as ProgramId, code);
    for (const typed of ['find-me-10', 'FIND\u2013ME\u20131O', ' F1nd-me-l0 ']) {
      expect((await find(typed))?.id as string).toBe(body.id);
    }
    for (const other of ['findme10', '', '\u0000', 'Find-Me-10\u202e']) {
      expect(await find(other)).toBeUndefined();
    }
    expect(await find('find-me-10', 'prg_0123456789abcdef')).toBeUndefined();
  });

  test('in the list goes by partner, code and page, newest first', async () => {
    const { id } = await app.build.partner({ program_id: program });
    const made: AnswerBody[] = [];
    for (const code of ['LIST-A', 'LIST-B', 'LIST-C']) made.unshift(await app.build.promoCode(id, code));
    const path = `/api/v1/promo-codes?partner_id=${id}`;
    const first = (await app.call('GET', `${path}&limit=2`)).body;
    const second = (await app.call('GET', `${path}&limit=2&cursor=${first.next_cursor}`)).body;
    const partnerName = (await app.call('GET', `/api/v1/partners/${id}`)).body.name;
    const listed = made.map((promoCode) => ({ ...promoCode, partner_name: partnerName }));
    expect([...first.data, ...second.data]).toEqual(listed);
    expect(second.next_cursor).toBeNull();
    expect((await app.call('GET', `${path}&code=list-b`)).body.data).toEqual(listed.slice(1, 2));
    expect((await app.call('GET', `${path}&archived=true`)).body.data).toEqual([]);
  });

  test('is impossible for the key of another program', async () => {
    const { body } = await post('HIDDEN');
    const other = await app.build.program({ name: 'Elsewhere' });
    const key = await app.build.key({ scopes: ['write'], programId: other.id });
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const sent = method === 'PATCH' ? { body: { duration: 'once' } } : {};
      expect((await app.call(method, `/api/v1/promo-codes/${body.id}`, { key, ...sent })).status).toBe(404);
    }
    expect((await app.call('GET', '/api/v1/promo-codes', { key })).body.data).toEqual([]);
  });
});
