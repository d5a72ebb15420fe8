import { type Scale, scaleOf } from './scale.ts';

/** One value of a series; null where nothing was measured. */
export interface ChartPoint {
  readonly label: string;
  readonly value: number | null;
  /** Stands out, such as a failed attempt among latencies. */
  readonly tone?: 'bad' | undefined;
}

/** The inner size of every chart; the page stretches it to the room there is. */
export const plotSize = { width: 600, height: 200 } as const;

/** A point that can be drawn. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly point: ChartPoint;
}

export interface Plot {
  readonly scale: Scale;
  /** Width of what one point has for itself. */
  readonly band: number;
  /** Where zero lies. */
  readonly zero: number;
  /** Heights of the lines across, one for each tick. */
  readonly lines: readonly number[];
  readonly marks: readonly Mark[];
  readonly before: readonly Mark[];
}

/** Where everything of a chart stands. The points share the width evenly; the period before lies under them. */
export const plotOf = (points: readonly ChartPoint[], before: readonly ChartPoint[] = []): Plot => {
  const count = Math.max(points.length, before.length, 1);
  const scale = scaleOf([...points, ...before].flatMap(({ value }) => (isDrawn(value) ? [value] : [])));
  const place = (value: number): number =>
    round(((scale.max - value) / (scale.max - scale.min)) * plotSize.height);
  const band = plotSize.width / count;
  const marksOf = (series: readonly ChartPoint[]): Mark[] =>
    series.flatMap((point, at) =>
      isDrawn(point.value)
        ? [{ x: round((at + 0.5) * band), y: place(point.value), value: point.value, point }]
        : [],
    );
  return {
    scale,
    band,
    zero: place(0),
    lines: scale.ticks.map(place),
    marks: marksOf(points),
    before: marksOf(before),
  };
};

/** A line through marks, as the `d` of a path; a single one is a dot. */
export const lineThrough = (marks: readonly Mark[]): string =>
  marks.length === 1
    ? dotAt(marks[0])
    : marks.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('');

/** What lies between a line and zero. */
export const areaUnder = (marks: readonly Mark[], zero: number): string => {
  const [first, last] = [marks[0], marks.at(-1)];
  if (!first || !last || first === last) return '';
  return `${lineThrough(marks)}L${last.x} ${zero}L${first.x} ${zero}Z`;
};

/** A line without length: its round ends make a dot that stays round however the chart is stretched. */
export const dotAt = (mark: Pick<Mark, 'x' | 'y'> | undefined): string =>
  mark ? `M${mark.x} ${mark.y}h0.01` : '';

const isDrawn = (value: number | null): value is number => value !== null && Number.isFinite(value);

export const round = (value: number): number => Math.round(value * 100) / 100;
