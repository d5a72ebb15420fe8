import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Currency } from '../../src/core/currencies.ts';
import type { PartnerId, ProgramId } from '../../src/core/ids.ts';
import { changeBalance, noChange } from '../../src/ledger/ledger.store.ts';
import { testOrigin } from '../support/app.ts';
import { createPromotionTest, type PromotionTest } from '../support/promotion.ts';

let app: PromotionTest;
let program: string;

beforeAll(async () => {
  app = await createPromotionTest();
  program = (await app.build.program()).id;
});
afterAll(() => app.close());

const remove = (id: string, headers: Record<string, string> = {}) =>
  app.call('DELETE', `/api/v1/partners/${id}`, { headers });

const terminated = async (fields: Record<string, unknown> = {}) => {
  const partner = await app.build.partner(fields);
  const path = `/api/v1/partners/${partner.id}/termination`;
  expect((await app.call('POST', path, { body: { note: 'About Jane' } })).status).toBe(200);
  await app.told();
  return partner;
};

const owe = (partnerId: string, change: Partial<typeof noChange>, currency = 'USD') =>
  app.app.transact(testOrigin, (work) =>
    changeBalance(work.tx, {
      ...noChange,
      ...change,
      programId: program as ProgramId,
      partnerId: partnerId as PartnerId,
      currency: currency as Currency,
    }),
  );

describe('deleting a partner', () => {
  test('anonymises the person for good and tells so, without a name', async () => {
    const { id, code } = await terminated({ email: 'jane@example.com', name: 'Jane Doe', country: 'DE' });
    await app.build.partner({ email: 'stays@example.com' });
    await app.told();
    expect(await remove(id)).toMatchObject({ status: 204, body: undefined });

    const events = await app.told();
    expect(events.map(({ type }) => type)).toEqual(['partner.deleted']);
    const gone = { id, email: null, name: 'Deleted partner', country: null, code, state: 'terminated' };
    expect(events[0]?.data).toMatchObject(gone);

    const { read } = app.app;
    const row = await read
      .selectFrom('partners')
      .selectAll()
      .where('id', '=', id as PartnerId)
      .execute();
    expect(row).toMatchObject([{ email_key: null, login_id: null, state_note: null, code }]);
    for (const personal of ['jane', 'Jane', '"DE"']) expect(JSON.stringify(row)).not.toContain(personal);
    const logins = (await read.selectFrom('logins').select('email').execute()).map(({ email }) => email);
    expect(logins).not.toContain('jane@example.com');
    expect(logins).toContain('stays@example.com');
  });

  test('leaves nothing to be found, and the email address free', async () => {
    const { id } = await terminated({ email: 'again@example.com' });
    await remove(id);
    expect((await app.call('GET', `/api/v1/partners/${id}`)).status).toBe(404);
    expect((await remove(id)).status).toBe(404);
    expect((await app.call('POST', `/api/v1/partners/${id}/reinstatement`)).status).toBe(404);
    const { body } = await app.call('GET', '/api/v1/partners?state=terminated&limit=200');
    expect(body.data.map((partner) => partner.id)).not.toContain(id);
    const link = { partner_id: id, destination_url: 'https://shop.example.com/' };
    expect((await app.call('POST', '/api/v1/links', { body: link })).status).toBe(422);
    expect((await app.build.partner({ email: 'again@example.com' })).id).not.toBe(id);
  });

  test('keeps the login of a person who is still a partner elsewhere', async () => {
    const other = await app.build.program({ name: 'Other' });
    const email = 'elsewhere@example.com';
    const { id } = await terminated({ email, program_id: program });
    await app.build.partner({ email, program_id: other.id });
    expect((await remove(id)).status).toBe(204);
    const login = await app.app.read.selectFrom('logins').select('id').where('email', '=', email).execute();
    expect(login).toHaveLength(1);
  });

  test.each(['invited', 'pending', 'approved'])('is refused while the partner is %s', async (state) => {
    const { id } = await app.build.partner({ state, program_id: program });
    await app.told();
    expect(await remove(id)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await app.told()).toEqual([]);
  });

  test.each(['pending', 'held', 'due', 'processing'] as const)(
    'is refused while money is %s',
    async (account) => {
      const { id } = await terminated({ program_id: program });
      await owe(id, { [account]: 1 }, 'EUR');
      expect(await remove(id)).toMatchObject({ status: 409, body: { code: 'conflict' } });
      await owe(id, { [account]: -1, paid: 1 }, 'EUR');
      expect((await remove(id)).status).toBe(204);
    },
  );

  test('never nets what is owed to us against what we owe', async () => {
    const { id } = await terminated({ program_id: program });
    await owe(id, { due: -500, held: 500 });
    expect((await remove(id)).status).toBe(409);
    await owe(id, { held: -500 });
    expect((await remove(id)).status).toBe(409);
  });

  test('is refused on a version that is not the present one', async () => {
    const { id } = await terminated({ program_id: program });
    expect((await remove(id, { 'if-match': '"1"' })).status).toBe(412);
    expect((await remove(id, { 'if-match': '"2"' })).status).toBe(204);
  });
});
