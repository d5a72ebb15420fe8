import { Chart, type ChartProps } from './chart.tsx';
import { type Plot, round } from './plot.ts';

/** Part of its room that a bar takes; the widest, where there are few. */
const share = 0.7;
const widest = 64;

/** Sums of periods: money. What is below zero hangs below it. */
export const BarChart = (chart: ChartProps) => (
  <Chart
    {...chart}
    kind="bar"
    draw={(plot) => (
      <>
        {plot.marks.map(({ x, y, value }) => (
          <rect class={value < 0 ? 'bar negative' : 'bar'} {...barOf(plot, x, y)} />
        ))}
        {plot.before.map(({ x, y }) => (
          <path class="before" d={`M${round(x - widthOf(plot) / 2)} ${y}h${round(widthOf(plot))}`} />
        ))}
      </>
    )}
  />
);

const widthOf = ({ band }: Plot): number => Math.min(band * share, widest);

const barOf = (plot: Plot, x: number, y: number) => ({
  x: round(x - widthOf(plot) / 2),
  y: Math.min(y, plot.zero),
  width: round(widthOf(plot)),
  height: round(Math.abs(plot.zero - y)),
});
