import { describe, expect, test } from 'bun:test';
import type { OwnApi } from '../../../src/http/own-api.ts';
import { type CsvColumn, listFile } from '../../../src/http/pages/list-file.ts';
import type { FileAnswer } from '../../../src/http/pages/page-route.ts';

interface Row {
  readonly id: number;
  readonly name: string;
}

interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
}

const columns: readonly CsvColumn<Row>[] = [
  ['id', ({ id }) => id],
  ['name', ({ name }) => name],
];

/** A list of the API in pages; an error in the place of a page is thrown. */
const listOf = (pages: readonly (readonly Row[] | Error)[]) => {
  const asked: Asked[] = [];
  const get = async (path: string, { query = {} }: { query?: Asked['query'] } = {}) => {
    asked.push({ path, query });
    const at = Number(query.cursor ?? 0);
    const data = pages[at];
    if (data instanceof Error) throw data;
    return { data, next_cursor: at + 1 < pages.length ? String(at + 1) : null };
  };
  return { api: { get } as unknown as OwnApi, asked };
};

const file = (api: OwnApi, query = {}): Promise<FileAnswer> =>
  listFile(api, { name: 'rows.csv', path: '/api/v1/rows', query }, columns);

const textOf = ({ body }: FileAnswer): Promise<string> => new Response(body).text();

const row = (id: number, name = 'x'): Row => ({ id, name });

describe('the file of a list', () => {
  test('has all of it, in order, under the names of its columns', async () => {
    const { api, asked } = listOf([[row(1), row(2)], [row(3)], [row(4)]]);
    const answer = await file(api, { state: 'due' });
    expect(answer).toMatchObject({ kind: 'file', name: 'rows.csv', type: 'text/csv' });
    expect(await textOf(answer)).toBe('id,name\r\n1,x\r\n2,x\r\n3,x\r\n4,x\r\n');
    expect(asked.map(({ query }) => query.cursor)).toEqual([undefined, '1', '2']);
    for (const { path, query } of asked) {
      expect(path).toBe('/api/v1/rows');
      expect(query).toMatchObject({ state: 'due', limit: 100 });
    }
  });

  test('begins at the beginning, wherever the page was', async () => {
    const { api } = listOf([[row(1)], [row(2)]]);
    expect(await textOf(await file(api, { cursor: '1', limit: 1 }))).toBe('id,name\r\n1,x\r\n2,x\r\n');
  });

  test('of nothing has its head alone', async () => {
    expect(await textOf(await file(listOf([[]]).api))).toBe('id,name\r\n');
  });

  test('goes on past a page on which nothing was found', async () => {
    const { api } = listOf([[], [], [row(1)], []]);
    expect(await textOf(await file(api))).toBe('id,name\r\n1,x\r\n');
  });

  test('runs nothing in a spreadsheet, and keeps what separates cells within them', async () => {
    const { api } = listOf([
      [row(-1, '=HYPERLINK("http://evil")'), row(2, 'a;=1+1'), row(3, '@x'), row(4, 'a,b')],
    ]);
    expect(await textOf(await file(api))).toBe(
      `id,name\r\n-1,"'=HYPERLINK(""http://evil"")"\r\n2,"a;'=1+1"\r\n3,'@x\r\n4,"a,b"\r\n`,
    );
  });

  test('is refused before it begins when the list is', async () => {
    const refusal = new Error('no such filter');
    expect(file(listOf([refusal]).api)).rejects.toBe(refusal);
  });

  test('breaks off when the list does, so that nobody takes a part for the whole', async () => {
    const failure = new Error('gone');
    const { api } = listOf([[row(1)], failure]);
    expect(textOf(await file(api))).rejects.toBe(failure);
  });

  test('lets everybody else have their turn between its pages, however fast it is taken', async () => {
    const { api } = listOf(Array.from({ length: 50 }, (_, id) => [row(id)]));
    let turns = 0;
    let isRead = false;
    const count = () => {
      turns += 1;
      if (!isRead) setImmediate(count);
    };
    setImmediate(count);
    await textOf(await file(api));
    isRead = true;
    expect(turns).toBeGreaterThanOrEqual(49);
  });

  test('is read no faster than it is taken', async () => {
    const { api, asked } = listOf(Array.from({ length: 50 }, (_, id) => [row(id)]));
    const { body } = await file(api);
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    for (let taken = 0; taken < 3; taken += 1) await reader.read();
    expect(asked.length).toBeLessThanOrEqual(5);
    await reader.cancel();
    const before = asked.length;
    await new Promise(setImmediate);
    expect(asked.length).toBe(before);
  });
});
