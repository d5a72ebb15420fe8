import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { hasBrowser } from '../support/browser.ts';
import { makeKey, makeProgram, openStory, type Story, sell, setUp, storyTimeoutMs } from './browser-story.ts';
import { eventually } from './eventually.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('an endpoint that breaks and recovers', () => {
  let story: Story;
  let receiver: WebhookReceiver;
  let key = '';
  let endpointAddress = '';
  let isBroken = false;

  beforeAll(async () => {
    receiver = startWebhookReceiver(() =>
      isBroken ? new Response('the disk is full', { status: 500 }) : new Response('thanks'),
    );
    story = await openStory();
    await setUp(story);
    await makeProgram(story);
    key = await makeKey(story, 'Shop backend');
    const { reader, url } = story;
    await reader.page.goto(`${url}/admin/partners/new`);
    await reader.write('Name', 'Leaf Letters');
    await reader.write('Email address', 'leaf@example.com');
    await reader.write('Code', 'LEAF');
    await reader.press('Add the partner');
    await reader.arrive('Leaf Letters');
  }, storyTimeoutMs);
  afterAll(async () => {
    await story?.[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const sale = async (order_id: string): Promise<void> => {
    expect((await sell(story.url, key, { order_id, partner: 'LEAF' })).status).toBe(201);
  };

  const openDeliveries = async (state: string): Promise<void> => {
    await story.reader.page.goto(`${endpointAddress}/deliveries?state=${state}`);
  };

  /** What came of the story: no page may have complained. */
  const expectCalm = (): void => expect(story.reader.complaints()).toEqual([]);

  test(
    'is told what the receiver answers to a test, as soon as it answers',
    async () => {
      const { reader, url } = story;
      await reader.page.goto(`${url}/admin/webhooks/new`);
      await reader.write('Name', 'CRM');
      await reader.write('URL', receiver.url);
      await reader.page.getByLabel('Everything (*)').uncheck();
      await reader.page.locator('summary', { hasText: /^Commission\b/ }).click();
      await reader.page.getByRole('checkbox', { name: /^commission\.created/ }).check();
      await reader.page.getByRole('radio', { name: /^manual/ }).check();
      await reader.press('Make the endpoint');
      await reader.arrive('CRM is ready');
      await reader.follow('Send a test…');
      await reader.arrive('Send CRM a test');
      await reader.press('Send the test');
      await reader.see('It arrived');
      await reader.see('thanks');
      expect(receiver.arrivals.map(({ status }) => status)).toEqual([200]);
      await reader.follow('CRM');
      await reader.arrive('CRM');
      endpointAddress = reader.page.url();
      expectCalm();
    },
    storyTimeoutMs,
  );

  test(
    'shows what failed, each attempt, and the words of the receiver',
    async () => {
      const { reader } = story;
      isBroken = true;
      for (const order of ['1001', '1002', '1003']) await sale(order);
      await receiver.until('three refusals', () => receiver.arrivals.length === 4);
      await reader.page.goto(endpointAddress);
      await reloadUntil('failing');
      await openDeliveries('exhausted');
      await reader.follow('commission.created');
      await reader.arrive('commission.created');
      await reader.see('It was given up after 1 attempt (500). A person can send it again.');
      await reader.press('Retry');
      await receiver.until('the retry', () => receiver.arrivals.length === 5);
      await reloadUntil('Attempt 2');
      expect(await reader.page.locator('pre', { hasText: 'the disk is full' }).count()).toBe(2);
      expectCalm();
    },
    storyTimeoutMs,
  );

  test(
    'holds while it is paused what happens meanwhile, and sends nothing',
    async () => {
      const { reader } = story;
      await reader.page.goto(endpointAddress);
      await reader.press('Pause');
      await reader.see('paused');
      isBroken = false;
      await sale('1004');
      await openDeliveries('held');
      await reader.page.locator('.data tbody tr').first().waitFor();
      expect(await reader.page.locator('.data tbody tr').count()).toBe(1);
      expect(receiver.arrivals).toHaveLength(5);
      expectCalm();
    },
    storyTimeoutMs,
  );

  test(
    'is sent once each, after it is activated, what it has missed: counted first, progress seen without a reload',
    async () => {
      const { reader } = story;
      const { page } = reader;
      await page.goto(endpointAddress);
      await reader.follow('Activate…');
      await reader.arrive('Activate CRM');
      await page.getByRole('radio', { name: /choose what to send again/ }).check();
      await reader.press('Activate');
      await reader.see('Events from (UTC)');
      await page.getByLabel('Everything that did not arrive').check();
      await reader.press('Count what that is');
      await reader.see('4 deliveries would be sent');
      await reader.press('Send 4 deliveries');
      await reader.arrive('Recovery of CRM');
      await page.evaluate('window.sameDocument = true');
      await reader.see(
        '4 deliveries found, 4 arrived. Everything has been made due; retries may still follow.',
      );
      expect(await page.evaluate<boolean>('window.sameDocument')).toBe(true);

      const taken = receiver.arrivals.filter(({ status, event }) => status === 200 && !('test' in event));
      expect(taken).toHaveLength(4);
      expect(new Set(taken.map(({ id }) => id)).size).toBe(4);
      await page.goto(endpointAddress);
      await reader.see('The last request succeeded.');
      expectCalm();
    },
    storyTimeoutMs,
  );

  /** What came of a request is written down after the receiver was answered: the page may come first. */
  const reloadUntil = (text: string): Promise<true> => {
    const { page } = story.reader;
    const place = page.locator('main').getByText(text).filter({ visible: true }).first();
    return eventually(text, async () => {
      if (await place.isVisible()) return true;
      await page.reload();
      return undefined;
    });
  };
});
