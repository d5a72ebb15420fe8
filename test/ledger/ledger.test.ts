import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Currency } from '../../src/core/currencies.ts';
import type { PartnerId, ProgramId } from '../../src/core/ids.ts';
import { money } from '../../src/core/money.ts';
import { postMovements } from '../../src/ledger/ledger.service.ts';
import { findBalances } from '../../src/ledger/ledger.store.ts';
import { type Movement, partnerAccounts, unpaid } from '../../src/ledger/ledger.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';

let app: TestApp;
let programId: ProgramId;
let partnerId: PartnerId;

beforeAll(async () => {
  app = await createTestApp();
  programId = (await app.build.program()).id as ProgramId;
  partnerId = (await app.build.partner()).id as PartnerId;
});
afterAll(() => app.close());

const movement = (from: Movement['from'], to: Movement['to'], minor: number, currency = 'USD'): Movement => ({
  programId,
  partnerId,
  commissionId: null,
  from,
  to,
  amount: money(minor, currency as Currency),
  reason: 'commission.created',
});

const post = (movements: Movement[]) =>
  app.app.transact(testOrigin, (work) => postMovements(work, movements));

const entries = () => app.app.read.selectFrom('ledger_entries').selectAll().execute();

describe('the ledger', () => {
  test('writes each movement as two entries of one transaction that sum to zero', async () => {
    await post([movement('expense', 'pending', 700), movement('pending', 'due', 200)]);
    const sums = Map.groupBy(await entries(), (entry) => entry.transaction_id);
    expect(sums.size).toBe(2);
    for (const sides of sums.values()) {
      expect(sides.length).toBe(2);
      expect(sides.reduce((sum, side) => sum + side.amount_minor, 0)).toBe(0);
    }
  });

  test('says who moved the money and in which request', async () => {
    const [entry] = await entries();
    expect(entry).toMatchObject({
      actor: 'system:test',
      request_id: 'req_test',
      reason: 'commission.created',
    });
  });

  test('moves nothing for an amount of zero', async () => {
    const before = await entries();
    await post([movement('expense', 'pending', 0)]);
    expect(await entries()).toEqual(before);
  });

  test('undoes nothing half: a unit that fails leaves neither entries nor balances', async () => {
    const before = [await entries(), await findBalances(app.app.read, partnerId)];
    const failing = app.app.transact(testOrigin, async (work) => {
      await postMovements(work, [movement('expense', 'pending', 5)]);
      throw new Error('second thoughts');
    });
    expect(failing).rejects.toThrow('second thoughts');
    await failing.catch(() => undefined);
    expect([await entries(), await findBalances(app.app.read, partnerId)]).toEqual(before);
  });

  test('keeps every cached balance equal to its entries, per currency, whatever is posted', async () => {
    const account = fc.constantFrom('expense' as const, ...partnerAccounts);
    const move = fc
      .tuple(account, account, fc.integer({ min: -1e6, max: 1e6 }), fc.constantFrom('USD', 'JPY', 'KWD'))
      .filter(([from, to]) => from !== to)
      .map(([from, to, minor, currency]) => movement(from, to, minor, currency));
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 20 }), async (movements) => {
        await post(movements);
        const balances = await findBalances(app.app.read, partnerId);
        const posted = await entries();
        for (const balance of balances) {
          const own = posted.filter((entry) => entry.currency === balance.currency);
          for (const name of partnerAccounts) {
            const sum = own
              .filter((entry) => entry.account === name)
              .reduce((total, entry) => total + entry.amount_minor, 0);
            expect(balance[name]).toBe(sum);
          }
          const owed = own
            .filter((entry) => entry.account !== 'expense' && entry.account !== 'paid')
            .reduce((total, entry) => total + entry.amount_minor, 0);
          expect(unpaid(balance)).toBe(owed);
        }
      }),
      { numRuns: 30 },
    );
  });
});
