import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { invalidField } from '../core/errors.ts';

export const separators = [',', ';', '\t'] as const;
export type Separator = (typeof separators)[number];

/** Bytes read in one go: the longest that anybody else waits is what these take. */
const sliceBytes = 4 * 1024;

/** Nothing that a person made is longer; it ends the reading of a file whose quotes do not. */
const maxRecordCharacters = 256 * 1024;

/**
 * Reads text as CSV (RFC 4180), record by record, blank lines as records of one empty cell. Lets others have their
 * turn meanwhile. Line ends may be LF or CRLF, and a byte order mark is passed over.
 *
 * @param separator found in the first line when it is left out
 * @throws DomainError `invalid_request` naming `csv` where the quotes lead nowhere
 */
export async function* readCsvRecords(text: string, separator?: Separator): AsyncGenerator<string[]> {
  const plain = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  const parser = parse({
    delimiter: separator ?? findSeparator(plain),
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    max_record_size: maxRecordCharacters,
  });
  try {
    yield* Readable.from(slicesOf(plain)).pipe(parser) as AsyncIterable<string[]>;
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    throw invalidField('csv', `row ${Number(failure.records) + 1} ${problemOf(failure)}`);
  }
}

const byteOrderMark = '\uFEFF';

async function* slicesOf(text: string): AsyncGenerator<Buffer> {
  // Bytes, because a character may lie across two slices.
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += sliceBytes) {
    yield bytes.subarray(from, from + sliceBytes);
    await nextTurn();
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whatever is most frequent in the first line outside of quotes; a comma for a file of one column. */
const findSeparator = (text: string): Separator => {
  const counts: Record<Separator, number> = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  for (let at = 0; at < text.length && at < maxRecordCharacters; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n') break;
    else if (isSeparator(character)) counts[character] += 1;
  }
  return separators.reduce((best, candidate) => (counts[candidate] > counts[best] ? candidate : best));
};

const isSeparator = (character: string): character is Separator =>
  separators.some((separator) => separator === character);

const problemOf = ({ code }: CsvError): string => {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'has a quote that is never closed';
    case 'INVALID_OPENING_QUOTE':
      return 'has a quote inside a cell that does not begin with one';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'has something between a closing quote and the end of its cell';
    case 'CSV_MAX_RECORD_SIZE':
      return 'is too long, or has a quote that is never closed';
    default:
      return 'cannot be read as CSV';
  }
};
