/** Anything that Prometheus is told, with all its samples. */
export interface MetricFamily {
  /** Without the prefix of the product. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

export interface MetricSample {
  /** `_bucket`, `_sum` and `_count` of a histogram; nothing otherwise. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** The text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
export const writeExposition = (families: readonly MetricFamily[]): string =>
  families.map(writeFamily).join('');

const writeFamily = ({ name, type, help, samples }: MetricFamily): string => {
  const fullName = `tributary_${name}`;
  const lines = samples.map(
    ({ suffix = '', labels = {}, value }) =>
      `${fullName}${suffix}${writeLabels(labels)} ${writeValue(value)}\n`,
  );
  return `# HELP ${fullName} ${escapeHelp(help)}\n# TYPE ${fullName} ${type}\n${lines.join('')}`;
};

const writeLabels = (labels: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};

const writeValue = (value: number): string => {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
};

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

export const counter = (name: string, help: string, value: number): MetricFamily => ({
  name,
  type: 'counter',
  help,
  samples: [{ value }],
});

export const gauge = (name: string, help: string, value: number): MetricFamily => ({
  name,
  type: 'gauge',
  help,
  samples: [{ value }],
});

/** One sample for each value of a label. */
export const byLabel = (
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  label: string,
  values: Readonly<Record<string, number>>,
): MetricFamily => ({
  name,
  type,
  help,
  samples: Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value })),
});

/**
 * @param edges upper edges of the steps, without the last one, which has none
 * @param counts of each step alone; one more than there are edges
 */
export const histogram = (
  name: string,
  help: string,
  edges: readonly number[],
  counts: readonly number[],
  sum: number,
): MetricFamily => {
  let total = 0;
  const buckets = counts.map((count, step) => {
    total += count;
    return {
      suffix: '_bucket',
      labels: { le: writeValue(edges[step] ?? Number.POSITIVE_INFINITY) },
      value: total,
    };
  });
  const samples = [...buckets, { suffix: '_sum', value: sum }, { suffix: '_count', value: total }];
  return { name, type: 'histogram', help, samples };
};
