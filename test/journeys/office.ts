import type { AdminRole } from '../../src/admins/admin.ts';
import type { TestApp } from '../support/app.ts';
import { openBrowserForMany } from '../support/browser.ts';
import type { AnswerBody } from '../support/call.ts';
import { signIn } from '../support/people.ts';
import { openSampleShop } from '../support/sample-shop.ts';
import { type Reader, readerOf } from './reader.ts';

/** For a whole story on a busy machine, in milliseconds; a quiet one needs a tenth of it. */
export const storyTimeoutMs = 90_000;

/** For one step of it: less than the test has, so that it can say what it waited for. */
const patienceMs = 15_000;

const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

/** The administration of a shop on loopback, whose time stands still, with people in front of it. */
export interface Office extends AsyncDisposable {
  readonly it: TestApp;
  readonly url: string;
  /** Somebody signs in, in a browser of their own. */
  enter(role?: AdminRole, options?: { readonly javaScript?: boolean }): Promise<Clerk>;
  /** What the API answers about a thing, or a list. */
  read<Body = AnswerBody>(path: string): Promise<Body>;
  /** What a backend, or somebody without a browser, sends; refusals are thrown. */
  send(path: string, body?: object): Promise<AnswerBody>;
}

/** Somebody at work in the administration. */
export interface Clerk extends Reader {
  /** By its address, below `/admin`. */
  open(path?: string): Promise<void>;
  /** Fills a field in, whether or not it may be left empty. */
  fill(label: string, text: string): Promise<void>;
  choose(label: string, option: string): Promise<void>;
  /** Opens the row of a table whose first cell says this. */
  pick(row: string): Promise<void>;
  /** Everything that the page says. */
  text(): Promise<string>;
  /** The last part of the address. */
  id(): string;
}

export const openOffice = async (): Promise<Office> => {
  const shop = await openSampleShop({ seeded: false });
  const { it, url } = shop;
  const browser = await openBrowserForMany().catch(async (error) => {
    await shop.close();
    throw error;
  });
  const ask = async <Body>(method: string, path: string, body?: object): Promise<Body> => {
    const answer = await it.call<Body>(method, path, body && { body });
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
  return {
    ...{ it, url },
    async enter(role = 'owner', { javaScript = true } = {}) {
      const { cookie } = await signIn(it, role);
      const context = await browser.newContext({ userAgent, javaScriptEnabled: javaScript });
      const [name = '', value = ''] = cookie.split('=');
      await context.addCookies([{ name, value, url }]);
      return clerkOf(await readerOf(context, url), url);
    },
    read: (path) => ask('GET', `/api/v1/${path}`),
    send: (path, body) => ask('POST', path.startsWith('track/') ? `/${path}` : `/api/v1/${path}`, body),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await shop.close();
    },
  };
};

const clerkOf = (reader: Reader, url: string): Clerk => {
  const { page } = reader;
  page.setDefaultTimeout(patienceMs);
  const main = page.locator('main');
  const control = (label: string) => main.getByLabel(new RegExp(`^${label}( optional)?$`));
  return {
    ...reader,
    open: async (path = '') => {
      await page.goto(`${url}/admin${path === '' ? '' : `/${path}`}`);
    },
    fill: (label, text) => control(label).fill(text),
    choose: async (label, option) => {
      await control(label).selectOption({ label: option });
    },
    pick: (row) => main.locator('tbody td > a', { hasText: row }).first().click(),
    text: () => main.innerText(),
    id: () => new URL(page.url()).pathname.split('/').at(-1) ?? '',
  };
};
