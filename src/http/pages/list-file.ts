import { type CsvCell, csvLine } from '../../core/csv.ts';
import { nextTurn } from '../../database/look-back.ts';
import type { CallInput, OwnApi } from '../own-api.ts';
import { type FileAnswer, sendFile } from './page-route.ts';

/** One column of a file: the name that the API has for it, and its value in a row. */
export type CsvColumn<Row> = readonly [name: string, cell: (row: Row) => CsvCell];

/** Rows that are read at a time. */
const rowsAtOnce = 100;

interface List<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/**
 * A list of the API as CSV, all of it, in the order of the list: read as fast as it is taken, a page at a time.
 *
 * @param query filters only
 * @throws DomainError what the list refuses; what breaks later breaks off the file
 */
export const listFile = async <Row>(
  api: OwnApi,
  { name, path, query }: { readonly name: string; readonly path: string } & Pick<CallInput, 'query'>,
  columns: readonly CsvColumn<Row>[],
): Promise<FileAnswer> => {
  const readPage = (cursor?: string) =>
    api.get<List<Row>>(path, { query: { ...query, limit: rowsAtOnce, cursor } });
  const first = await readPage();
  return sendFile(name, { type: 'text/csv', body: streamOf(csvOf(columns, first, readPage)) });
};

async function* csvOf<Row>(
  columns: readonly CsvColumn<Row>[],
  first: List<Row>,
  readPage: (cursor: string) => Promise<List<Row>>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const linesOf = ({ data }: List<Row>) => data.map((row) => csvLine(columns.map(([, cell]) => cell(row))));
  yield encoder.encode(csvLine(columns.map(([column]) => column)) + linesOf(first).join(''));
  for (let page = first; page.next_cursor !== null; ) {
    // Whoever takes it at once would otherwise have the processor until the end.
    await nextTurn();
    page = await readPage(page.next_cursor);
    if (page.data.length > 0) yield encoder.encode(linesOf(page).join(''));
  }
}

const streamOf = (pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
