import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { importKinds } from '../../src/imports/import.ts';
import { createServer } from '../../src/server.ts';
import { runImports } from '../../src/workflows/imports/run-imports.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type Person, signIn } from '../support/people.ts';
import { bringIn, csvOf } from './support.ts';

let it: TestApp;
let owner: Person;
let admin: Person;
beforeAll(async () => {
  it = await createTestApp();
  owner = await signIn(it);
  admin = await signIn(it, 'admin');
  await it.build.program();
});
afterAll(() => it.close());

/** Sends a file as browsers do. */
const send = async (
  kind: string,
  file: string | Uint8Array<ArrayBuffer> | null,
  fields: object = {},
  person = owner,
): Promise<Response> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  if (file !== null) form.set('csv', new File([file], 'file.csv', { type: 'text/csv' }));
  const { origin, host } = new URL(it.app.config.baseUrl);
  const headers = { cookie: person.cookie, host, 'sec-fetch-site': 'same-origin' };
  const request = new Request(`${origin}/admin/imports/new?kind=${kind}`, {
    method: 'POST',
    headers,
    body: form,
  });
  return createServer(it.app).handle(request);
};

const show = async (path: string, person = owner): Promise<string> => {
  const answer = await person.get(path);
  expect(answer.status).toBe(200);
  return answer.text();
};

/** Tries a file to its end; answers the address of the trial. */
const tried = async (kind: string, file: string, fields: object = {}): Promise<string> => {
  const sent = await send(kind, file, fields);
  expect(sent.status).toBe(303);
  await runImports(it.app);
  return sent.headers.get('location') ?? '';
};

const partnerCount = async () => (await it.call('GET', '/api/v1/partners')).body.data.length;

test('before anything was imported the list says what can be', async () => {
  expect(await show('/admin/imports')).toContain('Nothing was imported');
  expect(await show('/admin/imports/new')).toContain('href="/admin/imports/new?kind=balances"');
});

describe('a file', () => {
  test('is tried, shows each refused row with its reason, and is then brought in', async () => {
    const path = await tried('partners', csvOf('email,name', 'a@example.com,Ada', 'nobody,Ben'));
    const html = await show(path);
    expect(html).toContain('2 rows: would make 1, 0 there already and 1 would be refused.');
    expect(html).toContain('<strong>email </strong>must be an email address');
    expect(html).toContain('Bring in 1 row');
    expect(await partnerCount()).toBe(0);
    const begun = await owner.post(`${path}/run`);
    const real = begun.headers.get('location') ?? '';
    expect(await show(real)).toContain('hx-trigger="every 2s"');
    await runImports(it.app);
    const after = await show(real);
    expect(after).not.toContain('hx-trigger="every 2s"');
    expect(after).toContain('made 1, 0 there already and 1 refused');
    expect(await partnerCount()).toBe(1);
    const errors = await (await owner.get(`${real}/errors.csv`)).text();
    expect(errors).toBe(
      'row,code,columns,errors\r\n3,invalid_request,email,email must be an email address\r\n',
    );
  });

  test('may have other names of columns', async () => {
    const fields = { 'columns.email': 'E-Mail', separator: 'semicolon' };
    const path = await tried('partners', csvOf('E-Mail;name', 'c@example.com;Cleo'), fields);
    expect(await show(path)).toContain('E-Mail for email');
  });

  test('that brings money is brought in by typing how many rows it makes', async () => {
    const options = { 'options.amounts': 'decimal' };
    const path = await tried(
      'balances',
      csvOf('partner,currency,amount', 'a@example.com,USD,12.50'),
      options,
    );
    const refused = await owner.post(`${path}/run`);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('must be exactly: 1');
    expect((await owner.post(`${path}/run`, { confirmation: '1' })).status).toBe(303);
    await runImports(it.app);
    expect((await it.call('GET', '/api/v1/balances')).body.data).toMatchObject([{ due: 1_250 }]);
  });

  test.each([
    ['none', null, 'File is missing: choose one'],
    ['without a column that is required', 'name\r\nAda\r\n', 'File has no column email'],
    ['that is no UTF-8', new Uint8Array([0xff, 0xfe, 0x41]), 'must be text in UTF-8'],
  ])('%s comes back with the reason and what was written', async (_what, file, reason) => {
    const refused = await send('partners', file, { separator: 'tab' });
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toContain(reason);
    expect(html).toContain('<option value="tab" selected');
  });

  test('can be stopped, once', async () => {
    const sent = await send('partners', csvOf('email,name', 'd@example.com,Dan'));
    const path = sent.headers.get('location') ?? '';
    await owner.post(`${path}/cancellation`);
    expect(await show(path)).toContain('Stopped after 0 of 1 row');
    await owner.post(`${path}/cancellation`);
    expect(await show(path)).toContain('data-tone="bad"');
  });
});

test.each(importKinds.map((kind) => [kind]))(
  'the example of %s is a file that can be brought in',
  async (kind) => {
    const answer = await admin.get(`/admin/imports/examples/${kind}`);
    expect(answer.headers.get('content-disposition')).toContain(`${kind}.csv`);
    if (kind !== 'partners') {
      for (const email of ['ada@example.com', 'ben@example.com']) {
        await it.call('POST', '/api/v1/partners', { body: { email, name: 'Known' } });
      }
    }
    const options = {
      ...(['conversions', 'balances'].includes(kind) && { amounts: 'decimal' }),
      ...(kind === 'conversions' && { commissions: 'paid_elsewhere' }),
    };
    const job = await bringIn(it, kind, await answer.text(), { dry_run: true, options });
    expect(job.reports.flatMap(({ errors }) => errors)).toEqual([]);
    expect(job.ignored_columns).toEqual([]);
  },
);

test('what the audit log keeps of an import names nobody in its file', async () => {
  const entries = await it.app.read.selectFrom('audit_entries').selectAll().execute();
  expect(entries.length).toBeGreaterThan(0);
  expect(JSON.stringify(entries)).not.toContain('d@example.com');
});

test('who is no owner sees imports and begins none', async () => {
  expect(await show('/admin/imports', admin)).not.toContain('New import');
  expect((await admin.get('/admin/imports/new')).status).toBe(403);
  expect((await send('partners', csvOf('email,name', 'e@example.com,Eve'), {}, admin)).status).toBe(403);
  expect((await owner.get('/admin/imports/imp_0000000000')).status).toBe(404);
  expect((await owner.get('/admin/imports/examples/secrets')).status).toBe(404);
});
