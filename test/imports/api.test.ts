import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { dayMs, minuteMs } from '../../src/core/clock.ts';
import { forgetImportFiles } from '../../src/imports/import.service.ts';
import { createTestApp, type TestApp, testOrigin } from '../support/app.ts';
import { countRows } from '../support/stored-rows.ts';
import {
  bringIn,
  csvOf,
  expectCounts,
  finish,
  type ImportBody,
  readImport,
  reportsOf,
  sendFile,
} from './support.ts';

let it: TestApp;
beforeEach(async () => {
  it = await createTestApp();
  await it.build.program();
  await it.build.partner({ email: 'ann@example.com', code: 'ANN' });
});
afterEach(() => it.close());

const file = csvOf('email,name,Joined', 'bob@example.com,Bob,2020', 'nobody,No,2021');
const path = '/api/v1/imports';

describe('POST /api/v1/imports', () => {
  test('tries the rows and stores nothing, unless it is told not to', async () => {
    const { status, body } = await it.call<ImportBody>('POST', path, {
      body: { kind: 'partners', csv: file },
    });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      state: 'running',
      dry_run: true,
      dry_run_id: null,
      columns: { email: 'email', name: 'name' },
      ignored_columns: ['Joined'],
      rows: { total: 2, done: 0, created: 0, known: 0, errors: 0 },
    });
    expectCounts(await finish(it, body.id), { done: 2, created: 1, errors: 1 });
    expect(await reportsOf(it, body.id)).toEqual([
      { row: 2, outcome: 'created', subject_id: null, code: null, errors: [] },
      {
        row: 3,
        outcome: 'error',
        subject_id: null,
        code: 'invalid_request',
        errors: [{ column: 'email', message: 'must be an email address' }],
      },
    ]);
    expect((await it.call('GET', '/api/v1/partners')).body.data).toHaveLength(1);
  });

  test('takes the file itself, with all else in the query', async () => {
    const query = new URLSearchParams({
      kind: 'balances',
      dry_run: 'false',
      separator: 'semicolon',
      columns: JSON.stringify({ partner: 'Who' }),
      amounts: 'decimal',
      events: 'true',
      key: 'move',
    });
    const { status, body } = await it.call<ImportBody>('POST', `${path}?${query}`, {
      raw: '\uFEFFWho;Currency;Amount\nANN;USD;1.50\n',
      headers: { 'content-type': 'Text/CSV; charset=utf-8' },
    });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      dry_run: false,
      options: { events: true, amounts: 'decimal', key: 'move', commissions: 'none' },
      columns: { partner: 'Who', currency: 'Currency', amount: 'Amount' },
    });
    expectCounts(await finish(it, body.id), { created: 1 });
  });

  test.each([
    ['an unknown parameter', '?kind=partners&colour=red', file, 'colour'],
    ['no kind', '', file, 'kind'],
    ['another kind', '?kind=people', file, 'kind'],
    ['columns that are no JSON', '?kind=partners&columns=email', file, 'columns'],
    ['columns that are a list', '?kind=partners&columns=[]', file, 'columns'],
    ['a program that there is not', '?kind=partners&program_id=prg_0000000000', file, 'program_id'],
    ['no body', '?kind=partners', '', 'csv'],
    ['an option of another kind', '?kind=partners&amounts=minor', file, 'options.amounts'],
  ])('refuses a text with %s', async (_what, query, raw, field) => {
    const before = await countRows(it);
    const answer = await it.call('POST', `${path}${query}`, { raw, headers: { 'content-type': 'text/csv' } });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error) => error.path)).toContain(field);
    expect(await countRows(it)).toEqual(before);
  });

  test('refuses text that is no UTF-8', async () => {
    const raw = new Uint8Array([0x65, 0xff, 0x0a]);
    const headers = { 'content-type': 'text/csv' };
    expect((await it.call('POST', `${path}?kind=partners`, { raw, headers })).status).toBe(422);
  });

  test('takes 2 MiB, as JSON and as text, and not a byte more', async () => {
    const most = 2 * 1024 * 1024;
    const headers = { 'content-type': 'text/csv' };
    const sized = (bytes: number) => {
      const line = `bob@example.com,Bob,${'x'.repeat(1_003)}\n`;
      const text = `email,name,note\n${line.repeat(2_047)}`;
      return text.padEnd(bytes, '\n');
    };
    expect((await it.call('POST', `${path}?kind=partners`, { raw: sized(most), headers })).status).toBe(202);
    expect((await it.call('POST', `${path}?kind=partners`, { raw: sized(most + 1), headers })).status).toBe(
      413,
    );
    const body = { kind: 'partners', csv: sized(most) };
    expect((await it.call('POST', path, { body })).status).toBe(413);
  });
});

describe('POST /api/v1/imports/:id/run', () => {
  test('brings in what was tried, once at a time however often it is clicked', async () => {
    const dry = await bringIn(it, 'partners', file, { dry_run: true });
    const first = await it.call<ImportBody>('POST', `${path}/${dry.id}/run`);
    const second = await it.call<ImportBody>('POST', `${path}/${dry.id}/run`);
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.body.id).toBe(first.body.id);
    expectCounts(await finish(it, first.body.id), { created: 1, errors: 1 });
  });

  test('is refused before the dry run has ended, and of what was none', async () => {
    const dry = await sendFile(it, 'partners', file, { dry_run: true });
    const real = await sendFile(it, 'partners', file);
    for (const { id } of [dry, real]) {
      expect(await it.call('POST', `${path}/${id}/run`)).toMatchObject({
        status: 409,
        body: { code: 'conflict' },
      });
    }
  });
});

