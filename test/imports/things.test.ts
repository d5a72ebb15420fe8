import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createTestApp, type TestApp } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';
import { bringIn, csvOf, expectCounts, outcomesOf } from './support.ts';

let it: TestApp;
let program: AnswerBody;
let ann: AnswerBody;
let bob: AnswerBody;
beforeEach(async () => {
  it = await createTestApp();
  program = await it.build.program();
  ann = await it.build.partner({ email: 'ann@example.com', code: 'ANN' });
  bob = await it.build.partner({ email: 'bob@example.com', code: 'BOB' });
});
afterEach(() => it.close());

describe('an import of links', () => {
  const file = csvOf(
    'partner,destination_url,slug,sub1',
    'ANN,https://shop.example.com/a,Spring,blog',
    `${'bob@example.com'},https://shop.example.com/b,bobs,`,
  );

  test('keeps old slugs working', async () => {
    expectCounts(await bringIn(it, 'links', file), { created: 2 });
    const visit = await it.call('GET', '/r/spring', { key: null });
    expect(visit.status).toBe(302);
    expect(visit.headers.get('location')).toStartWith('https://shop.example.com/a?click_id=clk_');
    const { body } = await it.call('GET', `/api/v1/links?partner_id=${ann.id}`);
    expect(body.data).toMatchObject([{ slug: 'spring', sub1: 'blog' }]);
  });

  test('knows them the second time, and refuses what is taken or leads elsewhere', async () => {
    await bringIn(it, 'links', file);
    const { body } = await it.call('GET', `/api/v1/links?partner_id=${bob.id}`);
    await it.call('DELETE', `/api/v1/links/${body.data[0]?.id}`);
    const job = await bringIn(
      it,
      'links',
      csvOf(
        'partner,destination_url,slug',
        'ANN,https://shop.example.com/a,SPRING',
        'BOB,https://shop.example.com/a,spring',
        'ANN,https://shop.example.com/other,spring',
        'BOB,https://shop.example.com/b,bobs',
        'ANN,https://shop.example.com/,-x',
        'ANN,ftp://shop.example.com/,ok',
        'ANN,https://shop.example.com/,',
        'NOBODY,https://shop.example.com/,free',
      ),
    );
    expect(outcomesOf(job.reports)).toEqual([
      'known',
      'error slug',
      'error destination_url',
      'error slug',
      'error slug',
      'error destination_url',
      'error slug',
      'error partner',
    ]);
  });

  test('keeps those of partners who are suspended or gone, and makes none for who was never a member', async () => {
    await it.call('POST', `/api/v1/partners/${ann.id}/suspension`, { body: {} });
    await it.call('POST', `/api/v1/partners/${bob.id}/termination`, { body: {} });
    const cid = await it.build.partner({ code: 'CID', state: 'pending' });
    await it.call('POST', `/api/v1/partners/${cid.id}/rejection`, { body: {} });
    const job = await bringIn(it, 'links', `${file}CID,https://shop.example.com/,cids,\r\n`);
    expect(outcomesOf(job.reports)).toEqual(['created', 'created', 'error partner']);
    expect((await it.call('GET', '/r/spring', { key: null })).status).toBe(302);
  });
});

