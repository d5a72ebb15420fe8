import type { Child } from '../../src/jsx/markup.ts';

interface StatProps {
  readonly label: string;
  /** The figure, as people read it. */
  readonly value: Child;
  /** What it was in the period before; the change is said in percent. */
  readonly comparison?: { readonly now: number; readonly before: number; readonly label?: string };
  /** Whether more is better, worse, or neither. */
  readonly more?: 'good' | 'bad' | 'neither';
  /** Where the list behind the figure is. */
  readonly href?: string | undefined;
  /** A sparkline, or a word about it. */
  readonly children?: Child;
}

/** Figures side by side. */
export const Stats = ({ children }: { readonly children: Child }) => <dl class="stats">{children}</dl>;

/** One figure, and how it compares with the period before. */
export const Stat = ({ label, value, comparison, more = 'good', href, children }: StatProps) => (
  <div class="stat">
    <dt>{href === undefined ? label : <a href={href}>{label}</a>}</dt>
    <dd class="figure">{value}</dd>
    {comparison && (
      <dd class="change" data-tone={toneOf(comparison, more)}>
        {changeText(comparison)}
      </dd>
    )}
    {children && <dd>{children}</dd>}
  </div>
);

type Comparison = NonNullable<StatProps['comparison']>;

/** `12 % more than the period before`; from nothing there are no percents. */
export const changeText = ({ now, before, label = 'the period before' }: Comparison): string => {
  if (now === before) return `as in ${label}`;
  if (before === 0) return `none in ${label}`;
  const percent = Math.round((Math.abs(now - before) / Math.abs(before)) * 100);
  const amount = percent === 0 ? 'slightly' : `${percent.toLocaleString('en')} %`;
  return `${now > before ? '↑' : '↓'} ${amount} ${now > before ? 'more' : 'less'} than in ${label}`;
};

const toneOf = ({ now, before }: Comparison, more: NonNullable<StatProps['more']>) => {
  if (more === 'neither' || now === before || before === 0) return undefined;
  return now > before === (more === 'good') ? 'good' : 'bad';
};
