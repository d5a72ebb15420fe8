import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { PartnerId, ProgramId } from '../../src/core/ids.ts';
import { listRulesInForce } from '../../src/rules/rule.store.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';

let app: TestApp;
let program: AnswerBody;
beforeEach(async () => {
  app = await createTestApp();
  program = await app.build.program({ default_rule: undefined });
});
afterEach(() => app.close());

const path = '/api/v1/commission-rules';
const create = (body: Record<string, unknown>) => app.call('POST', path, { body });
const change = (id: string, body: Record<string, unknown>, headers = {}) =>
  app.call('PATCH', `${path}/${id}`, { body, headers });
const twentyPercent = { kind: 'percent', basis_points: 2_000 };

describe('creating a rule', () => {
  test('for the whole program and purchases, unless it says otherwise', async () => {
    const { status, body, headers } = await create(twentyPercent);
    expect(status).toBe(201);
    expect(headers.get('etag')).toBe('"1"');
    expect<unknown>(body).toEqual({
      id: expect.stringMatching(/^rul_/),
      version: 1,
      program_id: program.id,
      kind: 'percent',
      basis_points: 2_000,
      on: 'purchase',
      scope: {},
      max_months: null,
      max_count: null,
      cap: null,
      priority: 0,
      state: 'in_force',
      created_at: '2026-05-15T12:00:00.000Z',
      superseded_at: null,
      archived_at: null,
    });
    expect(await app.events()).toEqual([]);
  });

  test('for a partner and a product, with every limit', async () => {
    const partner = await app.build.partner();
    const body = {
      kind: 'flat',
      amount: 1_500,
      on: 'deposit',
      scope: { partner_id: partner.id, product_id: 'pro-plan' },
      max_months: 12,
      max_count: 24,
      cap: 1_000,
      priority: 5,
    };
    const created = await create(body);
    expect(created.body).toMatchObject({ ...body, currency: 'USD' });
    expect((await app.call('GET', `${path}/${created.body.id}`)).body).toEqual(created.body);
  });

  test.each([
    ['basis_points', { kind: 'percent', basis_points: 10_001 }],
    ['basis_points', { kind: 'percent' }],
    ['amount', { kind: 'percent', basis_points: 1, amount: 1 }],
    ['amount', { kind: 'flat', amount: -1 }],
    ['kind', { basis_points: 1 }],
    ['on', { ...twentyPercent, on: 'A Sale' }],
    ['max_months', { ...twentyPercent, max_months: 0 }],
    ['max_count', { ...twentyPercent, max_count: 0 }],
    ['cap', { ...twentyPercent, cap: 0.5 }],
    ['scope', { ...twentyPercent, scope: { tier_id: 'tir_0000000000', group_id: 'grp_0000000000' } }],
    ['scope.country', { ...twentyPercent, scope: { country: 'DE' } }],
    ['scope.partner_id', { ...twentyPercent, scope: { partner_id: 'prt_0000000000' } }],
    ['program_id', { ...twentyPercent, program_id: 'prg_0000000000' }],
  ])('refuses a bad %s by its name', async (field, body) => {
    const answer = await create(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error) => error.path)).toEqual([field]);
  });

  test('refuses a partner of another program', async () => {
    const other = await app.build.program();
    const partner = await app.build.partner({ program_id: other.id });
    const body = { ...twentyPercent, program_id: program.id, scope: { partner_id: partner.id } };
    expect((await create(body)).body.errors).toMatchObject([{ path: 'scope.partner_id' }]);
  });
});

