import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { createServer, type Server } from '../../src/server.ts';
import { makeAdmin, testPassword as password } from '../support/admins.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { hasBrowser, openBrowser, type TestBrowser } from '../support/browser.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;
const patienceMs = 60_000;
const email = 'ann@example.com';

/** A port that nobody listens on: pages answer under the address of the configuration alone. */
const freePort = (): number => {
  const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
  const { port } = probe;
  probe.stop(true);
  return port;
};

inBrowser('passkeys', () => {
  let it: TestApp;
  let server: Server;
  let browser: TestBrowser;
  let page: Page;
  let url: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    const port = freePort();
    url = `http://localhost:${port}`;
    it = await createTestApp({ config: { baseUrl: url, port } });
    await makeAdmin(it, { email, role: 'viewer' });
    server = createServer(it.app).listen({ hostname: '127.0.0.1', port });
    browser = await openBrowser(
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36',
    );
    page = await browser.context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
    });
    const devtools = await browser.context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
  }, patienceMs);
  afterAll(async () => {
    await browser?.close();
    await server?.stop(true);
    await it.close();
  });

  const logOut = async (): Promise<void> => {
    await browser.context.clearCookies({ name: 'trb_session' });
    await page.goto(`${url}/login`);
  };

  const counter = async (): Promise<number | undefined> =>
    (await it.app.read.selectFrom('passkeys').select('counter').executeTakeFirst())?.counter;

  test(
    'are registered on the account page, after the password',
    async () => {
      await page.goto(`${url}/login`);
      await page.fill('[name=email]', email);
      await page.fill('[name=password]', password);
      await page.click('button:text-is("Sign in")');
      await page.waitForURL(`${url}/admin`);
      await page.goto(`${url}/admin/account`);
      await page.click('text="Add a passkey"');
      await page.waitForSelector('text="Go on"');
      await page.fill('[name=name]', 'Laptop');
      await page.fill('[name=current_password]', password);
      await page.click('text="Go on"');
      await page.click('text="Make the passkey"');
      await page.waitForSelector('text=The passkey is registered');
      expect(await page.textContent('main')).toContain('Laptop');
      expect(complaints).toEqual([]);
    },
    patienceMs,
  );

  test(
    'let in without a password, count their uses, and take no answer twice',
    async () => {
      const before = (await counter()) ?? 0;
      await logOut();
      const sent = page.waitForRequest((request) => request.url().endsWith('/login/passkey'));
      await page.click('text="Sign in with a passkey"');
      const replay = await sent;
      await page.waitForURL(`${url}/admin`);
      expect(await counter()).toBeGreaterThan(before);

      const again = await browser.context.request.post(`${url}/login/passkey`, {
        headers: { 'sec-fetch-site': 'same-origin', cookie: (await replay.allHeaders()).cookie ?? '' },
        form: Object.fromEntries(new URLSearchParams(replay.postData() ?? '')),
        maxRedirects: 0,
      });
      expect(again.status()).toBe(401);
      expect(complaints).toEqual([]);
    },
    patienceMs,
  );

  test(
    'are removed by their owner, after the password, and let nobody in then',
    async () => {
      await page.goto(`${url}/admin/account`);
      await page.click('a:text-is("Remove")');
      await page.fill('[name=current_password]', password);
      await page.click('text="Remove it"');
      await page.waitForSelector('text=Laptop lets nobody in any more');
      await logOut();
      await page.click('text="Sign in with a passkey"');
      await page.waitForSelector('text=This passkey was not taken');
      expect(await counter()).toBeUndefined();
    },
    patienceMs,
  );
});
