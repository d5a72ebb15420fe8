import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { assertBooksBalance } from '../support/books.ts';
import { hasBrowser } from '../support/browser.ts';
import { contentOf } from '../support/stored-rows.ts';
import { type Clerk, type Office, openOffice, storyTimeoutMs } from './office.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('a rule that is changed and tried', () => {
  let office: Office;
  let clerk: Clerk;
  /** What the simulator said would be told of the commission. */
  let foretold: EventBody;

  beforeAll(async () => {
    office = await openOffice();
    await office.it.build.program({ hold_days: 7 });
    await office.it.build.partner({ name: 'Leaf Letters', code: 'LEAF' });
    const { url } = await office.send('inspectors', { name: 'Bench' });
    await office.send('webhook-endpoints', { name: 'Bench', url, event_types: ['*'] });
    await office.send('track/purchase', { ...sale, order_id: '1001' });
    clerk = await office.enter('admin');
  }, storyTimeoutMs);
  afterAll(() => office?.[Symbol.asyncDispose]());

  test(
    'the next version is said before it is made, and the one before stays on record',
    async () => {
      await clerk.open('rules');
      await clerk.pick('20\u00a0% of every purchase');
      await clerk.follow('Change');
      await clerk.see('This makes version 2, for sales that are received from now on.');
      await clerk.fill('Share', '25');
      await clerk.press('Make version 2');
      await clerk.said('Version 2 is in force for sales from now on.');
      await clerk.arrive('25\u00a0% of every purchase');
      const { version, basis_points } = await office.read(`commission-rules/${clerk.id()}`);
      expect([version, basis_points]).toEqual([2, 2_500]);
      const versions = await clerk.page.locator('.data tbody tr').allInnerTexts();
      expect(versions.map((row) => /^(\d)\s+(\d+)/.exec(row)?.slice(1))).toEqual([
        ['2', '25'],
        ['1', '20'],
      ]);
      expect(clerk.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'the simulator refuses what the API refuses, beside the field, and keeps what was written',
    async () => {
      await clerk.follow('Simulate a sale');
      await clerk.arrive('Simulator');
      await clerk.fill('Charged, tax and shipping included', 'a hundred');
      await clerk.fill('Partner named by the sale', 'LEAF');
      await clerk.press('Try it');
      await clerk.see('It would be refused');
      const charged = clerk.page.getByLabel('Charged, tax and shipping included');
      expect([await charged.inputValue(), await charged.getAttribute('aria-invalid')]).toEqual([
        'a hundred',
        'true',
      ]);
    },
    storyTimeoutMs,
  );

  test(
    'a sale that is tried shows the new commission, its reasons and each webhook, and stores nothing',
    async () => {
      const before = await contentOf(office.it);
      await clerk.fill('Charged, tax and shipping included', '100.00');
      await clerk.page.getByText('Customer, date, items, tax', { exact: true }).click();
      await clerk.fill('Customer', sale.customer_id);
      await clerk.fill('Order', '1002');
      await clerk.press('Try it');
      const row = clerk.page.locator('#outcome .data tbody tr');
      await row.first().waitFor();
      expect(await row.allInnerTexts()).toEqual([
        expect.stringMatching(/Leaf Letters[\s\S]*25\s%[\s\S]*25\.00/),
      ]);
      await clerk.see('Who could have earned it');
      await clerk.page.getByText('commission.created', { exact: true }).click();
      const body = clerk.page.locator('details[open] code').first();
      foretold = JSON.parse(await body.innerText());
      expect(foretold.data.amount).toBe(2_500);
      expect(await contentOf(office.it)).toEqual(before);
    },
    storyTimeoutMs,
  );

  test(
    'the sale itself comes to what was tried, and the one before keeps its terms',
    async () => {
      await office.send('track/purchase', { ...sale, order_id: '1002' });
      await office.it.app.whenQuiet();
      const { data: commissions } = await office.read('commissions');
      expect(commissions.map(({ amount, rule_version }) => [amount, rule_version])).toEqual([
        [2_500, 2],
        [2_000, 1],
      ]);
      const [told] = (await office.read<{ data: EventBody[] }>('events?type=commission.created&limit=1'))
        .data;
      expect(withoutIds(told?.data)).toEqual(withoutIds(foretold.data));

      await clerk.open('commissions');
      await clerk.pick('Sale 1001');
      await clerk.see('version 1');
      await assertBooksBalance(office.it);
    },
    storyTimeoutMs,
  );
});

const sale = { customer_id: 'reader-1', partner: 'LEAF', amount: 10_000, currency: 'USD' };

interface EventBody {
  readonly data: Readonly<Record<string, unknown>>;
}

/** Ids are made anew each time, all else is the same. */
const withoutIds = (data: EventBody['data'] = {}): unknown =>
  JSON.parse(JSON.stringify(data).replace(/\b([a-z]{3})_[0-9a-z]{30,}/g, '$1'));
