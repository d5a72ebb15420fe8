import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';

let app: TestApp;
let admin: Person;
let path: string;
beforeAll(async () => {
  app = await createTestApp();
  path = `/admin/programs/${(await app.build.program()).id}`;
  admin = await signIn(app, 'admin');
});
afterAll(() => app.close());

const read = async (at = path, person = admin) => (await person.get(at)).text();
const version = async () => /name="row_version" value="(\d+)"/.exec(await read())?.[1] ?? '';
const present = async () =>
  (await app.call('GET', path.replace('/admin', '/api/v1'))).body as Readonly<Record<string, unknown>>;
const save = async (section: string, fields: Record<string, string>) =>
  admin.post(`${path}/${section}`, { row_version: await version(), ...fields });

test('settings stand there as people write them, with the snippet for this very program', async () => {
  const html = await read();
  expect(html).toContain('value="30"');
  expect(html).toContain('Promo code, click id, partner code, cookie');
  expect(html).toContain(`data-key=&quot;${(await present()).publishable_key}&quot;`);
  expect(html).toContain('20\u00a0% of every purchase');
});

test('each section is saved by itself, and says so', async () => {
  const saved = await save('money', { hold_days: '14', payout_threshold: '50', base_includes_tax: 'on' });
  expect(saved.headers.get('location')).toBe(`${path}#money`);
  expect(await present()).toMatchObject({
    ...{ hold_days: 14, payout_threshold: 5_000, base_includes_tax: true, window_days: 90 },
  });
  await save('attribution', {
    ...{ attribution_policy: 'link_first', attribution_model: 'first_click', window_days: '45' },
  });
  expect(await present()).toMatchObject({ attribution_policy: 'link_first', referral_days: null });
  await save('review', {
    ...{ conversion_review: 'all', approval: 'manual', partner_approval: 'auto', payout_approvals: '2' },
  });
  expect(await present()).toMatchObject({ approval: 'manual', payout_approvals: 2 });
});

test('a cap needs an amount, and goes away with it', async () => {
  await save('caps', { 'caps.partner.amount': '500', 'caps.partner.period': 'week' });
  expect(await present()).toMatchObject({
    caps: { partner: { amount: 50_000, period: 'week' }, program: null },
  });
  await save('caps', { 'caps.partner.amount': '', 'caps.partner.period': 'week' });
  expect(await present()).toMatchObject({ caps: { partner: null } });
});

test('what is wrong is said beside its field, with what was written', async () => {
  const refused = await save('tracking', {
    ...{ allowed_hosts: 'no host/at all', click_id_parameter: 'click_id' },
  });
  expect(refused.status).toBe(422);
  const html = await refused.text();
  expect(html).toContain('must be a host as in an address');
  expect(html).toContain('no host/at all</textarea>');
});

test('two people never overwrite each other', async () => {
  const seen = await version();
  await save('general', { name: 'Acme', time_zone: 'Europe/Berlin' });
  const late = await admin.post(`${path}/general`, { row_version: seen, name: 'Mine', time_zone: 'UTC' });
  expect(late.status).toBe(412);
  expect(await late.text()).toContain('value="Mine"');
});

test('who only looks reads the settings and has no form', async () => {
  const viewer = await signIn(app, 'viewer');
  const html = await read(path, viewer);
  expect(html).toContain('Wait for an approval');
  expect(html).not.toContain('Save money and hold');
  expect((await viewer.post(`${path}/general`, { name: 'X' })).status).toBe(403);
});

test('a program is archived only when its name was typed', async () => {
  expect((await save('archive', { confirmation: 'acme' })).status).toBe(422);
  expect((await save('archive', { confirmation: 'Acme' })).status).toBe(303);
  expect(await present()).toMatchObject({ archived_at: expect.any(String) });
  expect((await admin.get('/admin/programs/prg_0000000000')).status).toBe(404);
});
