import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { AnswerBody } from '../support/call.ts';
import { refusalOf } from '../support/promotion.ts';
import { createTierTest, type TierTest } from './tier-test.ts';

let it: TierTest;
let program: AnswerBody;
beforeEach(async () => {
  it = await createTierTest();
  program = await it.build.program();
});
afterEach(() => it.close());

const groups = '/api/v1/groups';
const tiers = '/api/v1/tiers';
const send = (method: string, path: string, body?: object, headers = {}) =>
  it.call(method, path, { body, headers });
const group = (fields: object = {}) => it.create(groups, { name: 'Creators', ...fields });
const tier = (group_id: string, name: string, threshold: number) =>
  it.create(tiers, { group_id, name, threshold });

describe('a group', () => {
  test('is made for the calendar month and revenue, unless it says otherwise', async () => {
    const answer = await send('POST', groups, { name: ' Creators ' });
    expect(answer.headers.get('etag')).toBe('"1"');
    expect<unknown>(answer.body).toEqual({
      id: expect.stringMatching(/^grp_/),
      program_id: program.id,
      name: 'Creators',
      tier_metric: 'revenue',
      tier_window: 'month',
      tier_days: null,
      created_at: '2026-05-15T12:00:00.000Z',
      updated_at: '2026-05-15T12:00:00.000Z',
      archived_at: null,
    });
    expect((await send('GET', `${groups}/${answer.body.id}`)).body).toEqual(answer.body);
    expect(await it.events()).toEqual([]);
  });

  test.each([
    ['tier_days', { tier_window: 'rolling' }],
    ['tier_days', { tier_window: 'rolling', tier_days: 0 }],
    ['tier_days', { tier_window: 'rolling', tier_days: 367 }],
    ['tier_days', { tier_window: 'month', tier_days: 30 }],
    ['tier_metric', { tier_metric: 'clicks' }],
    ['name', { name: '' }],
  ])('is refused for its %s: %j', async (path, fields) => {
    expect(await send('POST', groups, { name: 'A', ...fields })).toMatchObject(refusalOf(path));
  });

  test('changes for who has seen its version, and goes from days to a month without them', async () => {
    const { id } = await group({ tier_window: 'rolling', tier_days: 90 });
    const changed = await send('PATCH', `${groups}/${id}`, { tier_window: 'month' }, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({ tier_window: 'month', tier_days: null });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await send('PATCH', `${groups}/${id}`, { name: 'X' }, { 'if-match': '"1"' })).status).toBe(412);
    expect(await send('PATCH', `${groups}/${id}`, { tier_window: 'rolling' })).toMatchObject(
      refusalOf('tier_days'),
    );
  });

  test('is retired with its tiers once nobody is in it and no rule pays by it, and says who is', async () => {
    const { id } = await group();
    const gold = await tier(id, 'Gold', 100);
    const partner = await it.build.partner({ group_id: id });
    const rule = await it.build.rule({ kind: 'percent', basis_points: 1, scope: { tier_id: gold.id } });
    const refused = await send('DELETE', `${groups}/${id}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(refused.body.errors.map(({ path, message }) => [path, message.includes('_')])).toEqual([
      ['partners', true],
      ['commission_rules', true],
    ]);
    expect(refused.body.detail).toContain(partner.id);
    expect(refused.body.detail).toContain(rule.id);
    await send('PATCH', `/api/v1/partners/${partner.id}`, { group_id: null });
    await send('DELETE', `/api/v1/commission-rules/${rule.id}`);
    expect((await send('DELETE', `${groups}/${id}`)).status).toBe(204);
    expect((await send('DELETE', `${groups}/${id}`)).status).toBe(204);
    expect((await send('GET', `${tiers}/${gold.id}`)).body.archived_at).toBe('2026-05-15T12:00:00.000Z');
    expect((await send('GET', groups)).body.data).toEqual([]);
    expect((await send('GET', `${groups}?archived=true`)).body.data).toHaveLength(1);
    expect((await send('PATCH', `${groups}/${id}`, { name: 'X' })).status).toBe(409);
    expect((await send('POST', tiers, { group_id: id, name: 'A', threshold: 1 })).status).toBe(409);
  });
});

describe('a tier', () => {
  test('has a threshold that no other tier of its group has', async () => {
    const { id } = await group();
    const silver = await tier(id, 'Silver', 0);
    const taken = { status: 409, body: { code: 'already_exists', errors: [{ path: 'threshold' }] } };
    expect(await send('POST', tiers, { group_id: id, name: 'Zero', threshold: 0 })).toMatchObject(taken);
    const gold = await tier(id, 'Gold', 1);
    expect(await send('PATCH', `${tiers}/${gold.id}`, { threshold: 0 })).toMatchObject(taken);
    expect((await send('DELETE', `${tiers}/${silver.id}`)).status).toBe(204);
    expect((await send('PATCH', `${tiers}/${gold.id}`, { threshold: 0 })).body).toMatchObject({
      threshold: 0,
    });
    expect(await send('POST', tiers, { group_id: id, name: 'A', threshold: -1 })).toMatchObject(
      refusalOf('threshold'),
    );
  });

  test('is not retired while a partner is in it', async () => {
    const { id } = await group();
    const silver = await tier(id, 'Silver', 0);
    const partner = await it.build.partner({ group_id: id });
    const refused = await send('DELETE', `${tiers}/${silver.id}`);
    expect(refused).toMatchObject({ status: 409, body: { errors: [{ path: 'partners' }] } });
    expect(refused.body.detail).toContain(partner.id);
  });

  test('keeps the time zone of its program', async () => {
    const { id } = await group();
    await tier(id, 'Silver', 0);
    const path = `/api/v1/programs/${program.id}`;
    expect(await send('PATCH', path, { time_zone: 'Asia/Tokyo' })).toMatchObject(refusalOf('time_zone'));
    expect((await send('PATCH', path, { time_zone: 'UTC' })).status).toBe(200);
  });
});

describe('another program', () => {
  test('lends neither its groups nor its tiers', async () => {
    const there = await it.build.program();
    const theirs = await it.create(groups, { program_id: there.id, name: 'Theirs' });
    const gold = await tier(theirs.id, 'Gold', 1);
    const key = await it.build.key({ scopes: ['read', 'write'], programId: program.id });
    const call = (method: string, path: string, body?: object) => it.call(method, path, { body, key });
    const missing = [
      await call('GET', `${groups}/${theirs.id}`),
      await call('PATCH', `${groups}/${theirs.id}`, { name: 'X' }),
      await call('DELETE', `${groups}/${theirs.id}`),
      await call('GET', `${tiers}/${gold.id}`),
      await call('PATCH', `${tiers}/${gold.id}`, { name: 'X' }),
      await call('DELETE', `${tiers}/${gold.id}`),
    ];
    expect(missing.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    expect((await call('GET', groups)).body.data).toEqual([]);
    expect((await call('GET', tiers)).body.data).toEqual([]);
    const partner = { email: 'a@example.com', name: 'A', group_id: theirs.id };
    expect(await call('POST', '/api/v1/partners', partner)).toMatchObject(refusalOf('group_id'));
    const newTier = { group_id: theirs.id, name: 'A', threshold: 1 };
    expect(await call('POST', tiers, newTier)).toMatchObject(refusalOf('group_id'));
    const rule = { kind: 'percent', basis_points: 1 };
    for (const scope of [{ group_id: theirs.id }, { tier_id: gold.id }]) {
      const [field = ''] = Object.keys(scope);
      const refused = await call('POST', '/api/v1/commission-rules', { ...rule, scope });
      expect(refused).toMatchObject(refusalOf(`scope.${field}`));
    }
  });
});
