import { invalidField } from '../core/errors.ts';
import { readCsvRecords, type Separator } from './csv-records.ts';
import { firstRowNumber, type ImportColumns, type ImportKind } from './import.ts';
import { chooseColumns } from './import-columns.ts';

/** Blank lines count as well. */
const maxRows = 50_000;
const maxCellBytes = 8 * 1024;

/** Rows that are kept, read and brought in together. */
export const rowsPerPiece = 50;

/** One row: its number, and its cells in the order of the fields that the file has, or why it cannot be read. */
export type FileRow = readonly [number, readonly string[] | Defect];

/** What is wrong with a row before anybody looks at what it says. */
export interface Defect {
  /** Of ours; null when it is the row as a whole. */
  readonly field: string | null;
  readonly message: string;
}

export interface ImportFile {
  readonly columns: ImportColumns;
  readonly rowCount: number;
  readonly pieces: readonly (readonly FileRow[])[];
}

export interface SentFile {
  readonly kind: ImportKind;
  readonly text: string;
  /** Found by itself when it is left out. */
  readonly separator: Separator | undefined;
  /** Names of columns by field, where they are not ours. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * Reads the text of a file. Rows that cannot be read are kept with their reason, so that the others can be brought
 * in.
 *
 * @throws DomainError `invalid_request` naming `csv` or `columns` when the file as a whole is unusable
 */
export const readImportFile = async ({ kind, text, separator, names }: SentFile): Promise<ImportFile> => {
  if (text.includes('\0')) throw invalidField('csv', 'must be text in UTF-8 without NUL characters');
  const records = readCsvRecords(text, separator);
  const { value: header } = await records.next();
  if (header === undefined || isBlank(header))
    throw invalidField('csv', 'must begin with the names of its columns');
  const { columns, places } = chooseColumns(kind, header, names);
  const rows = new Rows(header.length, places, Object.keys(columns.used));
  for await (const record of records) rows.add(record);
  if (rows.count === 0)
    throw invalidField('csv', 'must have at least one row below the names of its columns');
  return { columns, rowCount: rows.count, pieces: rows.pieces };
};

class Rows {
  count = 0;
  readonly pieces: FileRow[][] = [];
  #number = firstRowNumber;

  constructor(
    private readonly width: number,
    private readonly places: readonly number[],
    private readonly fields: readonly string[],
  ) {}

  /** A blank line takes a number, as it does in a spreadsheet, and is nothing else. */
  add(record: readonly string[]): void {
    const number = this.#number;
    if (number === firstRowNumber + maxRows) throw invalidField('csv', `may have at most ${maxRows} rows`);
    this.#number += 1;
    if (isBlank(record)) return;
    if (this.count % rowsPerPiece === 0) this.pieces.push([]);
    this.count += 1;
    this.pieces.at(-1)?.push([number, this.#read(record)]);
  }

  #read(record: readonly string[]): readonly string[] | Defect {
    const cells = record.slice(0, this.width);
    const isWider = record.slice(this.width).some((cell) => cell !== '');
    if (isWider || cells.length < this.width) {
      return { field: null, message: `has ${record.length} cells where there are ${this.width} columns` };
    }
    const kept = this.places.map((place) => (cells[place] ?? '').trim());
    for (const [at, cell] of kept.entries()) {
      const message = defectOf(cell);
      if (message !== undefined) return { field: this.fields[at] ?? null, message };
    }
    return kept;
  }
}

const isBlank = (record: readonly string[]): boolean => record.every((cell) => cell.trim() === '');

const defectOf = (cell: string): string | undefined => {
  if (Buffer.byteLength(cell) > maxCellBytes) return 'may have at most 8 KiB';
  return controlCharacters.test(cell)
    ? 'must not contain line breaks or other control characters'
    : undefined;
};

const controlCharacters = /[\p{Cc}\p{Zl}\p{Zp}]/u;
