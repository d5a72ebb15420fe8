import { type Config, isSecret, type LoadedConfig, settingKeys, variableOf } from '../config.ts';
import { command } from './command.ts';

export const configPrintCommand = command({
  words: ['config', 'print'],
  summary: 'Print the configuration in force and where each value comes from, with secrets hidden',
  options: { json: { type: 'boolean', help: 'Print it as JSON' } },
  settings: settingKeys,
  run: async ({ values, terminal, load }) => {
    const loaded = load();
    terminal.out(values.json ? asJson(loaded) : asText(loaded));
    for (const name of loaded.unknownVariables) terminal.err(`tributary: ${name} is no setting; ignored\n`);
    return 'ok';
  },
});

const asJson = ({ config, sources }: LoadedConfig): string => {
  const entries = settingKeys.map((key) => [
    variableOf(key),
    { value: shown(config, key), source: sources[key] },
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
};

const asText = ({ config, sources }: LoadedConfig): string => {
  const rows = settingKeys.map((key) => [variableOf(key), toText(shown(config, key)), sources[key]] as const);
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const [names, values] = [width(0), width(1)];
  return rows
    .map(([name, value, source]) => `${name.padEnd(names)}  ${value.padEnd(values)}  ${source}\n`)
    .join('');
};

const shown = (config: Config, key: keyof Config): unknown => {
  const value = config[key] ?? null;
  return isSecret(key) && value !== null ? '********' : value;
};

const toText = (value: unknown): string => {
  if (value === null) return '(not set)';
  if (Array.isArray(value)) return value.join(',') || '(none)';
  return String(value);
};
