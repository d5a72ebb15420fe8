import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { runImports } from '../../src/workflows/imports/run-imports.ts';
import { hasBrowser } from '../support/browser.ts';
import { type Clerk, type Office, openOffice, storyTimeoutMs } from './office.ts';

const inBrowser = hasBrowser() ? describe : describe.skip;

/** More than one run of the job brings in. */
const rowCount = 600;

/** As a spreadsheet counts: the first line has the names of the columns. */
const badLine = 42;

inBrowser('partners of another system are brought in', () => {
  let office: Office;
  let clerk: Clerk;

  beforeAll(async () => {
    office = await openOffice();
    await office.it.build.program();
    clerk = await office.enter('owner');
  }, storyTimeoutMs);
  afterAll(() => office?.[Symbol.asyncDispose]());

  const partnerCount = async (): Promise<unknown> => (await office.read('partners/summary')).total;

  /** The job runs, and the page that is open says so by itself. */
  const goOn = async (sentence: string): Promise<void> => {
    await runImports(office.it.app);
    await clerk.see(sentence);
  };

  /** Somebody who comes back later, when all is done. */
  const comeBack = async (sentence: string): Promise<void> => {
    for (let run = 0; run < 2; run += 1) await runImports(office.it.app);
    await clerk.open(`imports/${clerk.id()}`);
    await clerk.see(sentence);
  };

  const tryFile = async (csv: string): Promise<void> => {
    const file = { name: 'partners.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
    await clerk.page.getByLabel('File').setInputFiles(file);
    await clerk.press('Try the file');
    await clerk.said('The file is being tried. Nothing is stored yet.');
    await clerk.arrive('Trial of partners');
  };

  test(
    'a file with a bad row is tried: its progress shows by itself, and nothing is stored',
    async () => {
      await clerk.open('imports');
      await clerk.follow('Bring the first file');
      await clerk.follow('Import partners');
      await tryFile(fileWith('not an address'));
      await clerk.see(`0 of ${rowCount}`);
      await clerk.page.evaluate('window.sameDocument = true');
      await goOn(`500 of ${rowCount}`);
      await goOn('600 rows: would make 599, 0 there already and 1 would be refused.');
      expect(await clerk.page.evaluate<boolean>('window.sameDocument')).toBe(true);
      expect(await clerk.page.locator('progress').count()).toBe(0);
      expect(await partnerCount()).toBe(0);
      expect(clerk.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'the refused row is named by its line and its column, on the page and in a file',
    async () => {
      const rows = clerk.page.locator('.data tbody tr');
      expect(await rows.allInnerTexts()).toEqual([
        expect.stringMatching(new RegExp(`^${badLine}\\s+refused\\s+email `)),
      ]);
      const arriving = clerk.page.waitForEvent('download');
      await clerk.follow('CSV of the refused rows');
      const lines = (await Bun.file(await (await arriving).path()).text()).trim().split('\r\n');
      expect(lines).toEqual([
        'row,code,columns,errors',
        expect.stringMatching(new RegExp(`^${badLine},[a-z_]+,email,`)),
      ]);
    },
    storyTimeoutMs,
  );

  test(
    'the mended file is tried, then brought in to its end',
    async () => {
      await clerk.open('imports/new?kind=partners');
      await tryFile(fileWith('partner42@example.com'));
      await comeBack('600 rows: would make 600, 0 there already and 0 would be refused.');
      await clerk.see('This makes 600 of 600 rows');
      expect(await partnerCount()).toBe(0);
      await clerk.press('Bring in 600 rows');
      await clerk.said('It is being brought in.');
      await clerk.arrive('Import of partners');
      await goOn(`500 of ${rowCount}`);
      await goOn('600 rows: made 600, 0 there already and 0 refused.');
      expect(await office.read(`imports/${clerk.id()}`)).toMatchObject({
        ...{ state: 'completed', dry_run: false },
        rows: { total: 600, created: 600, known: 0, errors: 0 },
      });
      expect(clerk.complaints()).toEqual([]);
    },
    storyTimeoutMs,
  );

  test(
    'they are in the list, and the same file brings nobody twice',
    async () => {
      await clerk.open('partners');
      await clerk.see('Nobody waits for approval; 600 partners are active.');
      await clerk.page.getByLabel('Search', { exact: true }).fill('partner42@example.com');
      await clerk.page.keyboard.press('Enter');
      await clerk.page.waitForURL(/q=partner42/);
      await clerk.pick('Partner 42');
      await clerk.arrive('Partner 42');
      await clerk.open('imports/new?kind=partners');
      await tryFile(fileWith('partner42@example.com'));
      await comeBack('600 rows: would make 0, 600 there already and 0 would be refused.');
      expect(await clerk.page.getByRole('button', { name: /^Bring in/ }).count()).toBe(0);
      expect(await partnerCount()).toBe(rowCount);
    },
    storyTimeoutMs,
  );
});

const fileWith = (emailOfBadLine: string): string => {
  const lines = Array.from({ length: rowCount }, (_, at) => {
    const line = at + 2;
    return `Partner ${line},${line === badLine ? emailOfBadLine : `partner${line}@example.com`},P${line}`;
  });
  return ['name,email,code', ...lines, ''].join('\n');
};
