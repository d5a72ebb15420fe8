import type { z } from 'zod';
import type { App } from '../app.ts';
import type { Config } from '../config.ts';
import { DomainError } from '../core/errors.ts';
import { given } from '../core/given.ts';
import { InstanceLockedError, lockInstance } from '../database/instance-lock.ts';
import { createOwnApi, type OwnApi } from '../http/own-api.ts';
import { importKinds } from '../imports/import.ts';
import type { ImportRowView, ImportView } from '../imports/import.view.ts';
import { apiRoutes } from '../routes.ts';
import { runImports } from '../workflows/imports/run-imports.ts';
import { command } from './command.ts';
import { CommandFailure } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';
import { commandLineOrigin, withApp } from './with-app.ts';

type Import = z.output<typeof ImportView>;
type Row = z.output<typeof ImportRowView>;

export const importCommand = command({
  words: ['import'],
  summary: 'Bring in a CSV file of another system, or try to',
  details:
    'Tells what would happen and stores nothing, unless --run is given. Rows that are refused are listed with\n' +
    'their reasons; the others are brought in all the same, and bringing a file again makes nothing twice.\n' +
    'Exits with 1 when a row was refused. Beside a running server, the server does the work.',
  options: {
    kind: { type: 'string', placeholder: 'KIND', help: `One of ${importKinds.join(', ')}`, required: true },
    file: { type: 'string', placeholder: 'FILE', help: 'The file, CSV in UTF-8', required: true },
    run: { type: 'boolean', help: 'Bring the rows in, instead of telling what would happen' },
    program: { type: 'string', placeholder: 'ID', help: 'The program; the only one unless given' },
    columns: { type: 'string', placeholder: 'JSON', help: 'Names of columns by field: {"email": "E-Mail"}' },
    separator: { type: 'string', placeholder: 'NAME', help: 'comma, semicolon or tab; found by itself' },
    commissions: { type: 'string', placeholder: 'HOW', help: 'Of conversions: none, due or paid_elsewhere' },
    amounts: { type: 'string', placeholder: 'HOW', help: 'minor (1250) or decimal (12.50)' },
    key: { type: 'string', placeholder: 'NAME', help: 'Of balances: tells several moves apart' },
    events: { type: 'boolean', help: 'Tell webhooks of what is brought in' },
  },
  settings: ['dataDir', 'secret'],
  run: async ({ values, terminal, load }) => {
    const { config } = load();
    const { kind, program, columns, separator, commissions, amounts, key } = values;
    const body = {
      ...{ kind, csv: await readText(values.file), dry_run: !values.run },
      ...given({ program_id: program, separator, columns: columns && parsed(columns) }),
      options: given({ commissions, amounts, key, events: values.events || undefined }),
    };
    const refusedCount = await withApp(config, terminal, async (app) => {
      const api = createOwnApi(apiRoutes(app))(
        { actor: commandLineOrigin.actor, scopes: ['admin'], programId: null },
        commandLineOrigin,
      );
      const begun = await api.post<Import>('/api/v1/imports', { body }).catch(asFailure);
      const job = await finished(app, config, api, begun);
      await report(api, job, terminal);
      return job.rows.errors;
    });
    return refusedCount === 0 ? 'ok' : 'failure';
  },
});

/** Far above what 50,000 rows take. */
const maxFileBytes = 64 * 1024 * 1024;

const readText = async (path: string): Promise<string> => {
  const file = Bun.file(path);
  if (!(await file.exists())) throw new CommandFailure('failure', `there is no file ${path}`);
  if (file.size > maxFileBytes) throw new CommandFailure('failure', `${path} is larger than 64 MiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch (error) {
    throw new CommandFailure('failure', `${path} is no text in UTF-8`, { cause: error });
  }
};

const parsed = (columns: string): unknown => {
  try {
    return JSON.parse(columns);
  } catch {
    throw new CommandFailure('usage', '--columns must be a JSON object of names by field');
  }
};

const asFailure = (failure: unknown): never => {
  if (!(failure instanceof DomainError)) throw failure;
  throw new CommandFailure('failure', failure.detail, { cause: failure });
};

const waitMs = 500;

/** The server brings it in where one runs; else this process does, holding off a server meanwhile. */
const finished = async (app: App, { dataDir }: Config, api: OwnApi, begun: Import): Promise<Import> => {
  for (let job = begun; ; job = await api.get<Import>('/api/v1/imports/:id', { params: { id: begun.id } })) {
    if (job.state !== 'running') return job;
    const lock = lockIfFree(dataDir);
    if (!lock) {
      await Bun.sleep(waitMs);
      continue;
    }
    try {
      await runImports(app);
    } finally {
      lock.release();
    }
  }
};

const lockIfFree = (dataDir: string) => {
  try {
    return lockInstance(dataDir);
  } catch (error) {
    if (error instanceof InstanceLockedError) return undefined;
    throw error;
  }
};

const shownErrors = 50;

const report = async (
  api: OwnApi,
  { id, dry_run, state, rows }: Import,
  terminal: Terminal,
): Promise<void> => {
  const { data } = await api.get<{ data: Row[] }>('/api/v1/imports/:id/rows', {
    params: { id },
    query: { outcome: 'error', limit: shownErrors },
  });
  for (const { row, errors } of data) {
    const why = errors.map(({ column, message }) => (column === null ? message : `${column} ${message}`));
    terminal.err(`row ${row}: ${why.join('; ')}\n`);
  }
  if (rows.errors > data.length) terminal.err(`and ${rows.errors - data.length} more rows\n`);
  const made = dry_run ? 'would be made' : 'made';
  const stopped = state === 'canceled' ? ', stopped by somebody' : '';
  terminal.out(
    `${id}: ${rows.created} ${made}, ${rows.known} there already, ${rows.errors} refused, of ${rows.total}${stopped}\n`,
  );
};
