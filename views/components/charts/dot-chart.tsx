import { Chart, type ChartProps } from './chart.tsx';
import { dotAt } from './plot.ts';

/** Single measurements one after the other: latency. */
export const DotChart = (chart: ChartProps) => (
  <Chart
    {...chart}
    kind="dot"
    draw={({ marks, before }) => (
      <>
        {before.map((mark) => (
          <path class="dot before" d={dotAt(mark)} />
        ))}
        {marks.map((mark) => (
          <path class={mark.point.tone === 'bad' ? 'dot bad' : 'dot'} d={dotAt(mark)} />
        ))}
      </>
    )}
  />
);