describe('an import of promo codes', () => {
  test('makes codes with their periods, once, whatever they look like', async () => {
    const job = await bringIn(
      it,
      'promo_codes',
      csvOf(
        'partner,code,starts_at,ends_at,discount_type,discount_value',
        'ANN,SAVE10,2026-01-01,2026-12-31T23:59:59Z,percent,10.00',
        'ann@example.com,save1o,,,,',
        'BOB,SAVE10,,,,',
        `${bob.id},BOBS,2026-02-01,2026-01-01,,`,
        'BOB,GOOD,,,,ten',
        'BOB,FINE,,,,',
      ),
    );
    expect(outcomesOf(job.reports)).toEqual([
      'created',
      'known',
      'error code',
      'error ends_at',
      'error discount_value',
      'created',
    ]);
    const { body } = await it.call('GET', `/api/v1/promo-codes?partner_id=${ann.id}`);
    expect(body.data).toMatchObject([
      { code: 'SAVE10', starts_at: '2026-01-01T00:00:00.000Z', discount_value: '10.00' },
    ]);
  });

  test('stops at the number of codes that a partner may have, in a dry run as well', async () => {
    const rows = Array.from({ length: 101 }, (_, at) => `${at % 2 ? 'ANN' : 'ann@example.com'},CODE-${at}X`);
    const file = csvOf('partner,code', ...rows);
    const dry = await bringIn(it, 'promo_codes', file, { dry_run: true });
    const real = await bringIn(it, 'promo_codes', file);
    expectCounts(real, { created: 100, errors: 1 });
    expect(outcomesOf(dry.reports)).toEqual(outcomesOf(real.reports));
  });
});

describe('an import of customers', () => {
  const referrals = async () => (await it.call('GET', '/api/v1/referrals')).body.data;

  test('binds them to their partners since the day it was decided', async () => {
    await it.call('PATCH', `/api/v1/programs/${program.id}`, { body: { referral_days: 365 } });
    await it.events();
    const job = await bringIn(
      it,
      'customers',
      csvOf(
        'customer_id,email,name,partner,decided_at',
        'c1,x@example.com,Xenia,ANN,2026-03-01',
        'c2,,,BOB,2026-03-02T10:00:00Z',
        'c3,z@example.com,,,',
      ),
    );
    expectCounts(job, { created: 3 });
    expect((await referrals()).toReversed()).toMatchObject([
      {
        partner_id: ann.id,
        method: 'manual',
        decided_at: '2026-03-01T00:00:00.000Z',
        expires_at: '2027-03-01T00:00:00.000Z',
      },
      { partner_id: bob.id, decided_at: '2026-03-02T10:00:00.000Z' },
    ]);
    expect(await it.events()).toEqual(['referral.created', 'referral.created']);
    const sale = await it.call('POST', '/track/purchase', {
      body: { order_id: 'o', customer_id: 'c1', amount: 100, currency: 'USD', partner: 'BOB' },
    });
    expect(sale.body.attribution).toMatchObject({ partner_id: ann.id });
  });

  test('whose referral has ended by now are free for others', async () => {
    await it.call('PATCH', `/api/v1/programs/${program.id}`, { body: { referral_days: 10 } });
    await bringIn(it, 'customers', csvOf('customer_id,partner,decided_at', 'c1,ANN,2020-01-01'));
    const sale = await it.call('POST', '/track/purchase', {
      body: { order_id: 'o', customer_id: 'c1', amount: 100, currency: 'USD', partner: 'BOB' },
    });
    expect(sale.body.attribution).toMatchObject({ partner_id: bob.id });
  });

  test('knows customers by id, completes those known by address alone, and moves nobody', async () => {
    const email = 'x@example.com';
    await it.call('POST', '/track/signup', { body: { customer_email: email, partner: 'ANN' } });
    const job = await bringIn(
      it,
      'customers',
      csvOf(
        'customer_id,email,partner,decided_at',
        `c1,${email},ANN,`,
        'c1,,ANN,',
        'c1,,BOB,',
        'c1,,,',
        'c2,,BOB,2099-01-01',
        ',x@example.com,,',
        'c3,,NOBODY,',
        'c4,nobody,,',
      ),
    );
    expect(outcomesOf(job.reports)).toEqual([
      'created',
      'known',
      'error partner',
      'known',
      'error decided_at',
      'error customer_id',
      'error partner',
      'error email',
    ]);
    expect(await referrals()).toHaveLength(1);
    const { body } = await it.call('GET', '/api/v1/customers');
    expect(body.data.map(({ external_id }) => external_id)).toEqual(['c1']);
  });
});
