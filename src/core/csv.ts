/** Text that comes from people, a number of ours, nothing, or a decimal that we wrote ourselves, as `decimalOf` does. */
export type CsvCell = string | number | null | { readonly decimal: string };

/**
 * One line of CSV (RFC 4180), ended as the standard says. Text that a spreadsheet would take for a formula gets an
 * apostrophe before it, so that nobody's name runs anything.
 */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(cellOf).join(',')}\r\n`;

const cellOf = (value: CsvCell): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value.decimal;
  const text = defused(value);
  return /[",;\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * Where the list separator is a semicolon, a spreadsheet begins a new cell at one inside a text, too. What stands
 * before a sign may be trimmed, and full-width signs be taken for the usual ones. And characters that turn the
 * direction of what follows would show the cells beside them in another order.
 */
const defused = (text: string): string => text.replace(turns, '').replace(formula, "'");

/** From the beginning and from each semicolon on, so that a text of nothing but blanks is looked through once. */
const formula = /^(?=[\t\r\n])|(?:^|(?<=;))(?=[\s"\0]*[=+\-@＝＋－＠])/g;
const turns = /[\u202A-\u202E\u2066-\u2069]/g;
