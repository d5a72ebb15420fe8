import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { ImportId, ProgramId } from '../core/ids.ts';
import { defineTransitions } from '../core/transitions.ts';

/** What the rows of a file are. */
export const importKinds = [
  'partners',
  'links',
  'promo_codes',
  'customers',
  'conversions',
  'balances',
] as const;
export type ImportKind = (typeof importKinds)[number];

/** Receiving: its rows are being stored; nobody was told of it yet. */
export const importTransitions = defineTransitions('import', {
  receiving: ['running', 'canceled'],
  running: ['completed', 'canceled'],
  completed: [],
  canceled: [],
});
export type ImportState = keyof typeof importTransitions.table;

/** What became of a row: it made something, all of it was there before, or it was refused. */
export const rowOutcomes = ['created', 'known', 'error'] as const;
export type RowOutcome = (typeof rowOutcomes)[number];

/** What imported sales earn: nothing, what is still owed, or what another system has paid. */
export const importedCommissions = ['none', 'due', 'paid_elsewhere'] as const;

export interface ImportOptions {
  /** Whether endpoints are told of what is imported. */
  readonly events: boolean;
  readonly commissions: (typeof importedCommissions)[number];
  /** How amounts are written: whole minor units, or decimal numbers of whole units. */
  readonly amounts: 'minor' | 'decimal';
  /** Tells opening balances of different moves apart: one per partner, currency and key. */
  readonly key: string;
}

export interface ImportColumns {
  /** For each of our fields that the file has, the name of its column, in the order in which cells are kept. */
  readonly used: Readonly<Record<string, string>>;
  readonly ignored: readonly string[];
}

/** Rows of one kind that came from another system as a file. */
export interface Import {
  readonly seq: number;
  readonly id: ImportId;
  readonly programId: ProgramId;
  readonly kind: ImportKind;
  readonly state: ImportState;
  /** Tells what would happen and does nothing. */
  readonly isDryRun: boolean;
  /** The dry run whose file it brings in. */
  readonly dryRunId: ImportId | null;
  readonly fileId: ImportId;
  readonly options: ImportOptions;
  readonly columns: ImportColumns;
  readonly fileDigest: string;
  readonly rowCount: number;
  /** Every row before it is done. */
  readonly nextNumber: number;
  readonly counts: Readonly<Record<RowOutcome, number>>;
  readonly actor: Actor;
  readonly requestId: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly finishedAt: Instant | null;
}

/** Of one cell, or of the row as a whole when `column` is null. */
export interface CellError {
  readonly column: string | null;
  readonly message: string;
}

/** Why a row was refused. */
export interface RowError {
  readonly code: ErrorCode;
  readonly errors: readonly CellError[];
}

/** What became of a row, by its number in the file: the first one after the names of the columns is 2. */
export interface RowReport {
  readonly number: number;
  readonly outcome: RowOutcome;
  /** Public id of what it made or of what was there; null in a dry run for what is not there yet. */
  readonly subjectId: string | null;
  readonly error: RowError | null;
}

/** The first row of a file after the names of its columns. */
export const firstRowNumber = 2;
