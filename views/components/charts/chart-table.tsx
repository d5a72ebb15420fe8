import { scrollable } from '../scrollable.ts';
import type { ChartProps } from './chart.tsx';

interface ChartTableProps extends Pick<ChartProps, 'title' | 'points' | 'comparison'> {
  readonly names: NonNullable<ChartProps['names']>;
  format(value: number): string;
}

/** The same values to read, to copy, and for those who do not see the drawing. */
export const ChartTable = ({ title, points, comparison, names, format }: ChartTableProps) => {
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? 'none' : format(value);
  return (
    <details class="chart-table">
      <summary>As a table</summary>
      <div class="table-box" {...scrollable}>
        <table>
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col" class="number">
                {comparison ? names.series : 'Value'}
              </th>
              {comparison && (
                <th scope="col" class="number">
                  {names.comparison}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {points.map(({ label, value }, at) => (
              <tr>
                <th scope="row">{label}</th>
                <td class="number">{text(value)}</td>
                {comparison && <td class="number">{text(comparison[at]?.value)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
};
