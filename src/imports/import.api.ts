import { z } from 'zod';
import type { App } from '../app.ts';
import { notFound } from '../core/errors.ts';
import type { ImportId } from '../core/ids.ts';
import { readCursor, toPage } from '../core/page.ts';
import type { Db } from '../database/work.ts';
import { assertReach, type Reach, visibleProgram } from '../http/caller.ts';
import { id, pageQuery } from '../http/fields.ts';
import { ok, type Route, route } from '../http/route.ts';
import { pageOf } from '../http/views.ts';
import { resolveProgram } from '../programs/asked-program.ts';
import type { Separator } from './csv-records.ts';
import {
  assertCommissionsSaid,
  bodyOfText,
  columnsText,
  NewImportBody,
  NewImportQuery,
  toOptions,
} from './import.body.ts';
import { cancelImport, receiveImport, runAfterDryRun, startImport } from './import.service.ts';
import { findImport, listImports } from './import.store.ts';
import { type Import, importKinds, importTransitions, rowOutcomes } from './import.ts';
import { ImportRowView, ImportView, toImportRowView, toImportView } from './import.view.ts';
import { readImportFile } from './import-file.ts';
import { insertPieces } from './import-piece.store.ts';
import { listReports } from './import-row.store.ts';

type ImportApp = Pick<App, 'read' | 'transact'>;

const tag = 'Imports';
const byId = z.strictObject({ id: id('imp') });
const begun = { description: 'Accepted; `state` and `rows` say how far it is.', schema: ImportView };

/** The same as a batch of conversions: the largest body that the server takes. */
const maxFileBytes = 2 * 1024 * 1024;

/** Few enough that nobody waits for them. */
const piecesPerUnit = 100;

export const importRoutes = (app: ImportApp): Route[] => [
  createRoute(app),
  listRoute(app),
  readRoute(app),
  rowsRoute(app),
  runRoute(app),
  cancelRoute(app),
];

const createRoute = (app: ImportApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/imports',
    scope: 'admin',
    tag,
    summary: 'Brings in a file from another system, or tries to',
    description: `The fields of each kind; those in bold are required:\n\n${columnsText}\n\nA partner is named by email address, code or id. Times without an offset are UTC. As \`text/csv\` the body is the file, and all else stands in the query.`,
    body: NewImportBody,
    textBody: { contentType: 'text/csv', query: NewImportQuery, toBody: bodyOfText },
    maxBodyBytes: maxFileBytes,
    answers: { 202: begun },
    handle: async ({ caller, origin, body }) => {
      await resolveProgram(app.read, caller, body.program_id);
      const options = toOptions(body);
      const file = await readImportFile({
        ...{ kind: body.kind, text: body.csv, names: body.columns ?? {} },
        separator: body.separator && separatorOf[body.separator],
      });
      assertCommissionsSaid(body, file.columns.used);
      const { kind, dry_run: isDryRun } = body;
      const fileDigest = Bun.SHA256.hash(body.csv, 'hex');
      const { columns, rowCount, pieces } = file;
      const importId = await app.transact(origin, async (work) => {
        const { id: programId } = await resolveProgram(work.tx, caller, body.program_id);
        return receiveImport(work, { programId, kind, isDryRun, options, columns, fileDigest, rowCount });
      });
      for (let from = 0; from < pieces.length; from += piecesPerUnit) {
        const some = pieces.slice(from, from + piecesPerUnit);
        await app.transact({ ...origin, lane: 'bulk' }, (work) => insertPieces(work.tx, importId, some));
      }
      const job = await app.transact(origin, (work) => startImport(work, importId));
      return { status: 202, body: toImportView(job) };
    },
  });

const separatorOf: Readonly<Record<'comma' | 'semicolon' | 'tab', Separator>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
};

const listRoute = (app: ImportApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/imports',
    scope: 'read',
    tag,
    summary: 'Lists imports, newest first',
    query: pageQuery.extend({
      program_id: id('prg').optional(),
      kind: z.enum(importKinds).optional(),
      state: z.enum(importTransitions.states).optional(),
      dry_run: z.enum(['true', 'false']).optional(),
    }),
    answers: { 200: { description: 'One page of imports.', schema: pageOf(ImportView) } },
    handle: async ({ caller, query }) => {
      const filter = {
        ...{ programId: visibleProgram(caller, query.program_id), kind: query.kind, state: query.state },
        isDryRun: query.dry_run && query.dry_run === 'true',
      };
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      return ok(toPage(await listImports(app.read, filter, page), query.limit, toImportView));
    },
  });

const readRoute = (app: ImportApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/imports/:id',
    scope: 'read',
    tag,
    summary: 'One import and how far it is',
    params: byId,
    answers: { 200: { description: 'The import.', schema: ImportView } },
    handle: async ({ caller, params }) => ok(toImportView(await getImport(app.read, caller, params.id))),
  });

const rowsRoute = (app: ImportApp): Route =>
  route({
    method: 'GET',
    path: '/api/v1/imports/:id/rows',
    scope: 'read',
    tag,
    summary: 'What became of the rows, in the order of the file',
    description: 'Kept for 90 days from the end of the import; its counts stay.',
    params: byId,
    query: pageQuery.extend({ outcome: z.enum(rowOutcomes).optional() }),
    answers: { 200: { description: 'One page of rows that are done.', schema: pageOf(ImportRowView) } },
    handle: async ({ caller, params, query }) => {
      const page = { limit: query.limit, after: readCursor(query.cursor) };
      const { id: importId } = await getImport(app.read, caller, params.id);
      const reports = await listReports(app.read, importId, query.outcome, page);
      const rows = reports.map((report) => ({ ...report, seq: report.number }));
      return ok(toPage(rows, query.limit, toImportRowView));
    },
  });

const runRoute = (app: ImportApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/imports/:id/run',
    scope: 'admin',
    tag,
    summary: 'Brings in what a dry run has tried',
    description: 'From the rows that were sent, with the same options. They are kept for 7 days.',
    params: byId,
    answers: {
      202: begun,
      200: { description: 'It is under way already: that import, as it is now.', schema: ImportView },
    },
    handle: async ({ caller, params, origin }) => {
      const { job, isNew } = await app.transact(origin, async (work) =>
        runAfterDryRun(work, await getImport(work.tx, caller, params.id)),
      );
      return { status: isNew ? 202 : 200, body: toImportView(job) };
    },
  });

const cancelRoute = (app: ImportApp): Route =>
  route({
    method: 'POST',
    path: '/api/v1/imports/:id/cancellation',
    scope: 'admin',
    tag,
    summary: 'Ends an import where it is',
    description: 'Once this is answered no further row is brought in. What was brought in before stays.',
    params: byId,
    answers: { 200: { description: 'The canceled import.', schema: ImportView } },
    handle: async ({ caller, params, origin }) =>
      ok(
        toImportView(
          await app.transact(origin, async (work) =>
            cancelImport(work, await getImport(work.tx, caller, params.id)),
          ),
        ),
      ),
  });

const getImport = async (db: Db, reach: Reach, importId: ImportId): Promise<Import> => {
  const job = await findImport(db, importId);
  if (!job) throw notFound('import');
  assertReach(reach, job.programId, 'import');
  return job;
};
