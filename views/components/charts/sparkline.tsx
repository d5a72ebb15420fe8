import { lineThrough, plotOf, plotSize } from './plot.ts';

interface SparklineProps {
  /** In order; null where nothing was measured. */
  readonly values: readonly (number | null)[];
  /** What it shows; beside a figure that says it already, leave it out. */
  readonly label?: string;
}

/** The course of something beside its figure, the size of a word. */
export const Sparkline = ({ values, label }: SparklineProps) => {
  const { marks } = plotOf(values.map((value) => ({ label: '', value })));
  if (marks.length === 0) return null;
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${plotSize.width} ${plotSize.height}`}
      preserveAspectRatio="none"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? 'true' : undefined}
    >
      <path class={marks.length === 1 ? 'dot' : 'course'} d={lineThrough(marks)} />
    </svg>
  );
};
