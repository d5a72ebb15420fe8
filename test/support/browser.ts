import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

const launching = {
  executablePath,
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** Whether tests in a real browser can run here. Where everything must be proven, they must. */
export const hasBrowser = (): boolean => {
  if (existsSync(executablePath)) return true;
  if (process.env.CI === 'true') throw new Error(`${executablePath} is missing`);
  process.stdout.write(`tests in a browser are left out: ${executablePath} is missing\n`);
  return false;
};

export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** A browser with an empty profile of its own, which says of itself what people's browsers say. */
export const openBrowser = async (userAgent: string): Promise<TestBrowser> => {
  const profile = mkdtempSync(join(tmpdir(), 'tributary-browser-'));
  const context = await chromium.launchPersistentContext(profile, { ...launching, userAgent });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
};

/** For several people at once: each takes a context of their own. */
export const openBrowserForMany = (): Promise<Browser> => chromium.launch(launching);
