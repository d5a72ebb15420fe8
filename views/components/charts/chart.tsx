import type { Child } from '../../../src/jsx/markup.ts';
import { axisNames, tickNames } from './axis.ts';
import { ChartTable } from './chart-table.tsx';
import { type ChartPoint, type Plot, plotOf, plotSize, round } from './plot.ts';

export interface ChartProps {
  /** What is shown, in a few words: "Clicks a day". */
  readonly title: string;
  readonly points: readonly ChartPoint[];
  /** A value with its unit, as people read it; grouped digits unless given. */
  readonly format?: (value: number) => string;
  /** The period before, drawn behind: as many points. */
  readonly comparison?: readonly ChartPoint[] | undefined;
  /** What the two are called. */
  readonly names?: { readonly series: string; readonly comparison: string };
  /** What to say in place of a chart without points. */
  readonly empty?: string;
}

interface FrameProps extends ChartProps {
  readonly kind: 'area' | 'bar' | 'dot';
  /** The marks, below the lines that catch the pointer. */
  draw(plot: Plot): Child;
}

const grouped = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });
const usualNames = { series: 'This period', comparison: 'The period before' };

/** What stands around every kind of chart: title, axes, values on hover, the same as a table beneath. */
export const Chart = ({ draw, kind, ...chart }: FrameProps) => {
  const { title, points, comparison, format = grouped, names = usualNames } = chart;
  const plot = plotOf(points, comparison);
  return (
    <figure class="chart" data-kind={kind}>
      <figcaption>
        {title}
        <output class="readout" data-readout></output>
      </figcaption>
      {plot.marks.length === 0 ? (
        <p class="chart-empty">{chart.empty ?? 'Nothing in this period.'}</p>
      ) : (
        <>
          <div class="chart-box">
            <Ticks names={tickNames(plot.scale.ticks, format)} />
            <Drawing title={summary(title, plot, format)}>
              <Grid plot={plot} />
              {draw(plot)}
              <Catchers plot={plot} format={format} />
            </Drawing>
            <Names points={points} />
          </div>
          {comparison && <Legend names={names} />}
          <ChartTable title={title} points={points} comparison={comparison} format={format} names={names} />
        </>
      )}
    </figure>
  );
};

/** For those who do not see it: how many values, between which. */
const summary = (title: string, { marks }: Plot, format: (value: number) => string): string => {
  const values = marks.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const count = marks.length === 1 ? '1 value' : `${marks.length} values`;
  return `${title}: ${count}, from ${format(low)} to ${format(high)}`;
};

const Drawing = ({ title, children }: { title: string; children: Child }) => (
  <svg
    class="plot"
    viewBox={`0 0 ${plotSize.width} ${plotSize.height}`}
    preserveAspectRatio="none"
    role="img"
    aria-label={title}
  >
    {children}
  </svg>
);

const Ticks = ({ names }: { names: readonly string[] }) => (
  <div class="ticks" aria-hidden="true">
    {names.map((name) => (
      <span>{name}</span>
    ))}
  </div>
);

const Names = ({ points }: { points: readonly ChartPoint[] }) => {
  const { every, names } = axisNames(points);
  return (
    <div class="names" data-every={every} aria-hidden="true">
      {names.map((name) => (
        <span>{name}</span>
      ))}
    </div>
  );
};

const Grid = ({ plot }: { plot: Plot }) => (
  <>
    {plot.lines.map((y) => (
      <path class={y === plot.zero ? 'zero' : 'line'} d={`M0 ${y}H${plotSize.width}`} />
    ))}
  </>
);

/** As wide as a point has room and as high as the chart: easy to meet with a pointer. */
const Catchers = ({ plot, format }: { plot: Plot; format: (value: number) => string }) => (
  <g class="catchers">
    {plot.marks.map(({ x, value, point }) => {
      const text = `${point.label}: ${format(value)}`;
      return (
        <rect
          x={round(x - plot.band / 2)}
          y="0"
          width={round(plot.band)}
          height={plotSize.height}
          data-value={text}
        >
          <title>{text}</title>
        </rect>
      );
    })}
  </g>
);

const Legend = ({ names }: { names: NonNullable<ChartProps['names']> }) => (
  <ul class="legend">
    <li data-series="now">{names.series}</li>
    <li data-series="before">{names.comparison}</li>
  </ul>
);
