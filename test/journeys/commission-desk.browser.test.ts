import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { assertBooksBalance } from '../support/books.ts';
import { hasBrowser } from '../support/browser.ts';
import { type Clerk, type Office, openOffice, storyTimeoutMs } from './office.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser.each([
  { how: 'with a script', javaScript: true },
  { how: 'without any script', javaScript: false },
])('commissions that wait for a person, $how', ({ javaScript }) => {
  let office: Office;
  let clerk: Clerk;

  beforeAll(async () => {
    office = await openOffice();
    await office.it.build.program({ approval: 'manual', hold_days: 0 });
    await office.it.build.partner({ name: 'Leaf Letters', code: 'LEAF' });
    await office.it.build.partner({ name: 'Green Deals', code: 'GREEN' });
    for (const [at, partner] of ['LEAF', 'GREEN', 'LEAF', 'GREEN'].entries()) {
      const order_id = `100${at + 1}`;
      const sale = { order_id, customer_id: order_id, partner, amount: (at + 1) * 10_000, currency: 'USD' };
      await office.send('track/purchase', sale);
    }
    clerk = await office.enter('admin', { javaScript });
  }, storyTimeoutMs);
  afterAll(() => office?.[Symbol.asyncDispose]());

  /** States of the commissions of the orders 1001 to 1004, as the API knows them. */
  const states = async (): Promise<string[]> =>
    (await office.read('commissions')).data.toReversed().map(({ state }) => state);

  test(
    'two are picked in the list and approved at once, after the sum was said; a refresh in between loses nothing',
    async () => {
      await clerk.open('commissions');
      await clerk.page.getByRole('link', { name: 'Waiting for approval (4)' }).click();
      await clerk.see('4 commissions wait for approval: USD 200.00.');
      await pickTwo();
      await clerk.see('USD 60.00 for 2 partners become due');
      expect(await states()).toEqual(['pending', 'pending', 'pending', 'pending']);
      await clerk.open('commissions/bulk');
      await clerk.arrive('Commissions');
      await pickTwo();
      await clerk.press('Approve 2 commissions');
      await clerk.said('2 commissions approved.');
      expect(await states()).toEqual(['due', 'due', 'pending', 'pending']);
      await clerk.see('2 commissions wait for approval: USD 140.00.');
      expect(clerk.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  const pickTwo = async (): Promise<void> => {
    await clerk.page.getByLabel('Pick USD 20.00 for Leaf Letters').check();
    await clerk.page.getByLabel('Pick USD 40.00 for Green Deals').check();
    await clerk.press('Approve');
    await clerk.arrive('Approve 2 commissions');
  };

  test(
    'one is held back with a note, which the toast takes back',
    async () => {
      await clerk.open('commissions?state=pending&approved=false');
      await clerk.pick('Sale 1003');
      await clerk.arrive('Commission of USD 60.00');
      await clerk.follow('Hold');
      await clerk.see('Leaf Letters is not paid USD 60.00 until somebody releases it.');
      await clerk.press('Hold it back');
      await clerk.see('Nothing was changed');
      await clerk.fill('Note', 'Is it their own order?');
      await clerk.press('Hold it back');
      await clerk.said('Commission of USD 60.00: held back.');
      await clerk.see('by a person: “Is it their own order?”');
      expect(await clerk.text()).not.toContain('manual');
      expect(await states()).toEqual(['due', 'due', 'held', 'pending']);
      await clerk.page.locator('.toast').getByRole('button', { name: 'Release it again' }).click();
      await clerk.said('Commission of USD 60.00: released.');
      expect(await states()).toEqual(['due', 'due', 'pending', 'pending']);
    },
    storyTimeoutMs,
  );

  test(
    'one is voided for good once the word is typed, not before',
    async () => {
      await clerk.open('commissions');
      await clerk.pick('Sale 1004');
      await clerk.follow('Void');
      await clerk.see('Green Deals loses USD 80.00, for good.');
      await clerk.choose('Reason', 'Fraud');
      await clerk.fill('Note', 'A stolen card');
      await clerk.fill('Type void to confirm', 'yes');
      await clerk.press('Void it for good');
      await clerk.see('must be exactly: void');
      expect(await states()).toEqual(['due', 'due', 'pending', 'pending']);
      expect(await clerk.page.getByLabel('Note').inputValue()).toBe('A stolen card');
      await clerk.fill('Type void to confirm', 'void');
      await clerk.press('Void it for good');
      await clerk.said('Commission of USD 80.00: voided.');
      await clerk.see('Green Deals does not get it: fraud, “A stolen card”.');
      expect(await states()).toEqual(['due', 'due', 'pending', 'voided']);
      await assertBooksBalance(office.it);
    },
    storyTimeoutMs,
  );

  test(
    'the audit log says who did each of it',
    async () => {
      const voided = clerk.id();
      const owner = await office.enter('owner', { javaScript });
      await owner.open(`audit-log?subject_id=${voided}`);
      const rows = await owner.page.locator('.data tbody tr').allInnerTexts();
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatch(/admin\s+commission\.void/);
      await owner.open('audit-log?action=commission.approval');
      expect(await owner.page.locator('.data tbody tr').count()).toBe(2);
      expect(owner.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );
});