describe('changing a rule', () => {
  test('makes the next version and leaves the last one as it was', async () => {
    const first = (await create({ ...twentyPercent, cap: 500 })).body;
    app.clock.advance(1_000);
    const { status, body, headers } = await change(first.id, { basis_points: 3_000, cap: null });
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"2"');
    expect(body).toEqual({
      ...first,
      version: 2,
      basis_points: 3_000,
      cap: null,
      created_at: '2026-05-15T12:00:01.000Z',
    });
    expect((await app.call('GET', `${path}/${first.id}?version=1`)).body).toEqual({
      ...first,
      state: 'superseded',
      superseded_at: '2026-05-15T12:00:01.000Z',
    });
    expect((await app.call('GET', `${path}/${first.id}`)).body).toEqual(body);
    expect((await app.call('GET', `${path}/${first.id}?version=3`)).status).toBe(404);
  });

  test('may turn a percentage into a flat amount, with the amount', async () => {
    const first = (await create(twentyPercent)).body;
    expect((await change(first.id, { kind: 'flat' })).body.errors).toMatchObject([{ path: 'amount' }]);
    expect((await change(first.id, { amount: 100 })).body.errors).toMatchObject([{ path: 'amount' }]);
    const changed = await change(first.id, { kind: 'flat', amount: 100 });
    expect(changed.body).toMatchObject({ kind: 'flat', amount: 100, version: 2 });
    expect((await change(first.id, { basis_points: 1 })).body.errors).toMatchObject([
      { path: 'basis_points' },
    ]);
    expect((await change(first.id, { kind: 'percent' })).body.errors).toMatchObject([
      { path: 'basis_points' },
    ]);
  });

  test('changes nothing when nothing is sent', async () => {
    const first = (await create(twentyPercent)).body;
    expect((await change(first.id, {})).body).toEqual(first);
  });

  test('is refused when somebody else has changed it since', async () => {
    const first = (await create(twentyPercent)).body;
    await change(first.id, { priority: 1 }, { 'if-match': '"1"' });
    expect((await change(first.id, { priority: 2 }, { 'if-match': '"1"' })).status).toBe(412);
  });

  test('does not move it to another scope or type', async () => {
    const first = (await create(twentyPercent)).body;
    for (const field of ['scope', 'on', 'program_id']) {
      expect((await change(first.id, { [field]: {} })).body.errors).toEqual([
        { path: field, message: 'is not a known field' },
      ]);
    }
  });
});

describe('retiring a rule', () => {
  test('ends it for what comes, keeps it readable, and is final', async () => {
    const first = (await create(twentyPercent)).body;
    expect((await app.call('DELETE', `${path}/${first.id}`)).status).toBe(204);
    expect((await app.call('DELETE', `${path}/${first.id}`)).status).toBe(204);
    expect((await app.call('GET', `${path}/${first.id}`)).body.state).toBe('retired');
    expect((await app.call('GET', path)).body.data).toEqual([]);
    expect((await app.call('GET', `${path}?state=retired`)).body.data).toHaveLength(1);
    expect((await change(first.id, { priority: 1 })).body.code).toBe('conflict');
  });
});

test('retiring a rule that somebody else has changed since is refused', async () => {
  const first = (await create(twentyPercent)).body;
  await change(first.id, { priority: 1 });
  const late = await app.call('DELETE', `${path}/${first.id}`, { headers: { 'if-match': '"1"' } });
  expect(late.status).toBe(412);
  expect((await app.call('GET', `${path}/${first.id}`)).body.state).toBe('in_force');
});

describe('the list of rules', () => {
  test('shows the versions in force, or every version, newest first', async () => {
    const first = (await create(twentyPercent)).body;
    const signup = (await create({ kind: 'flat', amount: 100, on: 'signup' })).body;
    await change(first.id, { priority: 1 });
    const versions = async (query: string) =>
      (await app.call('GET', `${path}?${query}`)).body.data.map(({ id, version }) => [id, version]);
    expect(await versions('')).toEqual([
      [first.id, 2],
      [signup.id, 1],
    ]);
    expect(await versions('on=signup')).toEqual([[signup.id, 1]]);
    expect(await versions('state=all&on=purchase')).toEqual([
      [first.id, 2],
      [first.id, 1],
    ]);
  });

  test('is not seen by the key of another program', async () => {
    const rule = (await create(twentyPercent)).body;
    const other = await app.build.program({ default_rule: undefined });
    const key = await app.build.key({ scopes: ['admin'], programId: other.id });
    expect((await app.call('GET', path, { key })).body.data).toEqual([]);
    expect((await app.call('GET', `${path}?program_id=${program.id}`, { key })).status).toBe(404);
    expect((await app.call('GET', `${path}/${rule.id}`, { key })).status).toBe(404);
    expect((await app.call('DELETE', `${path}/${rule.id}`, { key })).status).toBe(404);
  });
});

test('a partner earns by the rules for everybody and their own, never by those of others', async () => {
  const [jane, joe] = [await app.build.partner(), await app.build.partner()];
  const everybody = (await create(twentyPercent)).body;
  const janes = (await create({ ...twentyPercent, scope: { partner_id: jane.id } })).body;
  await create({ ...twentyPercent, scope: { partner_id: joe.id } });
  await create({ ...twentyPercent, on: 'signup' });
  const found = await listRulesInForce(
    app.app.read,
    program.id as ProgramId,
    'purchase',
    jane.id as PartnerId,
  );
  expect(found.map(({ id }): string => id).sort()).toEqual([everybody.id, janes.id].sort());
});
