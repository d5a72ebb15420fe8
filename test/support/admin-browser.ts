import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import type { SampleShop } from './sample-shop.ts';

export interface AdminBrowser {
  /** One tab, in which the owner of the shop is signed in. */
  readonly page: Page;
  /** Errors, blocked content and requests elsewhere since this was asked last. */
  complaints(): string[];
  /** Changes how the page that is open is looked at, without loading it again. */
  look(look: Look): Promise<void>;
  close(): Promise<void>;
}

export interface Look {
  readonly scheme: 'light' | 'dark';
  readonly width: number;
}

/** The four ways in which every page has to be good. */
export const looks: readonly Look[] = [
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 1280 },
  { scheme: 'light', width: 390 },
  { scheme: 'dark', width: 390 },
];

const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36';

export const openAdminBrowser = async ({ url, owner }: SampleShop): Promise<AdminBrowser> => {
  const browser = await openBrowser(userAgent);
  const [name = '', value = ''] = owner.cookie.split('=');
  await browser.context.addCookies([{ name, value, url }]);
  const page = await browser.context.newPage();
  let complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) complaints.push(`asks for ${request.url()}`);
  });
  return {
    page,
    complaints: () => {
      const heard = complaints;
      complaints = [];
      return heard;
    },
    look: async ({ scheme, width }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    },
    close: () => browser.close(),
  };
};
