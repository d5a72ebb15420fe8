import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { hasBrowser } from '../support/browser.ts';
import { startReceiver, type TestReceiver } from '../support/receiver.ts';
import { makeKey, makeProgram, openStory, type Story, sell, setUp, storyTimeoutMs } from './browser-story.ts';
import { eventually } from './eventually.ts';
import { byStandardWebhooks } from './verifiers.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

inBrowser('from nothing to the first verified webhook', () => {
  let story: Story;
  let shop: TestReceiver;
  let receiver: WebhookReceiver;
  let secret = '';
  let key = '';
  let clickId = '';

  beforeAll(async () => {
    shop = startReceiver(
      () =>
        new Response('<!doctype html><title>Plants</title>', { headers: { 'content-type': 'text/html' } }),
    );
    receiver = startWebhookReceiver((arrival) =>
      byStandardWebhooks(arrival, secret)
        ? new Response('thanks')
        : new Response('who are you?', { status: 401 }),
    );
    story = await openStory();
  }, storyTimeoutMs);
  afterAll(async () => {
    await story?.[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
    await shop.stop();
  });

  /** What the overview says is still to be done. */
  const stepsLeft = async (): Promise<string[]> => {
    await story.reader.page.goto(`${story.url}/admin`);
    await story.reader.arrive('Overview');
    await story.reader.page.locator('.onboarding').waitFor();
    const left = story.reader.page.locator('.onboarding li:not([data-state=done]) h3');
    return (await left.allInnerTexts()).map((text) => text.replace(/: to do$/i, '').trim());
  };

  test(
    'the set-up code lets its finder in as the owner, once',
    async () => {
      const { reader, url, setupCode } = story;
      await reader.page.goto(url);
      await setUp(story);
      await reader.see('Make your first program');
      expect(await reader.page.locator('.account').innerText()).toContain('owner');
      const again = await fetch(`${url}/setup?code=${setupCode}`);
      expect([again.status, (await again.text()).includes('Become the owner')]).toEqual([404, false]);
      expect(reader.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'a program, a partner and a link are made from the steps that the overview shows',
    async () => {
      const { reader, url } = story;
      await makeProgram(story);
      expect(await stepsLeft()).not.toContain('A program');
      expect(await stepsLeft()).toContain('Your first partner');
      await reader.follow('Your first partner');
      await reader.arrive('New partner');
      await reader.write('Name', 'Leaf Letters');
      await reader.write('Email address', 'leaf@example.com');
      await reader.write('Code', 'LEAF');
      await reader.press('Add the partner');
      await reader.arrive('Leaf Letters');
      expect(await stepsLeft()).not.toContain('Your first partner');
      expect(await stepsLeft()).toContain('A first click');
      await reader.page.goto(`${url}/admin/links/new`);
      await reader.write('Partner', 'LEAF');
      await reader.write('Leads to', `${shop.url}/plants`);
      await reader.write('Slug', 'leaf');
      await reader.press('Make the link');
      await reader.arrive('leaf');
      expect(reader.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'a visitor who follows the link arrives at the shop with a click id, and the click is a step done',
    async () => {
      const { reader, url } = story;
      const visitor = await reader.page.context().newPage();
      await visitor.goto(`${url}/r/leaf`);
      expect(visitor.url()).toStartWith(`${shop.url}/plants?`);
      clickId = [...new URL(visitor.url()).searchParams.values()][0] ?? '';
      expect(clickId).toStartWith('clk_');
      await visitor.close();
      expect(await stepsLeft()).not.toContain('A first click');
      expect(reader.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'a key is shown once, and a sale told with it is credited to the partner whose link was followed',
    async () => {
      const { reader, url } = story;
      key = await makeKey(story, 'Shop backend');
      const answer = await sell(url, key, { order_id: '1001', click_id: clickId });
      expect([answer.status, await answer.json()]).toEqual([
        201,
        expect.objectContaining({ attributed: true }),
      ]);
      await reader.page.goto(`${url}/admin/api-keys`);
      await reader.follow('Shop backend');
      await reader.arrive('Shop backend');
      expect(await reader.page.content()).not.toContain(key);
      expect(await stepsLeft()).not.toContain('A first purchase');
      await reader.page.goto(`${url}/admin/commissions`);
      await reader.see('Sale 1001');
      await reader.see('Leaf Letters');
      expect(reader.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'a receiver that was given the secret that is shown once verifies what arrives, and the last step ticks itself',
    async () => {
      const { reader, url } = story;
      expect(await stepsLeft()).toContain('A webhook that arrived');
      await reader.follow('A webhook that arrived');
      await reader.arrive('New endpoint');
      await reader.write('Name', 'CRM');
      await reader.write('URL', receiver.url);
      await reader.press('Make the endpoint');
      await reader.arrive('CRM is ready');
      secret = await reader.page.locator('.once code').innerText();
      await sell(url, key, { order_id: '1002', click_id: clickId });
      await receiver.until('the commission', () =>
        receiver.arrivals.some(({ type, status }) => type === 'commission.created' && status === 200),
      );
      expect(receiver.arrivals.filter(({ status }) => status !== 200 && status !== null)).toEqual([]);

      await reader.follow('To the endpoint');
      await reader.arrive('CRM');
      expect(await reader.page.content()).not.toContain(secret);
      await reader.follow('Deliveries');
      await reader.see('commission.created');
      await eventually('the step to be ticked', async () =>
        (await stepsLeft()).includes('A webhook that arrived') ? undefined : true,
      );
      await reader.page.goto(`${url}/admin/deliveries?state=delivered&event_type=commission.created`);
      await reader.page.locator('.data tbody tr').first().waitFor();
      expect(reader.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );
});
