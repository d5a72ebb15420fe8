import { type Figure, type Goal, type Measurement, meetsGoal } from './figure.ts';
import type { Summary } from './statistics.ts';

export interface Measured {
  readonly figure: Figure;
  readonly measurement: Measurement;
}

const headings = [
  'figure',
  'ours',
  'baseline',
  'ratio',
  'goal',
  '',
  'CPU µs',
  'CPU ratio',
  'p50 ms',
  'p99 ms',
];

/** Every figure on a line: the median with the smallest and the largest value behind it. */
export const table = (rows: readonly Measured[]): string => {
  const cells = [headings, ...rows.map(toCells)];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${[lines[0], widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1)].join('\n')}\n`;
};

const toCells = ({ figure, measurement }: Measured): string[] => {
  const { unit, ours, baseline, ratio, processor, latency } = measurement;
  return [
    figure.title,
    `${spread(ours)} ${unit}`,
    baseline ? `${spread(baseline)} ${unit}` : '-',
    spread(ratio),
    ...goalCells(figure, measurement),
    [processor?.ours, processor?.baseline]
      .flatMap((summary) => (summary ? number(summary.median) : []))
      .join(' / '),
    spread(processor?.ratio),
    spread(latency?.p50),
    spread(latency?.p99),
  ];
};

const goalCells = ({ goal }: Figure, measurement: Measurement): [goal: string, verdict: string] => {
  if (!goal) return ['-', ''];
  const text = goalText(goal, measurement.ratio ? '' : ` ${measurement.unit}`);
  return [text, meetsGoal(goal, measurement) ? 'met' : 'MISSED'];
};

const goalText = (goal: Goal, unit: string): string =>
  'atLeast' in goal ? `>= ${goal.atLeast}${unit}` : `< ${goal.under}${unit}`;

const spread = (summary: Summary | undefined): string =>
  summary ? `${number(summary.median)} [${number(summary.minimum)}, ${number(summary.maximum)}]` : '-';

/** Three digits that mean something; whole numbers from 100 on. */
const number = (value: number): string => {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
};
