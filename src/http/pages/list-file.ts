import { type CsvCell, csvLine } from '../../core/csv.ts';
import type { CallInput, OwnApi } from '../own-api.ts';
import { type FileAnswer, sendFile } from './page-route.ts';

/** One column of a file: the name that the API has for it, and its value in a row. */
export type CsvColumn<Row> = readonly [name: string, cell: (row: Row) => CsvCell];

/** Rows that are read at a time. */
const rowsAtOnce = 100;

/**
 * A list of the API as CSV, all of it, in the order of the list: read as fast as it is taken, a page at a time.
 *
 * @param query filters only
 */
export const listFile = <Row>(
  api: OwnApi,
  { name, path, query }: { readonly name: string; readonly path: string } & Pick<CallInput, 'query'>,
  columns: readonly CsvColumn<Row>[],
): FileAnswer => {
  const encoder = new TextEncoder();
  let cursor: string | null | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(csvLine(columns.map(([column]) => column)))),
    pull: async (controller) => {
      const input = { query: { ...query, limit: rowsAtOnce, cursor: cursor ?? undefined } };
      const page = await api.get<{ data: Row[]; next_cursor: string | null }>(path, input);
      const lines = page.data.map((row) => csvLine(columns.map(([, cell]) => cell(row))));
      if (lines.length > 0) controller.enqueue(encoder.encode(lines.join('')));
      cursor = page.next_cursor;
      if (cursor === null) controller.close();
    },
  });
  return sendFile(name, { type: 'text/csv', body });
};
