import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import { assertBooksBalance } from '../support/books.ts';

/** What the other tests of money lean on: it must notice what is wrong. */
let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
  await app.build.program();
  await app.build.partner({ code: 'ADA' });
  await app.call('POST', '/track/purchase', {
    body: { order_id: 'A-1', partner: 'ADA', amount: 1_000, currency: 'USD' },
  });
});
afterAll(() => app.close());

test('the books of a fresh sale balance', () => assertBooksBalance(app));

test.each([
  ['an entry', 'ledger_entries', 'amount_minor'],
  ['a cached balance', 'balances', 'pending_minor'],
  ['the amount of a commission', 'commissions', 'amount_minor'],
] as const)('%s that is one cent off is noticed', async (_, table, column) => {
  const change = (difference: number) =>
    app.app.transact(testOrigin, async ({ tx }) => {
      await tx
        .updateTable(table as 'balances')
        .set((row) => ({
          [column]: row(column as 'pending_minor', '+', difference),
        }))
        .execute();
    });
  await change(1);
  await expect(assertBooksBalance(app)).rejects.toThrow();
  await change(-1);
  await assertBooksBalance(app);
});

test('a commission that stands in another account than that of its state is noticed', async () => {
  await app.app.transact(testOrigin, async ({ tx }) => {
    await tx.updateTable('commissions').set({ state: 'due' }).execute();
  });
  await expect(assertBooksBalance(app)).rejects.toThrow();
});
