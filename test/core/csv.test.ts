import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { csvLine } from '../../src/core/csv.ts';

/** Reads one line as RFC 4180 says; written for the test alone. */
const readLine = (line: string): string[] => {
  const cells: string[] = [''];
  let isQuoted = false;
  for (const [character] of line.slice(0, -2).matchAll(/""|[\s\S]/g)) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) cells.push('');
    else cells.push(`${cells.pop()}${character === '""' ? (isQuoted ? '"' : '') : character}`);
  }
  return cells;
};

test.each([
  [['a', 'b'], 'a,b\r\n'],
  [[1, null, ''], '1,,\r\n'],
  [['Leaf, Letters', 'say "hi"', 'two\nlines'], '"Leaf, Letters","say ""hi""","two\nlines"\r\n'],
  [['=1+1', '+1', '-1', '@sum'], "'=1+1,'+1,'-1,'@sum\r\n"],
  [['\t=1', '\r=1'], `'\t=1,"'\r=1"\r\n`],
  [[-5, { decimal: '-5.00' }], '-5,-5.00\r\n'],
  [['Zoë'], 'Zoë\r\n'],
  [['a;=1', 'a; @b', '1;2'], `"a;'=1","a;' @b","1;2"\r\n`],
  [['\u202e=1', 'a\u202eb\u2066'], "'=1,ab\r\n"],
  // Spreadsheets trim what stands before, and some take full-width signs for the usual ones.
  [[' =1', '"=1', '\u0000=1', '\ufeff@a'], `' =1,"'""=1",'\u0000=1,'\ufeff@a\r\n`],
  [['＝1', '＋1', '－1', '＠a', 'a;＝1'], `'＝1,'＋1,'－1,'＠a,"a;'＝1"\r\n`],
])('writes %j', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});

test('whatever a cell holds is read back, and never begins as a formula does', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 6 }), (cells) => {
      const line = csvLine(cells);
      expect(line.endsWith('\r\n')).toBe(true);
      const read = readLine(line);
      const withoutApostrophes = (cell: string) =>
        cell.replace(/(^|;)'(?=[\s"\0]*[=+\-@＝＋－＠]|[\t\r\n])/g, '$1');
      const turns = /[\u202A-\u202E\u2066-\u2069]/g;
      expect(read.map(withoutApostrophes)).toEqual(
        cells.map((cell) => withoutApostrophes(cell.replace(turns, ''))),
      );
      for (const cell of read) expect(/^[\t\r\n]|(?:^|;)[\s"\0]*[=+\-@＝＋－＠]/.test(cell)).toBe(false);
    }),
  );
});
