import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { csvLine } from '../../src/core/csv.ts';
import { DomainError } from '../../src/core/errors.ts';
import { readSignedAmount } from '../../src/imports/cell-amount.ts';
import { readCsvRecords } from '../../src/imports/csv-records.ts';
import { readImportFile } from '../../src/imports/import-file.ts';

const recordsOf = async (text: string, separator?: ',' | ';' | '\t') =>
  Array.fromAsync(readCsvRecords(text, separator));

const read = (text: string, names = {}) =>
  readImportFile({ kind: 'partners', text, separator: undefined, names });

/** What a refused file is told, as `path: message`. */
const refusalOf = async (text: string, names = {}): Promise<string> => {
  const refusal = await read(text, names).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!(refusal instanceof DomainError)) throw new Error(`not refused: ${JSON.stringify(refusal)}`);
  return `${refusal.errors[0]?.path}: ${refusal.errors[0]?.message}`;
};

describe('a CSV file', () => {
  test.each([
    ['LF', 'a,b\n1,2\n'],
    ['CRLF', 'a,b\r\n1,2\r\n'],
    ['no line end at the end', 'a,b\n1,2'],
    ['both line ends', 'a,b\r\n1,2\n'],
    ['a byte order mark', '\uFEFFa,b\n1,2\n'],
    ['semicolons', 'a;b\n1;2\n'],
    ['tabs', 'a\tb\n1\t2\n'],
    ['quotes', '"a","b"\n"1","2"\n'],
  ])('is read with %s', async (_what, text) => {
    expect(await recordsOf(text)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  test.each([
    [
      'separators and line ends inside of quotes',
      'a;b\n"1;\r\n2";"3 ""x"""\n',
      [
        ['a', 'b'],
        ['1;\r\n2', '3 "x"'],
      ],
    ],
    [
      'separators that stand in quotes in the first line',
      '"a,a,a";b\n1;2\n',
      [
        ['a,a,a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a blank line as one', 'a,b\n\n1,2\n', [['a', 'b'], [''], ['1', '2']]],
    ['one column', 'a\n1\n', [['a'], ['1']]],
    ['formulas as text', 'a\n=1+1\n', [['a'], ['=1+1']]],
  ])('keeps %s', async (_what, text, records) => {
    expect(await recordsOf(text)).toEqual(records);
  });

  test('is read with the separator that is given, whatever the first line has more of', async () => {
    expect(await recordsOf('a,a,a;b\n1,1,1;2\n', ';')).toEqual([
      ['a,a,a', 'b'],
      ['1,1,1', '2'],
    ]);
  });

  test('comes back as it was written, however long and whatever is in it', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('"', '\r\n', ',', ';', '😀'.repeat(600)),
    );
    const file = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(file, async (rows) => {
        const text = rows
          .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        expect(await recordsOf(text, ',')).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a file of an import', () => {
  test('numbers rows as a spreadsheet does, blank lines and cells of several lines included', async () => {
    const { pieces, rowCount } = await read(
      'email,name\na@example.com,A\n\n"b@\nexample.com",B\nc@example.com,C\n',
    );
    expect(rowCount).toBe(3);
    expect(pieces.flat()).toEqual([
      [2, ['a@example.com', 'A']],
      [4, { field: 'email', message: 'must not contain line breaks or other control characters' }],
      [5, ['c@example.com', 'C']],
    ]);
  });

  test('finds our names however they are written, and others where it is told', async () => {
    const { columns } = await read('E-Mail Address, NAME ,Country,Joined,\nx,y,z,,\n', {
      email: 'E-Mail Address',
    });
    expect(columns).toEqual({
      used: { email: 'E-Mail Address', name: 'NAME', country: 'Country' },
      ignored: ['Joined'],
    });
    const spaced = await readImportFile({
      ...{
        kind: 'customers',
        text: 'Customer ID;decided-at\n1;2026-01-01\n',
        separator: undefined,
        names: {},
      },
    });
    expect(Object.keys(spaced.columns.used)).toEqual(['customer_id', 'decided_at']);
  });

  test('keeps a row that cannot be read, with its reason', async () => {
    const long = 'x'.repeat(8 * 1024 + 1);
    const { pieces } = await read(
      `email,name,other\na@example.com\nb@example.com,B,1,2\nc@example.com,C,1,,\nd@example.com,${long},\ne@example.com,E\u0007,\n`,
    );
    expect(pieces.flat().map(([number, cells]) => [number, Array.isArray(cells) ? 'read' : cells])).toEqual([
      [2, { field: null, message: 'has 1 cells where there are 3 columns' }],
      [3, { field: null, message: 'has 4 cells where there are 3 columns' }],
      [4, 'read'],
      [5, { field: 'name', message: 'may have at most 8 KiB' }],
      [6, { field: 'name', message: 'must not contain line breaks or other control characters' }],
    ]);
  });

  test.each([
    ['nothing', '', 'csv: must begin with the names of its columns'],
    ['a blank first line', '\nemail,name\n', 'csv: must begin with the names of its columns'],
    ['no rows', 'email,name\n\n', 'csv: must have at least one row'],
    ['a NUL', 'email,name\na\0b,c\n', 'csv: must be text in UTF-8 without NUL'],
    ['no column that is required', 'email\nx\n', 'csv: has no column name'],
    ['two columns of one name', 'email,name,Name\nx,y,z\n', 'csv: has two columns for name'],
    ['101 columns', `email,name${',x'.repeat(99)}\n`, 'csv: may have at most 100 columns'],
    [
      'a quote that is never closed',
      'email,name\nx,"y\nz,z\n',
      'csv: row 2 has a quote that is never closed',
    ],
    [
      'something behind a quote',
      'email,name\nx,y\n"x"y,z\n',
      'csv: row 3 has something between a closing quote',
    ],
    ['a quote inside a cell', 'email,name\nx,y"z\n', 'csv: row 2 has a quote inside a cell'],
    ['a row without an end', `email,name\n"${'x'.repeat(300_000)}`, 'csv: row 2 is too long'],
  ])('is refused that has %s', async (_what, text, message) => {
    expect(await refusalOf(text)).toStartWith(message);
  });

  test.each([
    ['a field that there is not', { mail: 'email' }, 'columns.mail: is no field of partners'],
    ['a column that there is not', { email: 'Mail' }, 'columns.email: names no column of the file'],
    ['one column for two fields', { name: 'email' }, 'columns.name: names the column email'],
  ])('is refused with names for %s', async (_what, names, message) => {
    expect(await refusalOf('email,name\nx,y\n', names)).toStartWith(message);
  });

  test('has 50,000 rows at most', async () => {
    const rows = 'x,y\n'.repeat(50_000);
    expect((await read(`email,name\n${rows}`)).rowCount).toBe(50_000);
    expect(await refusalOf(`email,name\n${rows}x,y\n`)).toBe('csv: may have at most 50000 rows');
  });

  test('written by our own export is read again', async () => {
    const text = [csvLine(['email', 'name']), csvLine(['a@example.com', 'A "B", C'])].join('');
    expect((await read(text)).pieces.flat()).toEqual([[2, ['a@example.com', 'A "B", C']]]);
  });
});

describe('an amount in a file', () => {
  const read = (text: string, written: 'minor' | 'decimal', currency = 'USD') =>
    readSignedAmount({ field: 'amount', text, written, currency: currency as never });

  test.each([
    ['1250', 'minor', 'USD', 1_250],
    ['-1', 'minor', 'USD', -1],
    ['1000000000000000', 'minor', 'USD', 1e15],
    ['12.5', 'decimal', 'USD', 1_250],
    ['-0.05', 'decimal', 'USD', -5],
    ['12.500', 'decimal', 'USD', 1_250],
    ['-0.00', 'decimal', 'USD', 0],
    ['700', 'decimal', 'JPY', 700],
    ['1.234', 'decimal', 'KWD', 1_234],
    ['8.29', 'decimal', 'USD', 829],
  ] as const)('%s, written as %s, of %s is %p', (text, written, currency, minor) => {
    expect(Object.is(read(text, written, currency), minor)).toBe(true);
  });

  test.each([
    ['12.5', 'minor', 'USD'],
    ['1e3', 'minor', 'USD'],
    ['+5', 'minor', 'USD'],
    ['1000000000000001', 'minor', 'USD'],
    ['1,250.00', 'decimal', 'USD'],
    ['12,50', 'decimal', 'USD'],
    ['$5', 'decimal', 'USD'],
    ['.5', 'decimal', 'USD'],
    ['12.345', 'decimal', 'USD'],
    ['1.5', 'decimal', 'JPY'],
    ['99999999999999999999', 'decimal', 'USD'],
  ] as const)('%s, written as %s, of %s is none', (text, written, currency) => {
    expect(() => read(text, written, currency)).toThrow(DomainError);
  });
});