describe('GET /api/v1/imports', () => {
  test('lists imports newest first, by kind, state and whether they were tried only', async () => {
    const dry = await bringIn(it, 'partners', file, { dry_run: true });
    const real = await bringIn(it, 'partners', file);
    const other = await sendFile(it, 'customers', csvOf('customer_id', 'c1'));
    const list = async (query: string) =>
      (await it.call('GET', `${path}?${query}`)).body.data.map(({ id }) => id);
    expect(await list('')).toEqual([other.id, real.id, dry.id]);
    expect(await list('kind=partners')).toEqual([real.id, dry.id]);
    expect(await list('dry_run=true')).toEqual([dry.id]);
    expect(await list('dry_run=false&state=completed')).toEqual([real.id]);
    const page = await it.call('GET', `${path}?limit=2`);
    expect(await list(`cursor=${page.body.next_cursor}`)).toEqual([dry.id]);
  });

  test('shows rows by outcome, page by page, in the order of the file', async () => {
    const rows = Array.from({ length: 120 }, (_, at) => `${at % 3 ? `c${at}` : ''},N`);
    const { id } = await bringIn(it, 'customers', csvOf('customer_id,name', ...rows, 'c1,N'));
    const errors = await reportsOf(it, id, '&outcome=error');
    expect(errors.map(({ row }) => row)).toEqual(Array.from({ length: 40 }, (_, at) => at * 3 + 2));
    expect((await reportsOf(it, id, '&outcome=known')).map(({ row }) => row)).toEqual([122]);
    const page = await it.call<{ data: unknown[]; next_cursor: string }>('GET', `${path}/${id}/rows?limit=7`);
    expect(page.body).toMatchObject({ data: { length: 7 }, next_cursor: 'c8' });
  });
});

describe('a key', () => {
  test('of another program finds neither the import nor its rows, and brings nothing into ours', async () => {
    const other = await it.build.program({ name: 'Other' });
    const [ours] = (await it.call('GET', '/api/v1/programs')).body.data.filter(({ id }) => id !== other.id);
    const { id } = await bringIn(it, 'partners', file, { program_id: ours?.id, dry_run: true });
    const key = await it.build.key({ scopes: ['admin'], programId: other.id });
    for (const each of [`/${id}`, `/${id}/rows`])
      expect((await it.call('GET', path + each, { key })).status).toBe(404);
    for (const move of ['run', 'cancellation']) {
      expect((await it.call('POST', `${path}/${id}/${move}`, { key })).status).toBe(404);
    }
    expect((await it.call('GET', path, { key })).body.data).toEqual([]);
    const body = { kind: 'partners', csv: file, program_id: ours?.id };
    expect(await it.call('POST', path, { key, body })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'program_id' }] },
    });
    const links = {
      kind: 'links',
      csv: csvOf('partner,destination_url,slug', 'ANN,https://x.example.com/,s'),
    };
    const foreign = await it.call<ImportBody>('POST', path, { key, body: { ...links, dry_run: false } });
    await finish(it, foreign.body.id);
    expect((await reportsOf(it, foreign.body.id))[0]?.errors[0]?.column).toBe('partner');
  });

  test('that may write, but is no admin, reads imports and begins none', async () => {
    const { id } = await bringIn(it, 'partners', file);
    const key = await it.build.key({ scopes: ['write', 'payouts'] });
    expect((await it.call('GET', `${path}/${id}`, { key })).status).toBe(200);
    expect((await it.call('POST', path, { key, body: { kind: 'partners', csv: file } })).status).toBe(403);
    expect((await it.call('POST', `${path}/${id}/run`, { key })).status).toBe(403);
  });
});

describe('the rows of a file', () => {
  const forget = async (): Promise<void> => {
    while (await it.app.transact(testOrigin, forgetImportFiles));
  };
  const kept = async () => (await countRows(it)).import_pieces ?? 0;

  test('are forgotten once they are brought in; what became of them stays', async () => {
    const { id } = await bringIn(it, 'partners', file);
    await forget();
    expect(await kept()).toBe(0);
    expect(await reportsOf(it, id)).toHaveLength(2);
  });

  test('of a dry run are kept for 7 days, or until they were brought in', async () => {
    const first = await bringIn(it, 'partners', file, { dry_run: true });
    const second = await bringIn(it, 'partners', file, { dry_run: true });
    await forget();
    expect(await kept()).toBe(2);
    const run = await it.call('POST', `${path}/${first.id}/run`);
    await forget();
    expect(await kept()).toBe(2);
    await finish(it, run.body.id);
    await forget();
    expect(await kept()).toBe(1);
    it.clock.advance(7 * dayMs + 1);
    await forget();
    expect(await kept()).toBe(0);
    expect(await it.call('POST', `${path}/${second.id}/run`)).toMatchObject({ status: 409 });
    expect((await countRows(it)).import_keys).toBe(0);
  });

  test('that were refused or made something are told of for 90 days; their counts stay', async () => {
    const { id } = await bringIn(it, 'partners', file);
    it.clock.advance(90 * dayMs - 1);
    await forget();
    expect(await reportsOf(it, id)).toHaveLength(2);
    it.clock.advance(2);
    await forget();
    expect(await reportsOf(it, id)).toEqual([]);
    expect((await readImport(it, id)).rows.total).toBe(2);
  });

  test('that were never all received are canceled and forgotten', async () => {
    const { id } = await sendFile(it, 'partners', file);
    await it.app.transact(testOrigin, ({ tx }) =>
      tx.updateTable('imports').set({ state: 'receiving' }).execute(),
    );
    await forget();
    expect((await readImport(it, id)).state).toBe('receiving');
    it.clock.advance(10 * minuteMs + 1);
    await forget();
    expect((await readImport(it, id)).state).toBe('canceled');
    it.clock.advance(7 * dayMs + 1);
    await forget();
    expect(await kept()).toBe(0);
  });
});
