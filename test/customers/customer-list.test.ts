import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';

interface Listed {
  readonly data: readonly { readonly external_id: string; readonly referral: object | null }[];
}

let it: TestApp;
let partner: string;

beforeAll(async () => {
  it = await createTestApp();
  await it.build.program();
  partner = (await it.build.partner({ name: 'Ada', code: 'ADA' })).id;
  const sale = { amount: 1_000, currency: 'USD' };
  const told = [
    { ...sale, order_id: '1', customer_id: 'u-1', customer_email: 'One@example.com', partner: 'ADA' },
    { ...sale, order_id: '2', customer_id: 'u-2', customer_email: 'two@example.com' },
  ];
  for (const body of told) expect((await it.call('POST', '/track/purchase', { body })).status).toBe(201);
});
afterAll(() => it.close());

const list = async (query: string): Promise<Listed['data']> =>
  (await it.call<Listed>('GET', `/api/v1/customers?${query}`)).body.data;

describe('the list of customers', () => {
  test('says who referred each of them', async () => {
    const [second, first] = await list('');
    expect(second).toMatchObject({ external_id: 'u-2', referral: null });
    expect(first).toMatchObject({
      referral: { partner_id: partner, partner_name: 'Ada', state: 'converted' },
    });
  });

  test('finds a customer by the whole email address, in any case, and by no part of it', async () => {
    expect(await list('email=one@EXAMPLE.com')).toMatchObject([{ external_id: 'u-1' }]);
    expect(await list('email=ne@example.com')).toEqual([]);
    expect(await list('external_id=u-2')).toMatchObject([{ external_id: 'u-2' }]);
  });
});

test('referrals say whom they bind, and since when recurring commissions have stopped', async () => {
  const { body } = await it.call('GET', `/api/v1/referrals?partner_id=${partner}`);
  expect(body.data).toMatchObject([
    { partner_name: 'Ada', customer: { external_id: 'u-1', name: null }, recurring_stopped_at: null },
  ]);
});

test('clicks say whose they are and by which link, and can be those of bots alone', async () => {
  const link = await it.build.link(partner, { slug: 'go' });
  const visit = (agent: string) =>
    it.call('GET', '/r/go', { headers: { 'user-agent': agent, 'x-forwarded-for': '203.0.113.9' } });
  await visit('Googlebot/2.1');
  await visit('Mozilla/5.0 (Windows NT 10.0) Firefox/140.0');
  await it.app.whenQuiet();
  const clicks = async (query: string) => (await it.call('GET', `/api/v1/clicks?${query}`)).body.data;
  const named = { partner_name: 'Ada', link_slug: 'go', link_id: link.id };
  expect(await clicks('bot=true')).toMatchObject([{ ...named, is_bot: true }]);
  expect(await clicks('bot=false')).toMatchObject([{ ...named, is_bot: false }]);
});
