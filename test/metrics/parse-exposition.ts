/** A metric as a scraper reads it, from the text alone. */
export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: ParsedSample[];
}

export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Reads the text exposition format 0.0.4 and refuses whatever it does not allow. Written from its description alone.
 * @throws Error naming the line
 */
export const parseExposition = (text: string): readonly ParsedFamily[] => {
  if (!text.endsWith('\n')) throw new Error('the last line must end with a line feed');
  const families: ParsedFamily[] = [];
  let help: { name: string; text: string } | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const helped = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\]|\\\\|\\n)*)$/.exec(line);
    const typed = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$/.exec(line);
    if (helped) help = { name: helped[1] ?? '', text: helped[2] ?? '' };
    else if (typed) families.push(familyOf(typed[1] ?? '', typed[2] ?? '', help, families, line));
    else addSample(families.at(-1), parseSample(line), line);
  }
  return families;
};

const familyOf = (
  name: string,
  type: string,
  help: { name: string; text: string } | undefined,
  known: readonly ParsedFamily[],
  line: string,
): ParsedFamily => {
  if (help?.name !== name) throw new Error(`no HELP before ${line}`);
  if (known.some((family) => family.name === name)) throw new Error(`a second time: ${line}`);
  return { name, type, help: help.text, samples: [] };
};

const parseSample = (line: string): ParsedSample => {
  const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (!match) throw new Error(`neither comment nor sample: ${line}`);
  const labels: Record<string, string> = {};
  let rest = match[2] ?? '';
  while (rest !== '') {
    const pair = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)/.exec(rest);
    if (!pair) throw new Error(`labels of ${line}`);
    labels[pair[1] ?? ''] = pair[2] ?? '';
    rest = rest.slice(pair[0].length);
  }
  const value = match[3] === '+Inf' ? Number.POSITIVE_INFINITY : Number(match[3]);
  if (Number.isNaN(value)) throw new Error(`the value of ${line}`);
  return { name: match[1] ?? '', labels, value };
};

const addSample = (family: ParsedFamily | undefined, sample: ParsedSample, line: string): void => {
  const suffixes = family?.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  if (!family || !suffixes.some((suffix) => sample.name === family.name + suffix)) {
    throw new Error(`of no family before it: ${line}`);
  }
  const key = JSON.stringify([sample.name, sample.labels]);
  const twice = family.samples.some(({ name, labels }) => JSON.stringify([name, labels]) === key);
  if (twice) throw new Error(`a second time: ${line}`);
  family.samples.push(sample);
};
