import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { assertBooksBalance } from '../support/books.ts';
import { hasBrowser } from '../support/browser.ts';
import type { AnswerBody } from '../support/call.ts';
import { type Clerk, type Office, openOffice, storyTimeoutMs } from './office.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser.each([
  { how: 'with a script', javaScript: true },
  { how: 'without any script', javaScript: false },
])('a partner from the invitation to the end, $how', ({ javaScript }) => {
  let office: Office;
  let clerk: Clerk;
  let partnerId = '';

  beforeAll(async () => {
    office = await openOffice();
    await office.it.build.program({ partner_approval: 'manual', hold_days: 7 });
    const email = 'leaf@example.com';
    ({ id: partnerId } = await office.it.build.partner({
      ...{ name: 'Leaf Letters', code: 'LEAF', email, state: 'invited' },
    }));
    clerk = await office.enter('admin', { javaScript });
  }, storyTimeoutMs);
  afterAll(() => office?.[Symbol.asyncDispose]());

  const partner = () => office.read(`partners/${partnerId}`);
  /** Whose the sale is, and what came of it. */
  const sell = async (order: string): Promise<unknown> => {
    const sale = { order_id: order, customer_id: order, partner: 'LEAF', amount: 10_000, currency: 'USD' };
    const { conversion } = await office.send('track/purchase', sale);
    const { partner_id, state, state_reason } = conversion as AnswerBody;
    return { partner_id, state, state_reason };
  };

  test(
    'who accepts an invitation waits, earns nothing, and is approved from the list',
    async () => {
      await office.send(`partners/${partnerId}/acceptance`);
      expect(await sell('too-early')).toMatchObject({ partner_id: null });
      await clerk.open('partners');
      await clerk.see('1 partner waits for approval; 0 partners are active.');
      await clerk.page.getByRole('link', { name: /^Waiting for approval/ }).click();
      await clerk.pick('Leaf Letters');
      await clerk.arrive('Leaf Letters');
      await clerk.see('until then nothing is credited to them');
      await clerk.page.getByRole('button', { name: 'Approve', exact: true }).dblclick();
      await clerk.said('Leaf Letters is approved and earns from now on.');
      expect(await partner()).toMatchObject({ state: 'approved' });
      expect(await sell('in-time')).toMatchObject({ partner_id: partnerId, state: 'qualified' });
      expect(clerk.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'a suspension says what it brings, and its toast takes it back',
    async () => {
      await suspend();
      await clerk.said('Leaf Letters is suspended.');
      expect(await partner()).toMatchObject({
        ...{ state: 'suspended', state_reason: 'fraud', state_note: 'Odd traffic' },
      });
      await clerk.page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
      await clerk.said('Leaf Letters is reinstated.');
      await clerk.arrive('Leaf Letters');
      expect(await partner()).toMatchObject({ state: 'approved', state_reason: null });
      expect(await sell('after-undo')).toMatchObject({ partner_id: partnerId, state: 'qualified' });
      expect(clerk.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  const suspend = async (): Promise<void> => {
    await clerk.open(`partners/${partnerId}`);
    await clerk.follow('Suspend Leaf Letters');
    await clerk.arrive('Suspend Leaf Letters');
    await clerk.see('nothing is credited for them');
    await clerk.choose('Reason', 'Fraud');
    await clerk.fill('Note', 'Odd traffic');
    await clerk.press('Suspend Leaf Letters');
  };

  test(
    'a toast whose work somebody else has done leads to the page of the partner all the same',
    async () => {
      await suspend();
      await office.send(`partners/${partnerId}/reinstatement`);
      await clerk.page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
      await clerk.said('Leaf Letters is reinstated.');
      await clerk.arrive('Leaf Letters');
      expect(clerk.id()).toBe(partnerId);
    },
    storyTimeoutMs,
  );

  test(
    'a termination wants the name: another word changes nothing and keeps what was written',
    async () => {
      await suspend();
      expect(await sell('suspended')).toMatchObject({ state: 'rejected', state_reason: 'partner_suspended' });
      await clerk.follow('Terminate Leaf Letters');
      await clerk.arrive('Terminate Leaf Letters');
      await clerk.see('USD 40.00 is pending');
      await clerk.page.getByLabel('Void what is pending').check();
      await clerk.choose('Reason', 'Fraud');
      await clerk.fill('Note', 'Proven');
      await clerk.fill('Type Leaf Letters to confirm', 'leaf');
      await clerk.press('Terminate Leaf Letters');
      await clerk.see('Nothing was changed');
      await clerk.see('must be exactly: Leaf Letters');
      expect(await clerk.page.getByLabel('Note').inputValue()).toBe('Proven');
      expect(await clerk.page.getByLabel('Void what is pending').isChecked()).toBe(true);
      expect(await partner()).toMatchObject({ state: 'suspended' });
    },
    storyTimeoutMs,
  );

  test(
    'the name itself ends it for good: what was pending is void, and the books balance',
    async () => {
      await clerk.fill('Type Leaf Letters to confirm', 'Leaf Letters');
      await clerk.press('Terminate Leaf Letters');
      await clerk.said('Leaf Letters is terminated.');
      expect(await partner()).toMatchObject({ state: 'terminated', state_note: 'Proven' });
      const { data } = await office.read(`commissions?partner_id=${partnerId}`);
      expect(data.map(({ state }) => state)).toEqual(['voided', 'voided']);
      expect(await clerk.text()).not.toContain('Suspend Leaf Letters');
      await assertBooksBalance(office.it);
    },
    storyTimeoutMs,
  );
});
