import { z } from 'zod';
import { toIso } from '../core/clock.ts';
import { errorCodes } from '../core/errors.ts';
import { idView, isoTime, toIsoOrNull } from '../http/views.ts';
import {
  type Import,
  importedCommissions,
  importKinds,
  importTransitions,
  type RowReport,
  rowOutcomes,
} from './import.ts';

const count = z.int().min(0);

export const ImportView = z
  .strictObject({
    id: idView('imp'),
    program_id: idView('prg'),
    kind: z.enum(importKinds),
    state: z.enum(importTransitions.states),
    dry_run: z.boolean(),
    dry_run_id: idView('imp').nullable().meta({ description: 'The dry run whose rows it brings in.' }),
    options: z.strictObject({
      events: z.boolean(),
      commissions: z.enum(importedCommissions),
      amounts: z.enum(['minor', 'decimal']),
      key: z.string(),
    }),
    columns: z
      .record(z.string(), z.string())
      .meta({ description: 'The column of the file that stands for each field.' }),
    ignored_columns: z
      .array(z.string())
      .meta({ description: 'Columns of the file that stand for no field.' }),
    rows: z.strictObject({
      total: count.meta({ description: 'Rows of the file, blank lines aside.' }),
      done: count,
      created: count.meta({ description: 'Made something; in a dry run: would make something.' }),
      known: count.meta({ description: 'All of it was there before.' }),
      errors: count.meta({ description: 'Refused; the others are brought in all the same.' }),
    }),
    file_sha256: z.string(),
    created_at: isoTime,
    updated_at: isoTime,
    finished_at: isoTime.nullable(),
  })
  .meta({ id: 'Import' });

export const toImportView = (job: Import): z.input<typeof ImportView> => {
  const { created, known, error } = job.counts;
  return {
    id: job.id,
    program_id: job.programId,
    kind: job.kind,
    state: job.state,
    dry_run: job.isDryRun,
    dry_run_id: job.dryRunId,
    options: job.options,
    columns: { ...job.columns.used },
    ignored_columns: [...job.columns.ignored],
    rows: { total: job.rowCount, done: created + known + error, created, known, errors: error },
    file_sha256: job.fileDigest,
    created_at: toIso(job.createdAt),
    updated_at: toIso(job.updatedAt),
    finished_at: toIsoOrNull(job.finishedAt),
  };
};

export const ImportRowView = z
  .strictObject({
    row: z.int().meta({ description: 'As in the file: the first row after the names of the columns is 2.' }),
    outcome: z.enum(rowOutcomes),
    subject_id: z
      .string()
      .nullable()
      .meta({ description: 'Id of what it made, or of what was there; null for what a dry run would make.' }),
    code: z.enum(Object.keys(errorCodes) as [string, ...string[]]).nullable(),
    errors: z.array(
      z.strictObject({
        column: z
          .string()
          .nullable()
          .meta({ description: 'As the file names it; null for the row as a whole.' }),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'ImportRow' });

export const toImportRowView = ({
  number,
  outcome,
  subjectId,
  error,
}: RowReport): z.input<typeof ImportRowView> => ({
  row: number,
  outcome,
  subject_id: subjectId,
  code: error?.code ?? null,
  errors: error?.errors.map(({ column, message }) => ({ column, message })) ?? [],
});
