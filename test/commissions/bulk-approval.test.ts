import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs } from '../../src/core/clock.ts';
import type { TestApp } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';
import { type CommissionWorld, createCommissionWorld } from './support/commission-world.ts';

let world: CommissionWorld;
let app: TestApp;

beforeEach(async () => {
  world = await createCommissionWorld();
  ({ app } = world);
});
afterEach(async () => {
  await assertBooksBalance(app);
  await app.close();
});

interface Approvals {
  results: { id: string; result: string }[];
  has_more: boolean;
  code: string;
}
const approve = (body: object, key?: string) =>
  app.call<Approvals>('POST', '/api/v1/commissions/approvals', { body, ...(key !== undefined && { key }) });

const earnMany = (count: number, fields: object = {}) =>
  Promise.all(Array.from({ length: count }, () => world.earn(fields)));

describe('many at once', () => {
  test('by id: what cannot be approved keeps no other back, and each says what became of it', async () => {
    const [first = '', second = '', third = ''] = await earnMany(3);
    await world.voidIt(second);
    await world.approve(third);
    const answer = await approve({ ids: [first, second, third, 'com_0000000000', first] });
    expect(answer.status).toBe(200);
    expect(answer.body.results).toEqual([
      { id: first, result: 'approved' },
      { id: second, result: 'voided' },
      { id: third, result: 'already_approved' },
      { id: 'com_0000000000', result: 'not_found' },
      { id: first, result: 'already_approved' },
    ] as never);
  });

  test('a month: all that occurred before an instant, over several units, and nothing after it', async () => {
    await earnMany(250);
    const end = new Date(app.clock.now() + 1).toISOString();
    app.clock.advance(dayMs);
    await earnMany(2);
    const { body } = await approve({ filter: { before: end } });
    expect(body.results.length).toBe(250);
    expect(new Set(body.results.map(({ result }) => result))).toEqual(new Set(['approved']));
    expect(body.has_more).toBe(false);
    app.clock.advance(20 * dayMs);
    expect(await world.tick()).toBe(250);
    expect((await approve({ filter: {} })).body.results.length).toBe(2);
  });

  test('by filter leaves out what is held, and takes one partner alone where one is named', async () => {
    const held = await world.into('held');
    const own = await world.earn();
    const other = await app.build.partner({ code: 'BOB' });
    await world.earn({ partner: 'BOB' });
    const answer = await approve({ filter: { partner_id: world.partnerId } });
    expect(answer.body.results).toEqual([{ id: own, result: 'approved' }] as never);
    expect((await world.get(held)).approved_at).toBeNull();
    expect((await approve({ filter: { partner_id: other.id } })).body.results.length).toBe(1);
  });

  test('two people approve the same month: each commission is approved once', async () => {
    await earnMany(120);
    app.clock.advance(10 * dayMs);
    await app.events();
    const answers = await Promise.all([approve({ filter: {} }), approve({ filter: {} })]);
    const results = answers.flatMap(({ body }) => body.results.map(({ result }) => result));
    expect(results.filter((result) => result === 'approved').length).toBe(120);
    expect(await app.events()).toEqual(Array(120).fill('commission.due'));
  });

  test("takes either ids or a filter, and finds nothing of another program's", async () => {
    const id = await world.earn();
    expect((await approve({})).body.code).toBe('invalid_request');
    expect((await approve({ ids: [id], filter: {} })).body.code).toBe('invalid_request');
    const other = await app.build.program({ name: 'Other' });
    const key = await app.build.key({ scopes: ['write'], programId: other.id });
    expect((await approve({ ids: [id] }, key)).body.results).toEqual([{ id, result: 'not_found' }] as never);
    expect((await approve({ filter: {} }, key)).body.results).toEqual([]);
  });
});

describe('the list', () => {
  test('finds by kind, by the day a hold ends and by whether it is approved', async () => {
    const first = await world.earn();
    app.clock.advance(dayMs);
    const second = await world.earn();
    await world.approve(second);
    const bonus = await app.call('POST', '/api/v1/commissions', {
      body: { partner_id: world.partnerId, amount: 1, note: 'n' },
    });
    const list = async (query: string) =>
      (await app.call('GET', `/api/v1/commissions?${query}`)).body.data.map(({ id }) => id);
    expect(await list('kind=bonus')).toEqual([bonus.body.id]);
    expect(await list('approved=false')).toEqual([first]);
    expect(await list('approved=true&kind=sale')).toEqual([second]);
    const between = new Date(app.clock.now() + 9.5 * dayMs).toISOString();
    expect(await list(`kind=sale&due_before=${between}`)).toEqual([first]);
  });
});
