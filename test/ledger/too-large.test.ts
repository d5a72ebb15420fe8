import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Currency } from '../../src/core/currencies.ts';
import type { PartnerId, ProgramId } from '../../src/core/ids.ts';
import { money } from '../../src/core/money.ts';
import { postMovements } from '../../src/ledger/ledger.service.ts';
import { findBalances } from '../../src/ledger/ledger.store.ts';
import type { Movement } from '../../src/ledger/ledger.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import { countRows } from '../support/stored-rows.ts';

/** Beyond 2^53 - 1 JavaScript counts in steps of two: one such balance, and every sum shown of it is wrong. */
let it: TestApp;
let programId: ProgramId;

beforeAll(async () => {
  it = await createTestApp();
  programId = (await it.build.program({ default_rule: { kind: 'percent', basis_points: 10_000 } }))
    .id as ProgramId;
});
afterAll(() => it.close());

const newPartner = async (): Promise<PartnerId> => (await it.build.partner()).id as PartnerId;

const post = (
  partnerId: PartnerId,
  ...steps: [from: Movement['from'], to: Movement['to'], minor: number][]
) =>
  it.app.transact(testOrigin, (work) =>
    postMovements(
      work,
      steps.map(([from, to, minor]) => ({
        ...{ programId, partnerId, commissionId: null, from, to, reason: 'commission.created' },
        amount: money(minor, 'USD' as Currency),
      })),
    ),
  );

const most = Number.MAX_SAFE_INTEGER;
const refusal = /would bring the balance of prt_\w+ in USD beyond 2\^53 - 1 minor units/;

test('a balance may be as large as a number can tell exactly, and not one more', async () => {
  const partnerId = await newPartner();
  await post(partnerId, ['expense', 'pending', most - 1]);
  await post(partnerId, ['expense', 'pending', 1]);
  const before = [await countRows(it), await findBalances(it.app.read, partnerId)];
  await expect(post(partnerId, ['expense', 'pending', 1])).rejects.toThrow(refusal);
  expect([await countRows(it), await findBalances(it.app.read, partnerId)]).toEqual(before);
  expect((await findBalances(it.app.read, partnerId))[0]?.pending).toBe(most);
});

test('what is unpaid together is no larger either, though each account is', async () => {
  const partnerId = await newPartner();
  await post(partnerId, ['expense', 'pending', most]);
  await expect(post(partnerId, ['expense', 'due', 1])).rejects.toThrow(refusal);
  await post(partnerId, ['pending', 'due', 1]);
});

test('as little as that may a partner owe', async () => {
  const partnerId = await newPartner();
  await post(partnerId, ['expense', 'due', -most]);
  await expect(post(partnerId, ['expense', 'due', -1])).rejects.toThrow(refusal);
});

test('a first movement, and several of one unit, are held to it alike', async () => {
  const partnerId = await newPartner();
  const both = post(partnerId, ['expense', 'pending', most], ['expense', 'pending', most]);
  await expect(both).rejects.toThrow(refusal);
  expect(await findBalances(it.app.read, partnerId)).toEqual([]);
});

test('a sale that would make a balance too large is refused in so many words, and nothing of it is stored', async () => {
  await it.build.partner({ code: 'RICH' });
  const sell = (order: number) =>
    it.call('POST', '/track/purchase', {
      body: { order_id: `rich-${order}`, partner: 'RICH', amount: 1e15, currency: 'USD' },
    });
  for (let order = 1; order <= 9; order += 1) expect((await sell(order)).status).toBe(201);
  const before = await countRows(it);
  const { status, body } = await sell(10);
  expect(status).toBe(422);
  expect(body.code).toBe('invalid_request');
  expect(body.errors[0]).toMatchObject({ path: 'amount', message: expect.stringMatching(refusal) });
  expect(await countRows(it)).toEqual(before);
});
