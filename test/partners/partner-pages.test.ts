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

/** Where a form led, and what that page says. */
const follow = async (answer: Response): Promise<string> => {
  expect(answer.status).toBe(303);
  return html(answer.headers.get('location') ?? '');
};

const stateOf = async (id: string): Promise<string> =>
  (await it.call('GET', `/api/v1/partners/${id}`)).body.state;

describe('the list of partners', () => {
  test('teaches what will be there before there is anybody', async () => {
    const page = await html('/admin/partners');
    expect(page).toContain('No partner yet');
    expect(page).toContain('href="/admin/partners/new"');
  });

  test('says who waits, and finds by name with what means something in a pattern taken for itself', async () => {
    await it.build.partner({ name: 'Quiet 100%', state: 'pending' });
    await it.build.partner({ name: 'Loud <b>' });
    expect(await html('/admin/partners')).toContain('1 partner waits for approval; 1 partner is active.');
    const found = await html('/admin/partners?q=100%25');
    expect(found).toContain('Quiet 100%');
    expect(found).not.toContain('Loud');
    expect(await html('/admin/partners?state=approved')).toContain('Loud &lt;b&gt;');
    expect(await html('/admin/partners?q=nobody')).toContain('No partner is like that');
  });

  test('is a file, too', async () => {
    const file = await (await owner.get('/admin/partners.csv?state=pending')).text();
    expect(file.split('\r\n')).toHaveLength(3);
    expect(file).toContain('Quiet 100%');
  });

  test('decides about those that are picked and comes back to the same view', async () => {
    const first = await it.build.partner({ state: 'pending' });
    const second = await it.build.partner({});
    const answer = await owner.post('/admin/partners/decisions', {
      ids: [first.id, second.id],
      decision: 'approval',
      'view.state': 'pending',
    });
    expect(answer.headers.get('location')).toBe('/admin/partners?state=pending');
    expect(await follow(answer)).toContain('1 partner approved and 1 was so before.');
    expect(await stateOf(first.id)).toBe('approved');
  });

  test('shows who only looks nothing to decide with', async () => {
    const page = await html('/admin/partners', viewer);
    expect(page).not.toContain('value="approval"');
    expect(page).not.toContain('/admin/partners/new');
    expect((await viewer.post('/admin/partners/decisions', { ids: [] })).status).toBe(403);
  });
});

describe('a partner', () => {
  test('is added from what was written, and a taken address is said beside its field', async () => {
    const fields = { name: 'Ada', email: 'ada@example.com', country: 'de', state: 'approved' };
    const made = await follow(await owner.post('/admin/partners/new', fields));
    expect(made).toContain('Ada is in.');
    const refused = await owner.post('/admin/partners/new', { ...fields, name: 'Ada again' });
    expect(refused.status).toBe(409);
    const page = await refused.text();
    expect(page).toContain('Email address is taken by another partner of the program');
    expect(page).toContain('value="Ada again"');
  });

  test('shows what happened, every tab, and whoever did it to an owner', async () => {
    const { id } = await it.build.partner({ state: 'pending', name: 'Tabs' });
    await owner.post(`/admin/partners/${id}/approval`);
    const page = await html(`/admin/partners/${id}`);
    expect(page).toContain('Registered');
    expect(page).toContain(' · owner');
    expect(await html(`/admin/partners/${id}`, viewer)).not.toContain(' · owner');
    await it.build.link(id);
    for (const tab of ['links', 'promo-codes', 'referrals', 'conversions', 'commissions', 'payouts']) {
      expect(await html(`/admin/partners/${id}/${tab}`)).toContain('Tabs');
    }
    expect(await html(`/admin/partners/${id}`)).toContain('Copy their link');
  });

  test('is saved only over the version that was read', async () => {
    const name = 'Ada';
    const email = 'ada.two@example.com';
    const { id } = await it.build.partner({ name, email });
    const page = await html(`/admin/partners/${id}/edit`);
    expect(page).toContain('name="row_version" value="1"');
    const written = { name, email, source: 'direct', row_version: '1' };
    await owner.post(`/admin/partners/${id}/edit`, { ...written, name: 'New name' });
    const late = await owner.post(`/admin/partners/${id}/edit`, { ...written, name: 'Other name' });
    expect(late.status).toBe(412);
    expect(await late.text()).toContain('value="Other name"');
  });

  test('that is not there is not found', async () => {
    expect((await owner.get('/admin/partners/prt_0000000000')).status).toBe(404);
    expect((await owner.get('/admin/partners/prt_0000000000/links')).status).toBe(404);
  });
});

describe('decisions about one partner', () => {
  test('say before what a suspension brings, and take it back from the toast', async () => {
    const { id } = await it.build.partner({ name: 'Paused' });
    expect(await html(`/admin/partners/${id}/suspension`)).toContain('Payouts to them are frozen.');
    const done = await follow(
      await owner.post(`/admin/partners/${id}/suspension`, { reason: 'fraud', row_version: '1' }),
    );
    expect(done).toContain(`action="/admin/partners/${id}/reinstatement"`);
    expect(done).toContain('Fraud.');
    await owner.post(`/admin/partners/${id}/reinstatement`);
    expect(await stateOf(id)).toBe('approved');
  });

  test('that come too late say so on the page of the partner, and twice is as good as once', async () => {
    const { id } = await it.build.partner({ name: 'Gone', state: 'pending' });
    for (let time = 0; time < 2; time += 1) {
      const answer = await owner.post(`/admin/partners/${id}/approval`);
      expect(await follow(answer)).toContain('Gone is approved and earns from now on.');
    }
    await it.call('POST', `/api/v1/partners/${id}/termination`, { body: {} });
    const late = await follow(await owner.post(`/admin/partners/${id}/approval`));
    expect(late).toContain('A partner that is terminated cannot become approved.');
    expect((await owner.post('/admin/partners/prt_0000000000/approval')).status).toBe(404);
  });

  test('terminate only whose name was typed, with what happens to the money said before', async () => {
    const { id } = await it.build.partner({ name: 'Leaving', code: 'LEAVING' });
    const sale = { order_id: 'l-1', partner: 'LEAVING', amount: 1_000, currency: 'USD' };
    expect((await it.call('POST', '/track/purchase', { body: sale })).status).toBe(201);
    expect(await html(`/admin/partners/${id}/termination`)).toContain('USD\u00a02.00 is pending');
    const path = `/admin/partners/${id}/termination`;
    const refused = await owner.post(path, { note: 'kept', confirmation: 'leaving', row_version: '1' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('kept</textarea>');
    expect(await stateOf(id)).toBe('approved');
    await owner.post(path, { confirmation: 'Leaving', row_version: '1' });
    expect(await stateOf(id)).toBe('terminated');
    const deletion = await owner.post(`/admin/partners/${id}/deletion`, { confirmation: 'Leaving' });
    expect(deletion.status).toBe(412);
  });

  test('are nothing for who only looks', async () => {
    const { id } = await it.build.partner({ state: 'pending' });
    for (const move of ['approval', 'rejection', 'suspension', 'termination', 'edit']) {
      expect((await viewer.post(`/admin/partners/${id}/${move}`)).status).toBe(403);
    }
    expect(await html(`/admin/partners/${id}`, viewer)).not.toContain('/approval');
    expect(await stateOf(id)).toBe('pending');
  });
});
