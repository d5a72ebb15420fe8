import { expect } from 'bun:test';
import { runImports } from '../../src/workflows/imports/run-imports.ts';
import type { TestApp } from '../support/app.ts';

export interface ImportBody {
  readonly id: string;
  readonly state: string;
  readonly dry_run: boolean;
  readonly dry_run_id: string | null;
  readonly columns: Readonly<Record<string, string>>;
  readonly ignored_columns: readonly string[];
  readonly rows: {
    readonly total: number;
    readonly done: number;
    readonly created: number;
    readonly known: number;
    readonly errors: number;
  };
}

export interface RowBody {
  readonly row: number;
  readonly outcome: string;
  readonly subject_id: string | null;
  readonly code: string | null;
  readonly errors: readonly { readonly column: string | null; readonly message: string }[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Sends a file to be brought in, unless `dry_run: true` is among the fields. */
export const sendFile = async (
  it: TestApp,
  kind: string,
  csv: string,
  fields: Fields = {},
): Promise<ImportBody> => {
  const body = { kind, csv, dry_run: false, ...fields };
  const answer = await it.call<ImportBody>('POST', '/api/v1/imports', { body });
  if (answer.status !== 202) throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

export const readImport = async (it: TestApp, id: string): Promise<ImportBody> =>
  (await it.call<ImportBody>('GET', `/api/v1/imports/${id}`)).body;

/** Lets the job run until the import has ended. */
export const finish = async (it: TestApp, id: string): Promise<ImportBody> => {
  for (let run = 0; run < 200; run += 1) {
    const job = await readImport(it, id);
    if (job.state !== 'running') return job;
    await runImports(it.app);
  }
  throw new Error(`the import ${id} does not end`);
};

export const bringIn = async (
  it: TestApp,
  kind: string,
  csv: string,
  fields: Fields = {},
): Promise<ImportBody & { readonly reports: readonly RowBody[] }> => {
  const { id } = await sendFile(it, kind, csv, fields);
  const job = await finish(it, id);
  return { ...job, reports: await reportsOf(it, id) };
};

/** Every row that is done, page by page. */
export const reportsOf = async (it: TestApp, id: string, query = ''): Promise<RowBody[]> => {
  const rows: RowBody[] = [];
  for (let cursor = ''; ; ) {
    const path = `/api/v1/imports/${id}/rows?limit=200${cursor}${query}`;
    const { body } = await it.call<{ data: RowBody[]; next_cursor: string | null }>('GET', path);
    rows.push(...body.data);
    if (body.next_cursor === null) return rows;
    cursor = `&cursor=${body.next_cursor}`;
  }
};

/** `outcome column`, or the bare outcome, of every row. */
export const outcomesOf = (reports: readonly RowBody[]): string[] =>
  reports.map(({ outcome, errors }) => [outcome, ...errors.map(({ column }) => String(column))].join(' '));

export const expectCounts = (job: ImportBody, counts: Partial<ImportBody['rows']>): void =>
  expect(job.rows).toMatchObject(counts);

export const csvOf = (...lines: readonly string[]): string => `${lines.join('\r\n')}\r\n`;
