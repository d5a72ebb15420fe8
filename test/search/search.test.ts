import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { z } from 'zod';
import type { ProgramId } from '../../src/core/ids.ts';
import { foundKinds } from '../../src/search/found.ts';
import { findByIdPrefix } from '../../src/search/id.store.ts';
import type { SearchView } from '../../src/search/search.view.ts';
import {
  findCustomers,
  findCustomersByEmail,
  findLinks,
  findOrders,
  findPromoCodes,
  findRefunds,
} from '../../src/search/text.store.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import type { AnswerBody } from '../support/call.ts';
import { type Person, signIn } from '../support/people.ts';
import { queryPlansOf } from '../support/query-plans.ts';

let it: TestApp;
let person: Person;
let ada: AnswerBody;
let link: AnswerBody;
let code: AnswerBody;
let conversionId: string;
beforeAll(async () => {
  it = await createTestApp();
  person = await signIn(it, 'viewer');
  await it.build.program();
  ada = await it.build.partner({ name: 'Ada 100%', email: 'ada@example.org', code: 'LOVELACE' });
  link = await it.build.link(ada.id, { slug: 'spring_sale' });
  code = await it.build.promoCode(ada.id, 'SAVE-10');
  const { body } = await it.call('POST', '/track/purchase', {
    body: {
      ...{ order_id: 'order_77', invoice_id: 'in_99', partner: 'LOVELACE', amount: 900, currency: 'USD' },
      ...{ customer_id: 'cust-5', customer_email: 'Kim@Example.com' },
    },
  });
  conversionId = String(body.conversion_id ?? body.id);
});
afterAll(() => it.close());

const search = async (q: string, more = '') => {
  const path = `/api/v1/search?q=${encodeURIComponent(q)}${more}`;
  const { status, body } = await it.call<z.output<typeof SearchView>>('GET', path);
  expect(status).toBe(200);
  return body;
};

const kindsFor = async (q: string): Promise<string[]> => (await search(q)).data.map(({ kind }) => kind);

test.each([
  ['a part of the name', 'da 10', 'partner'],
  ['a part of the address', 'ada@', 'partner'],
  ['the code', 'lovelace', 'partner'],
  ['the order', 'order_77', 'conversion'],
  ['the beginning of the order', 'order_', 'conversion'],
  ['another name of the order', 'in_99', 'conversion'],
  ['the customer', 'cust-5', 'customer'],
  ['the customer’s address', 'kim@example.com', 'customer'],
  ['the promo code, however written', 'save-1O', 'promo_code'],
  ['the slug', 'spring', 'link'],
])('finds by %s', async (_what, q, kind) => {
  expect(await kindsFor(q)).toEqual([kind]);
});

test.each(['%', '_rder_77', 'order%', 'spring%', 'a_a', '100_'])('takes %s for what it is', async (q) => {
  const found = await kindsFor(q);
  expect(found).toEqual(q === '%' ? ['partner'] : []);
});

test('an id leads straight to its page, the beginning of one to those it could be', async () => {
  for (const [id, path] of [
    [ada.id, '/admin/partners/'],
    [link.id, '/admin/links/'],
    [code.id, '/admin/promo-codes/'],
    [conversionId, '/admin/conversions/'],
  ] as const) {
    expect(await search(id)).toMatchObject({ exact: true, data: [{ id }] });
    const answer = await person.get(`/admin/search?q=${id}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}${id}`]);
  }
  expect(await search(ada.id.slice(0, -8))).toMatchObject({ exact: false, data: [{ id: ada.id }] });
});

test('an event of a sale is found by its id', async () => {
  const { body } = await it.call('GET', '/api/v1/events?limit=1');
  const id = body.data[0]?.id ?? '';
  expect(await search(id)).toMatchObject({ exact: true, data: [{ kind: 'event', id }] });
});

test('another program’s things are not there for a key of one program', async () => {
  const other = await it.build.program({ name: 'Other' });
  const key = await it.build.key({ scopes: ['read'], programId: other.id });
  for (const q of [ada.id, 'order_77', 'cust-5', 'Ada', 'spring', 'SAVE-10']) {
    const { body } = await it.call('GET', `/api/v1/search?q=${encodeURIComponent(q)}`, { key });
    expect(body.data).toEqual([]);
  }
  expect((await search('order_77', `&program_id=${other.id}`)).data).toEqual([]);
});

test('the page groups what was found by what it is, and says what can be found when it is nothing', async () => {
  const page = await (await person.get('/admin/search?q=o')).text();
  expect(page).toContain('Orders and conversions');
  const nothing = await (await person.get('/admin/search?q=%3Cb%3E')).text();
  expect(nothing).toContain('Nothing is called “&lt;b&gt;”.');
  expect((await person.get('/admin/search')).status).toBe(200);
});

test('looks nowhere but in indexes for what there may be millions of', async () => {
  const sought = { programId: ada.program_id as ProgramId, text: 'x', limit: 10 };
  const plans = await queryPlansOf(it.app.read, async (db) => {
    for (const find of [
      findOrders,
      findCustomers,
      findCustomersByEmail,
      findPromoCodes,
      findRefunds,
      findLinks,
    ]) {
      await find(db, sought);
    }
    for (const kind of foundKinds) await findByIdPrefix(db, kind, 'prt_01', 10);
  });
  expect(plans.length).toBeGreaterThan(20);
  expect(plans.filter((step) => step.startsWith('SCAN'))).toEqual([]);
});
