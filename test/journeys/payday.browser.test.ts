import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { releaseDueCommissions } from '../../src/workflows/commissions/release-due-commissions.ts';
import { runPayoutBatches } from '../../src/workflows/payouts/run-payout-batches.ts';
import { assertBooksBalance } from '../support/books.ts';
import { hasBrowser } from '../support/browser.ts';
import { type Clerk, type Office, openOffice, storyTimeoutMs } from './office.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('a batch that two people approve', () => {
  let office: Office;
  let owner: Clerk;
  let finance: Clerk;
  let batchId = '';

  beforeAll(async () => {
    office = await openOffice();
    await office.it.build.program({ payout_approvals: 2, hold_days: 0 });
    await office.it.build.partner({ name: 'Leaf Letters', code: 'LEAF', email: 'leaf@example.com' });
    await office.it.build.partner({ name: 'Green Deals', code: 'GREEN', email: 'green@example.com' });
    for (const [at, partner] of ['LEAF', 'GREEN', 'LEAF'].entries()) {
      const order_id = `100${at + 1}`;
      const sale = { order_id, customer_id: order_id, partner, amount: (at + 1) * 61_725, currency: 'USD' };
      await office.send('track/purchase', sale);
    }
    await releaseDueCommissions(office.it.app.transact, 'req_release');
    owner = await office.enter('owner');
    finance = await office.enter('finance');
  }, storyTimeoutMs);
  afterAll(() => office?.[Symbol.asyncDispose]());

  const batch = () => office.read(`payout-batches/${batchId}`);

  test(
    'the draft is previewed, and a double click makes one',
    async () => {
      await owner.open('payouts');
      await owner.see('Ready to pay: 2 payouts, USD 740.70.');
      await owner.follow('New batch');
      await owner.see('Pays 2 partners USD 740.70.');
      await owner.fill('Note', 'May');
      await owner.page.getByRole('button', { name: 'Make the draft' }).dblclick();
      await owner.said('The batch is drafted. It pays nobody until it is approved.');
      batchId = owner.id();
      expect((await office.read('payout-batches')).data.map(({ id }) => id)).toEqual([batchId]);
      expect(await batch()).toMatchObject({ state: 'draft', note: 'May', approvals_needed: 2 });
      expect(owner.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'the form that was sent twice without a script makes one as well',
    async () => {
      const plain = await office.enter('owner', { javaScript: false });
      await plain.open('payouts/new');
      const key = await plain.page.locator('main [name=idempotency_key]').inputValue();
      const sending = {
        form: { idempotency_key: key },
        headers: { 'sec-fetch-site': 'same-origin' },
      };
      const twice = [1, 2].map(() => plain.page.request.post(`${office.url}/admin/payouts/new`, sending));
      const [first, second] = (await Promise.all(twice)).map((answer) => answer.url());
      expect(second).toBe(first ?? '');
      await plain.page.goto(first ?? '');
      const { data } = await office.read('payout-batches');
      expect(data).toHaveLength(2);
      await plain.press('Give this draft up');
      await plain.said('The draft is given up.');
      expect((await office.read(`payout-batches/${plain.id()}`)).state).toBe('canceled');
    },
    storyTimeoutMs,
  );

  test(
    'who has approved cannot approve again; the second person makes the payouts',
    async () => {
      await owner.see('As things are it would pay 2 payouts, USD 740.70. Two approvals are missing.');
      await owner.press('Approve as the first of two');
      await owner.said('You have approved it. Somebody else must, too.');
      await owner.see('You have approved this batch.');
      expect(await owner.page.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
      expect(await batch()).toMatchObject({ state: 'draft' });

      await finance.open('payouts/batches');
      await finance.page.locator(`a[href="/admin/payouts/batches/${batchId}"]`).click();
      await finance.see('One approval is missing.');
      await finance.press('Approve 2 payouts, USD 740.70');
      await finance.said('Approved. Its payouts are reserved and wait to be paid.');
      await runPayoutBatches(office.it.app);
      await finance.see('2 payouts wait to be paid: USD 740.70. Pay by hand, then mark it here.');
      const facts = finance.page.locator('dl', { hasText: 'Approvals, 2 of 2' });
      expect(await facts.locator('ul').allInnerTexts()).toEqual([
        expect.stringMatching(/owner[\s\S]*finance/),
      ]);
      await assertBooksBalance(office.it);
      expect(finance.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'the file to pay by has whom, how much and the sum of the page',
    async () => {
      const arriving = finance.page.waitForEvent('download');
      await finance.follow('CSV to pay by hand');
      const file = await arriving;
      expect(file.suggestedFilename()).toBe(`payouts-${batchId}.csv`);
      const rows = (await Bun.file(await file.path()).text()).split('\r\n').slice(1, -1);
      const cells = rows.map((row) => row.split(',').slice(2, 7));
      expect(cells.sort()).toEqual([
        ['Green Deals', 'green@example.com', 'USD', '246.90', 'scheduled'],
        ['Leaf Letters', 'leaf@example.com', 'USD', '493.80', 'scheduled'],
      ]);
    },
    storyTimeoutMs,
  );

  test(
    'it is marked as paid with a reference and a typed number, and the partners are paid',
    async () => {
      await finance.page.getByText('Mark as paid', { exact: true }).click();
      await finance.fill('Reference', 'SEPA-77');
      await finance.fill('Type 2 to confirm', '740.70');
      await finance.press('Mark 2 payouts as paid');
      await finance.see('must be exactly: 2');
      expect(await finance.page.getByLabel('Reference').inputValue()).toBe('SEPA-77');
      await finance.fill('Type 2 to confirm', '2');
      await finance.press('Mark 2 payouts as paid');
      await finance.said('Marked as paid.');
      await runPayoutBatches(office.it.app);
      await finance.see('Paid: 2 payouts, USD 740.70.');
      const { data: payouts } = await office.read(`payouts?batch_id=${batchId}`);
      expect(payouts.map(({ state, reference }) => [state, reference])).toEqual([
        ['completed', 'SEPA-77'],
        ['completed', 'SEPA-77'],
      ]);
      const { data: commissions } = await office.read('commissions');
      expect(commissions.map(({ state }) => state)).toEqual(['paid', 'paid', 'paid']);
      await assertBooksBalance(office.it);
    },
    storyTimeoutMs,
  );
});
