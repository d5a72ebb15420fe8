import { Chart, type ChartProps } from './chart.tsx';
import { areaUnder, lineThrough } from './plot.ts';

/** How much there was of something over time: traffic. */
export const AreaChart = (chart: ChartProps) => (
  <Chart
    {...chart}
    kind="area"
    draw={({ marks, before, zero }) => (
      <>
        {before.length > 0 && <path class="before" d={lineThrough(before)} />}
        <path class="area" d={areaUnder(marks, zero)} />
        <path class={marks.length === 1 ? 'dot' : 'course'} d={lineThrough(marks)} />
      </>
    )}
  />
);
