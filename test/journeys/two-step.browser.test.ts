import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { totpCode } from '../../src/admins/totp.ts';
import { minuteMs, secondMs } from '../../src/core/clock.ts';
import { makeAdmin, testPassword as password } from '../support/admins.ts';
import { hasBrowser, openBrowser, type TestBrowser } from '../support/browser.ts';
import { openSampleShop, type SampleShop } from '../support/sample-shop.ts';
import { storyTimeoutMs, userAgent } from './browser-story.ts';
import { type Reader, readerOf } from './reader.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;
const email = 'bea@example.com';

inBrowser('two-step sign-in', () => {
  let shop: SampleShop;
  let browser: TestBrowser;
  let reader: Reader;
  let secret = '';
  let codes: string[] = [];

  beforeAll(async () => {
    shop = await openSampleShop({ seeded: false });
    await shop.it.build.program();
    await makeAdmin(shop.it, { email, name: 'Bea', role: 'admin' });
    browser = await openBrowser(userAgent);
    reader = await readerOf(browser.context, shop.url);
  }, storyTimeoutMs);
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  /** What the app on the phone shows. */
  const code = (): string => totpCode(secret, Math.floor(shop.it.clock.now() / (30 * secondMs)));

  const wrongCode = (): string => code().replace(/./g, (digit) => String((Number(digit) + 1) % 10));

  const givePassword = async (): Promise<void> => {
    await reader.write('Email', email);
    await reader.write('Password', password);
    await reader.press('Sign in');
  };

  const signOut = async (): Promise<void> => {
    await reader.page.getByRole('button', { name: 'Sign out' }).click();
    await reader.arrive('Sign in');
  };

  const answer = async (typed: string): Promise<void> => {
    await reader.write('Code', typed);
    await reader.press('Sign in');
  };

  test(
    'is switched on by a code that the app makes of the secret that is shown, and shows ten recovery codes once',
    async () => {
      const { page } = reader;
      await page.goto(`${shop.url}/login`);
      await givePassword();
      await reader.arrive('Overview');
      await page.locator('.account').click();
      await reader.arrive('Your account');
      await reader.follow('Set up an authenticator app');
      await reader.arrive('Set up an authenticator app');
      secret = (await page.locator('code.secret').innerText()).replaceAll(' ', '');
      await reader.write('Code that the app shows', wrongCode());
      await reader.write('Your present password', password);
      await reader.press('Ask for a code from now on');
      await reader.see('Nothing was changed');
      expect((await page.locator('code.secret').innerText()).replaceAll(' ', '')).toBe(secret);
      await reader.write('Code that the app shows', code());
      await reader.write('Your present password', password);
      await reader.press('Ask for a code from now on');
      await reader.arrive('Recovery codes');
      codes = (await page.locator('.code-block code').innerText()).trim().split('\n');
      expect(new Set(codes).size).toBe(10);
      await reader.follow('I have saved them');
      await reader.arrive('Your account');
      await reader.see('10 recovery codes are left.');
      expect(await page.content()).not.toContain(codes[0] ?? '');
    },
    storyTimeoutMs,
  );

  test(
    'refuses a wrong code, lets in with the right one, and leads to where one wanted to go',
    async () => {
      await signOut();
      shop.it.clock.advance(minuteMs);
      await reader.page.goto(`${shop.url}/admin/balances`);
      await reader.arrive('Sign in');
      await givePassword();
      await reader.arrive('One more step');
      await answer(wrongCode());
      await reader.see('You are not signed in');
      const { request } = browser.context;
      const inside = await request.get(`${shop.url}/admin/account`, { maxRedirects: 0 });
      expect([inside.status(), inside.headers().location]).toEqual([303, '/login?next=%2Fadmin%2Faccount']);
      await answer(code());
      await reader.arrive('Balances');
    },
    storyTimeoutMs,
  );

  test(
    'lets in once with a recovery code where the phone is not, and counts what is left',
    async () => {
      const [first = '', second = ''] = codes;
      await signOut();
      await givePassword();
      await reader.arrive('One more step');
      await answer(first);
      await reader.arrive('Overview');
      await signOut();
      await givePassword();
      await reader.arrive('One more step');
      await answer(first);
      await reader.see('You are not signed in');
      await answer(second);
      await reader.arrive('Overview');
      await reader.page.goto(`${shop.url}/admin/account`);
      await reader.see('8 recovery codes are left.');
    },
    storyTimeoutMs,
  );
});
