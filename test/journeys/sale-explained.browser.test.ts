import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { assertBooksBalance } from '../support/books.ts';
import { hasBrowser } from '../support/browser.ts';
import { startReceiver, type TestReceiver } from '../support/receiver.ts';
import { type Clerk, type Office, openOffice, storyTimeoutMs } from './office.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('a sale that two partners could have earned', () => {
  let office: Office;
  let shop: TestReceiver;
  let clerk: Clerk;
  let saleId = '';

  beforeAll(async () => {
    shop = startReceiver(() => new Response('<!doctype html><title>Plants</title>', html));
    office = await openOffice();
    const { build } = office.it;
    await build.program({ hold_days: 7 });
    const letters = await build.partner({ name: 'Leaf Letters', code: 'LEAF' });
    const deals = await build.partner({ name: 'Green Deals', code: 'GREEN' });
    await build.partner({ name: 'Balcony Films', code: 'BALCONY' });
    await build.link(letters.id, { slug: 'leaf', destination_url: `${shop.url}/plants` });
    await build.promoCode(deals.id, 'GREEN15');
    await build.rule({ kind: 'percent', basis_points: 3_000, scope: { partner_id: letters.id } });
    clerk = await office.enter('admin');
  }, storyTimeoutMs);
  afterAll(async () => {
    await office?.[Symbol.asyncDispose]();
    await shop.stop();
  });

  /** What each partner is owed of the sale, as the API knows it. */
  const owed = async (): Promise<unknown[]> =>
    (await office.read(`commissions?conversion_id=${saleId}`)).data
      .map(({ partner_name, state, amount }) => [partner_name, state, amount])
      .sort();

  test(
    'the click of one and the code of the other arrive with it, and the page says who won and why',
    async () => {
      const visitor = await clerk.page.context().newPage();
      await visitor.goto(`${office.url}/r/leaf`);
      const clickId = new URL(visitor.url()).searchParams.get('click_id');
      await visitor.close();
      const answer = await tell({ order_id: '1001', click_id: clickId, promo_code: 'GREEN15' });
      expect(answer.status).toBe(201);
      saleId = ((await answer.json()) as { id: string }).id;

      await clerk.open('conversions');
      await clerk.pick('Purchase 1001');
      await clerk.arrive('Purchase of USD 100.00');
      const candidates = clerk.page.locator('.candidate');
      expect(await candidates.locator('strong').allInnerTexts()).toEqual(['Promo code', 'Click']);
      expect(await candidates.locator('.badge').allInnerTexts()).toEqual(['won', 'outranked']);
      const [won = '', lost = ''] = await candidates.allInnerTexts();
      expect(won).toContain(
        'The promo code “GREEN15” of “Green Deals” came first in the order of the program',
      );
      expect(lost).toContain('“Leaf Letters”');
      expect(lost).toContain('another one stood before it');
      await clerk.see('What was earned, and by which rule');
      expect(await owed()).toEqual([['Green Deals', 'pending', 2_000]]);
      expect(clerk.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  const tell = async (sale: object): Promise<Response> =>
    fetch(`${office.url}/track/purchase`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await office.it.build.key({ scopes: ['track:write'] })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ customer_id: 'reader-1', amount: 10_000, currency: 'USD', ...sale }),
    });

  test(
    'who is to get it is asked for by name; nobody of that name is said beside the field',
    async () => {
      await clerk.follow('Reassign');
      await clerk.arrive('Whose this conversion is');
      await clerk.fill('Partner', 'Nobody Known');
      await clerk.fill('Note', 'They agreed by telephone');
      await clerk.press('Show what it comes to');
      await clerk.see('Nothing was changed');
      expect(await clerk.page.getByLabel(/^Note/).inputValue()).toBe('They agreed by telephone');
      expect(await owed()).toEqual([['Green Deals', 'pending', 2_000]]);
    },
    storyTimeoutMs,
  );

  test(
    'its consequences are shown first, and anew when somebody else is named',
    async () => {
      await clerk.fill('Partner', 'Balcony Films');
      await clerk.press('Show what it comes to');
      await clerk.see('Green Deals loses USD 20.00 and Balcony Films earns USD 20.00.');
      await clerk.fill('Partner', 'Leaf Letters');
      await clerk.choose('Reason', 'Agreement');
      await clerk.press('Give it to them');
      await clerk.see('Green Deals loses USD 20.00 and Leaf Letters earns USD 30.00.');
      await clerk.see('Green Deals: an unpaid commission of USD 20.00 is voided');
      expect(await owed()).toEqual([['Green Deals', 'pending', 2_000]]);
    },
    storyTimeoutMs,
  );

  test(
    'given to its new partner it comes to exactly that, and the page tells whose decision it was',
    async () => {
      await clerk.press('Give it to them');
      await clerk.said('Purchase of USD 100.00: given to its new partner.');
      await clerk.arrive('Purchase of USD 100.00');
      expect(await owed()).toEqual([
        ['Green Deals', 'voided', expect.any(Number)],
        ['Leaf Letters', 'pending', 3_000],
      ]);
      const candidates = clerk.page.locator('.candidate');
      expect(await candidates.locator('.badge').allInnerTexts()).toEqual([
        'won at first',
        'outranked',
        'won',
      ]);
      expect(await candidates.last().innerText()).toContain(
        '“admin” gave the sale to “Leaf Letters” (agreement): “They agreed by telephone”.',
      );
      await clerk.see('Given to another partner');
      await assertBooksBalance(office.it);
    },
    storyTimeoutMs,
  );
});

const html = { headers: { 'content-type': 'text/html' } };
