import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Person, signIn } from '../support/people.ts';
import { createCommissionWorld } from './support/commission-world.ts';

let world: Awaited<ReturnType<typeof createCommissionWorld>>;
let admin: Person;
beforeAll(async () => {
  world = await createCommissionWorld();
  admin = await signIn(world.app, 'admin');
});
afterAll(() => world.app.close());

const read = async (path: string, person = admin) => (await person.get(path)).text();
const hiddenIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
const flashOf = async (answer: Response) => read(answer.headers.get('location') ?? '');

describe('the list', () => {
  test('without a commission says what one is', async () => {
    expect(await read('/admin/commissions')).toContain('No commission yet');
  });

  test('opens with what waits for an approval and what it comes to', async () => {
    await world.earn();
    await world.earn();
    const html = await read('/admin/commissions?state=pending&approved=false');
    expect(html).toContain('2 commissions wait for approval: USD\u00a04.00.');
    expect(html).toContain('Waiting for approval (2)');
    expect(html).toContain('>Partner 1</a>');
    expect(await read('/admin/commissions?state=held')).toContain('No commission is held back.');
  });

  test('shows no deeds to who may only look', async () => {
    const viewer = await signIn(world.app, 'viewer');
    const html = await read('/admin/commissions', viewer);
    expect(html).toContain('Partner 1');
    expect(html).not.toContain('value="approval"');
    expect((await viewer.post('/admin/commissions/bulk', { ids: ['x'], deed: 'hold' })).status).toBe(403);
  });

  test('is a file with amounts in units', async () => {
    const text = await (await admin.get('/admin/commissions.csv?state=pending')).text();
    expect(text.split('\r\n')[1]).toContain(',USD,2.00,10.00,2000,');
  });
});

describe('many at once', () => {
  test('are approved after it was said what that brings', async () => {
    const ids = [await world.earn(), await world.earn()];
    const asked = await (await admin.post('/admin/commissions/bulk', { ids, deed: 'approval' })).text();
    expect(asked).toContain('USD\u00a04.00 for 1 partner becomes due');
    expect(await world.get(ids[0] ?? '')).toMatchObject({ approved_at: null });
    const done = await admin.post('/admin/commissions/bulk', { ids, deed: 'approval', step: 'do' });
    expect(await flashOf(done)).toContain('2 commissions approved.');
    expect(await world.get(ids[1] ?? '')).toMatchObject({ approved_at: expect.any(String) });
  });

  test('are told apart where one cannot be', async () => {
    const ids = [await world.earn(), await world.earn()];
    await world.hold(ids[0] ?? '');
    const fields = { ids, deed: 'hold', step: 'do', note: 'look at these' };
    const html = await (await admin.post('/admin/commissions/bulk', fields)).text();
    expect(html).toContain('1 commission held back; 1 could not be.');
    expect(html).toContain('This commission is held by a person already.');
  });

  test('are voided only when the word was typed', async () => {
    const ids = [await world.earn()];
    const fields = { ids, deed: 'void', step: 'do', note: 'test orders', reason: 'mistake' };
    const refused = await admin.post('/admin/commissions/bulk', fields);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('must be exactly: void');
    await admin.post('/admin/commissions/bulk', { ...fields, confirmation: 'void' });
    expect(await world.get(ids[0] ?? '')).toMatchObject({ state: 'voided', reason: 'mistake' });
  });
});

describe('one commission', () => {
  test('tells its terms, how it came about and what happened to it', async () => {
    const id = await world.earn();
    const html = await read(`/admin/commissions/${id}`);
    expect(html).toContain('Commission of USD\u00a02.00');
    expect(html).toContain('by the rule for the whole program: 20 % of 10.00 USD');
    expect(html).toContain('once somebody approves it');
    expect(html).toContain('20\u00a0% of every purchase');
    expect((await admin.get('/admin/commissions/com_0000000000')).status).toBe(404);
  });

  test('is held with a note, and released again by undoing', async () => {
    const id = await world.earn();
    const asked = await read(`/admin/commissions/${id}/hold`);
    expect(asked).toContain('is not paid USD\u00a02.00 until somebody releases it');
    const version = hiddenIn(asked, 'row_version');
    const refused = await admin.post(`/admin/commissions/${id}/hold`, { row_version: version });
    expect(refused.status).toBe(422);
    const held = await admin.post(`/admin/commissions/${id}/hold`, { row_version: version, note: 'odd' });
    const html = await flashOf(held);
    expect(html).toContain('by a person: “odd”');
    expect(html).toContain('Release it again');
    await admin.post(`/admin/commissions/${id}/release`);
    expect(await world.get(id)).toMatchObject({ state: 'pending' });
  });

  test('is adjusted by an amount with its sign, once', async () => {
    const id = await world.earn();
    const key = hiddenIn(await read(`/admin/commissions/${id}/adjustment`), 'idempotency_key');
    const fields = { amount: '-0.50', note: 'agreed', idempotency_key: key };
    await admin.post(`/admin/commissions/${id}/adjustment`, fields);
    await admin.post(`/admin/commissions/${id}/adjustment`, fields);
    expect(await world.get(id)).toMatchObject({ total_amount: 150, corrections: [{ amount: -50 }] });
  });

  test('is voided only when the word was typed', async () => {
    const id = await world.earn();
    const fields = { reason: 'fraud', note: 'proven' };
    const refused = await admin.post(`/admin/commissions/${id}/void`, fields);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('proven</textarea>');
    await admin.post(`/admin/commissions/${id}/void`, { ...fields, confirmation: 'void' });
    expect(await world.get(id)).toMatchObject({ state: 'voided', reason: 'fraud' });
  });
});

test('a bonus goes to whoever was typed, once however often it is sent', async () => {
  const key = hiddenIn(await read('/admin/commissions/new?partner=ADA'), 'idempotency_key');
  const fields = { partner: 'ada', amount: '25', note: 'spring contest', idempotency_key: key };
  const made = await admin.post('/admin/commissions/new', fields);
  expect(made.headers.get('location')).toBe(
    (await admin.post('/admin/commissions/new', fields)).headers.get('location'),
  );
  expect(await flashOf(made)).toContain('Bonus of USD\u00a025.00');
  const refused = await admin.post('/admin/commissions/new', { ...fields, amount: 'much' });
  const html = await refused.text();
  expect(html).toContain('value="spring contest"');
  expect(hiddenIn(html, 'idempotency_key')).toBe(key);
});
