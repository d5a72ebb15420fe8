import type { Child } from '../../src/jsx/markup.ts';
import { scrollable } from './scrollable.ts';

export interface Column<Row> {
  readonly label: string;
  /** Numbers and money stand to the right. */
  readonly isNumber?: boolean;
  cell(row: Row): Child;
}

interface DataTableProps<Row> {
  /** What the table holds, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** The first cell of each row leads there. */
  readonly href?: (row: Row) => string;
  /** A box at each row, of this form: for what can be done with many. */
  readonly pick?: {
    readonly form: string;
    readonly name: string;
    value(row: Row): string;
    label(row: Row): string;
  };
}

/** A table; a list of cards on phones, where each cell says its column. */
export const DataTable = <Row,>({ caption, columns, rows, href, pick }: DataTableProps<Row>) => (
  <section class="table-box" {...scrollable} aria-label={`${caption}, table`}>
    <table class="data">
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {pick && (
            <th scope="col">
              <input type="checkbox" data-pick-all={pick.form} aria-label="Pick all on this page" hidden />
            </th>
          )}
          {columns.map(({ label, isNumber }) =>
            label === '' ? (
              <td></td>
            ) : (
              <th scope="col" class={isNumber ? 'number' : undefined}>
                {label}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {pick && (
              <td class="pick">
                <input
                  type="checkbox"
                  form={pick.form}
                  name={pick.name}
                  value={pick.value(row)}
                  aria-label={`Pick ${pick.label(row)}`}
                />
              </td>
            )}
            {columns.map((column, at) => (
              <td class={column.isNumber ? 'number' : undefined} data-label={column.label}>
                {at === 0 && href ? <a href={href(row)}>{column.cell(row)}</a> : column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
