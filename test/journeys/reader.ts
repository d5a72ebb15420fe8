import type { BrowserContext, Page } from 'playwright-core';

/** In milliseconds, until what is waited for shows; nothing is waited for longer than it takes. */
const patienceMs = 15_000;

/** Somebody who reads a page and does what its words say: by labels, names of buttons and links, and headings. */
export interface Reader {
  readonly page: Page;
  /** Resolves on the page with this heading. */
  arrive(heading: string | RegExp): Promise<void>;
  /** Resolves once a toast says this. */
  said(text: string): Promise<void>;
  /** Resolves once the content of the page says this where it can be seen. */
  see(text: string | RegExp): Promise<void>;
  write(label: string, text: string): Promise<void>;
  press(button: string): Promise<void>;
  follow(link: string): Promise<void>;
  /** Errors, blocked content and requests elsewhere since this was asked last. */
  complaints(): string[];
}

export const readerOf = async (context: BrowserContext, url: string): Promise<Reader> => {
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const main = page.locator('main');
  return {
    page,
    complaints: complaintsOf(page, url),
    arrive: (heading) =>
      page.getByRole('heading', { level: 1, name: heading, exact: typeof heading === 'string' }).waitFor(),
    said: (text) => page.locator('.toast', { hasText: text }).waitFor(),
    see: (text) => main.getByText(text).filter({ visible: true }).first().waitFor(),
    write: (label, text) => main.getByLabel(labelled(label)).fill(text),
    press: (button) => main.getByRole('button', { name: button, exact: true }).click(),
    follow: (link) => main.getByRole('link', { name: link, exact: true }).first().click(),
  };
};

/** Labels say as well that a field may be left empty. */
const labelled = (label: string): RegExp => new RegExp(`^${RegExp.escape(label)}( optional)?$`);

const complaintsOf = (page: Page, url: string): (() => string[]) => {
  let complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) complaints.push(`asks for ${request.url()}`);
  });
  return () => {
    const heard = complaints;
    complaints = [];
    return heard;
  };
};
