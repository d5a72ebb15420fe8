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
  await it.build.partner({ name: 'Ada', code: 'ADA' });
  await it.build.partner({ name: 'Grace', code: 'GRACE' });
});
afterAll(() => it.close());

const html = async (path: string, who = owner): Promise<string> => {
  const answer = await who.get(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.text();
};

let count = 0;

/** A customer who bought once, of a partner or of nobody. */
const customer = async (fields: object = {}): Promise<string> => {
  count += 1;
  const sale = { order_id: `o-${count}`, customer_id: `u-${count}`, amount: 1_000, currency: 'USD' };
  const { status } = await it.call('POST', '/track/purchase', { body: { ...sale, ...fields } });
  expect(status).toBe(201);
  const { body } = await it.call('GET', `/api/v1/customers?external_id=u-${count}`);
  return `/admin/customers/${body.data[0]?.id}`;
};

describe('customers in the browser', () => {
  test('teach where they come from, then are found by your id or the whole email address', async () => {
    expect(await html('/admin/customers')).toContain('No customer yet');
    await customer({ customer_email: 'one@example.com', customer_name: 'One <i>', partner: 'ADA' });
    for (const sought of ['u-1', 'ONE@example.com']) {
      const page = await html(`/admin/customers?q=${encodeURIComponent(sought)}`);
      expect(page).toContain('One &lt;i&gt;');
      expect(page).toContain('>Ada</a>');
    }
    expect(await html('/admin/customers?q=ne@example.com')).toContain('Nobody is known as ne@example.com');
    expect(await (await owner.get('/admin/customers.csv')).text()).toContain('Ada');
  });

  test('whose own id looks like an email address are found by it, in the list and in its file', async () => {
    const sale = { order_id: 'own-id', customer_id: 'id@shop.example', customer_name: 'Grace' };
    const body = { ...sale, amount: 1_000, currency: 'USD' };
    expect((await it.call('POST', '/track/purchase', { body })).status).toBe(201);
    for (const path of ['/admin/customers', '/admin/customers.csv']) {
      const said = await (await owner.get(`${path}?q=id@shop.example`)).text();
      expect([path, said.includes('Grace')]).toEqual([path, true]);
      expect(said).not.toContain('One');
    }
  });

  test('say who referred them, how, and what they bought', async () => {
    const page = await html(await customer({ partner: 'ADA' }));
    expect(page).toContain('referred them by partner code');
    expect(page).toContain('Why Ada');
    expect(page).toContain(`o-${count}`);
    expect(await html(await customer())).toContain('They belong to nobody');
  });

  test('are given to a partner by hand, with a reason; a partner that nobody is comes back', async () => {
    const path = await customer({ partner: 'ADA' });
    expect(await html(`${path}/assignment`)).toContain('The referral by Ada is void.');
    const refused = await owner.post(`${path}/assignment`, { partner_id: 'Nobody', note: 'kept' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('kept</textarea>');
    const given = await owner.post(`${path}/assignment`, { partner_id: 'GRACE', reason: 'agreement' });
    const page = await html(given.headers.get('location') ?? '');
    expect(page).toContain('Grace’s from now on');
    expect(page).toContain('Referrals, one after the other');
    const empty = await owner.post(`${path}/assignment`, { partner_id: '', reason: 'not_referred' });
    expect(await empty.text()).toContain('Partner must name a partner');
    await owner.post(`${path}/assignment`, { nobody: 'on', reason: 'not_referred' });
    expect(await html(path)).toContain('They belong to nobody');
  });

  test('who canceled earn nobody anything again and again, and it is said before', async () => {
    const path = await customer({ partner: 'ADA' });
    expect(await html(`${path}/cancellation`)).toContain('earn Ada nothing by rules that pay again');
    const done = await owner.post(`${path}/cancellation`);
    expect(await html(done.headers.get('location') ?? '')).toContain('Recurring commissions have stopped.');
    const page = await html(path);
    expect(page).toContain('They canceled');
    expect(page).not.toContain(`href="${path}/cancellation"`);
  });

  test('are only looked at by who may not decide, and others are not found', async () => {
    const path = await customer({ partner: 'ADA' });
    expect(await html(path, viewer)).not.toContain(`${path}/assignment`);
    expect((await viewer.post(`${path}/assignment`, { partner_id: 'GRACE' })).status).toBe(403);
    expect((await viewer.post(`${path}/cancellation`)).status).toBe(403);
    expect((await owner.get('/admin/customers/cus_0000000000')).status).toBe(404);
  });
});

test('a cancellation through the API is done once, and says so', async () => {
  const path = (await customer({ partner: 'ADA' })).replace('/admin', '/api/v1');
  const first = await it.call('POST', `${path}/cancellation`);
  expect(first.body).toMatchObject({ outcome: 'stopped', recurring_stopped_at: expect.any(String) });
  const again = await it.call('POST', `${path}/cancellation`);
  expect(again.body).toEqual({ ...first.body, outcome: 'already_stopped' });
  const nobodys = (await customer()).replace('/admin', '/api/v1');
  expect((await it.call('POST', `${nobodys}/cancellation`)).body.outcome).toBe('no_referral');
});
