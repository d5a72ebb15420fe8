import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../support/browser.ts';
import { fromSource } from '../support/process.ts';
import { type RunningServer, startServe } from '../support/server-process.ts';
import { loopbackAllowed } from './installation.ts';
import { type Reader, readerOf } from './reader.ts';

/** For a whole story on a busy machine, in milliseconds; a quiet one needs a tenth of it. */
export const storyTimeoutMs = 120_000;

/** Who sets up what is set up in stories. */
const owner = {
  name: 'Ann Owner',
  email: 'ann@example.com',
  password: 'four quiet herons wading',
} as const;

/** The product on a fresh database in a process of its own, with somebody in front of a browser. */
export interface Story extends AsyncDisposable {
  readonly reader: Reader;
  readonly server: RunningServer;
  /** Where people reach it; without a slash at the end. */
  readonly url: string;
  /** The code that makes the first admin, as it stands in the log. */
  readonly setupCode: string;
}

export const openStory = async (): Promise<Story> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tributary-story-'));
  const server = await startServe(fromSource, dataDir, { env: loopbackAllowed, lifetimeMs: storyTimeoutMs });
  const close = async (): Promise<void> => {
    server.signal('SIGKILL');
    await server.ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const [, url = '', setupCode = ''] = /"(http[^"]+)\/setup\?code=([^"]+)"/.exec(server.output()) ?? [];
    const browser = await openBrowser(userAgent);
    return {
      reader: await readerOf(browser.context, url),
      ...{ server, url, setupCode },
      async [Symbol.asyncDispose]() {
        await browser.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** As people's browsers say; others count as bots. */
export const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

/** Becomes the owner on the set-up page. */
export const setUp = async ({ reader, url, setupCode }: Story): Promise<void> => {
  await reader.page.goto(`${url}/setup`);
  await reader.write('Set-up code', setupCode);
  await reader.write('Your name', owner.name);
  await reader.write('Your email', owner.email);
  await reader.write('Password', owner.password);
  await reader.press('Become the owner');
  await reader.arrive('Overview');
};

/** Makes a program from the first page on. */
export const makeProgram = async ({ reader }: Story, name = 'Fern & Pine'): Promise<void> => {
  await reader.follow('New program');
  await reader.arrive('New program');
  await reader.write('Name', name);
  await reader.write('What partners earn of a purchase', '20');
  await reader.press('Make the program');
  await reader.said(`${name} is ready.`);
};

/** Makes a key and takes it from the page that shows it. */
export const makeKey = async ({ reader, url }: Story, name: string): Promise<string> => {
  await reader.page.goto(`${url}/admin/api-keys/new`);
  await reader.write('Name', name);
  await reader.press('Make the key');
  await reader.arrive(`${name} is ready`);
  return reader.page.locator('.once code').innerText();
};

/** Tells of a sale, as the backend of a shop does. */
export const sell = (url: string, key: string, sale: object): Promise<Response> =>
  fetch(`${url}/track/purchase`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ customer_id: 'reader-1', amount: 4_900, currency: 'USD', ...sale }),
  });
