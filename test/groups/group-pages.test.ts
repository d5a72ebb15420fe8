import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let it: TestApp;
let owner: Person;
let viewer: Person;

beforeAll(async () => {
  it = await createTestApp();
  owner = await signIn(it);
  viewer = await signIn(it, 'viewer');
  await it.build.program();
});
afterAll(() => it.close());

const html = async (path: string, who = owner): Promise<string> => {
  const answer = await who.get(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.text();
};

const make = async (fields: Readonly<Record<string, string>>): Promise<string> => {
  const made = await owner.post('/admin/groups/new', {
    ...{ name: 'Creators', tier_metric: 'revenue', tier_window: 'month' },
    ...fields,
  });
  expect(made.status).toBe(303);
  return made.headers.get('location') ?? '';
};

const addTier = async (path: string, name: string, threshold: string): Promise<string> => {
  expect((await owner.post(`${path}/tiers/new`, { name, threshold })).status).toBe(303);
  const groupId = path.split('/').at(-1);
  const { body } = await it.call('GET', `/api/v1/tiers?group_id=${groupId}`);
  return `/admin/tiers/${body.data[0]?.id}`;
};

describe('groups in the browser', () => {
  test('teach what they are for, are made, and come back with what was written', async () => {
    expect(await html('/admin/groups')).toContain('No group yet');
    const refused = await owner.post('/admin/groups/new', {
      ...{ name: 'Agencies', tier_metric: 'revenue', tier_window: 'rolling' },
    });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('value="Agencies"');
    await make({ name: 'Agencies' });
    const list = await html('/admin/groups');
    expect(list).toContain('Agencies');
    expect(list).toContain('no tiers to climb');
  });

  test('show their ladder from the lowest up, who is in them and who rose', async () => {
    const path = await make({ name: 'Climbers' });
    await addTier(path, 'Gold', '25.00');
    await addTier(path, 'Starter', '0');
    const group = path.split('/').at(-1);
    const { id } = await it.build.partner({ name: 'Ada', code: 'ADA', group_id: group });
    const sale = { order_id: 'o-1', partner: 'ADA', amount: 3_000, currency: 'USD' };
    expect((await it.call('POST', '/track/purchase', { body: sale })).status).toBe(201);
    const page = await html(path);
    expect(page.indexOf('Starter')).toBeLessThan(page.indexOf('Gold'));
    expect(page).toContain('USD\u00a025.00');
    expect(page).toContain('USD\u00a030.00');
    expect(page).toContain(`/admin/partners/${id}`);
    const changes = await it.call('GET', `/api/v1/tier-changes?group_id=${group}`);
    expect(changes.body.data).toMatchObject([
      { partner_name: 'Ada', from: { name: 'Starter' }, to: { name: 'Gold' }, metric_value: 3_000 },
      { partner_name: 'Ada', from: null, to: { name: 'Starter' } },
    ]);
    const { body } = await it.call('GET', '/api/v1/groups');
    expect(body.data[0]).toMatchObject({ name: 'Climbers', partner_count: 1 });
  });

  test('count thresholds in their own unit', async () => {
    const path = await make({ name: 'Counters', tier_metric: 'conversions' });
    const tier = await addTier(path, 'Silver', '10');
    expect(await html(path)).toContain('10 conversions');
    expect(await html(`${tier}/edit`)).toContain('value="10"');
    expect((await owner.post(`${path}/tiers/new`, { name: 'Same', threshold: '10' })).status).toBe(409);
    const refused = await owner.post(`${tier}/edit`, { name: 'Silver', threshold: 'many', row_version: '1' });
    expect(await refused.text()).toContain('must be a whole number');
  });

  test('are changed only over the version that was read', async () => {
    const path = await make({ name: 'Edited' });
    const fields = { name: 'Edited', tier_metric: 'conversions', tier_window: 'month', row_version: '1' };
    expect((await owner.post(`${path}/edit`, fields)).status).toBe(303);
    expect((await owner.post(`${path}/edit`, { ...fields, name: 'Late' })).status).toBe(412);
  });

  test('are retired only while nobody is in them, and it is said before', async () => {
    const path = await make({ name: 'Leaving' });
    const tier = await addTier(path, 'Only', '5.00');
    expect(await html(`${path}/retirement`)).toContain('It is refused while partners are in it');
    const partner = await it.build.partner({ group_id: path.split('/').at(-1) });
    const refused = await owner.post(`${path}/retirement`, { row_version: '1' });
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('Nothing was changed');
    await it.call('PATCH', `/api/v1/partners/${partner.id}`, { body: { group_id: null } });
    expect((await owner.post(`${tier}/retirement`, { row_version: '1' })).status).toBe(303);
    expect((await owner.post(`${path}/retirement`, { row_version: '1' })).status).toBe(303);
    expect(await html('/admin/groups?archived=true')).toContain('Leaving');
    expect(await html(path)).not.toContain(`${path}/edit`);
  });

  test('are only looked at by who may not change them, and others are not found', async () => {
    const path = await make({ name: 'Looked at' });
    expect(await html(path, viewer)).not.toContain(`${path}/edit`);
    for (const deed of ['edit', 'retirement', 'tiers/new']) {
      expect((await viewer.post(`${path}/${deed}`)).status).toBe(403);
    }
    expect((await owner.get('/admin/groups/grp_0000000000')).status).toBe(404);
    expect((await owner.get('/admin/tiers/tir_0000000000/edit')).status).toBe(404);
  });
});
