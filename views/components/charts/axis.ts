import type { ChartPoint } from './plot.ts';

/** Names of so many characters stand side by side even on a phone. */
const maxCharacters = 40;
const maxNames = 8;

/** What stands below a chart: every point where there is room, else the first, the middle and the last. */
export const axisNames = (points: readonly ChartPoint[]): { every: boolean; names: readonly string[] } => {
  const names = points.map(({ label }) => shortDay(label));
  if (names.length <= maxNames && names.join('').length <= maxCharacters) return { every: true, names };
  const middle = names.length % 2 === 1 ? [names[(names.length - 1) / 2] ?? ''] : [];
  return { every: false, names: [names[0] ?? '', ...middle, names.at(-1) ?? ''] };
};

/** `20 Nov` for `2026-11-20`; everything else stays as it is. */
const shortDay = (label: string): string => {
  const [, month = '', day = ''] = /^\d{4}-(\d\d)-(\d\d)$/.exec(label) ?? [];
  const name = months[Number(month) - 1];
  return name === undefined ? label : `${Number(day)} ${name}`;
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The values of ticks in words; decimals that are nothing but zeros are left out. */
export const tickNames = (ticks: readonly number[], format: (value: number) => string): readonly string[] => {
  const names = ticks.map(format);
  return names.every((name) => /\.0+$/.test(name)) ? names.map((name) => name.replace(/\.0+$/, '')) : names;
};
