import { variableOf } from '../config.ts';
import type { Command, Option } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { settingOption } from './setting-options.ts';

/** The help of the whole executable, or of a group of verbs such as `admin`. */
export const overview = (commands: readonly Command[]): string => {
  const names = commands.map((command) => [command.words.join(' '), command.summary] as const);
  return [
    'Tributary: a self-hosted affiliate platform.',
    '',
    'Usage: tributary COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...columns(names),
    '',
    'tributary COMMAND --help explains a command.',
    '',
  ].join('\n');
};

export const commandHelp = (command: Command): string => {
  const own = Object.entries(command.options);
  const settings = command.settings.map(settingOption);
  const variables = command.settings.map(variableOf);
  return [
    `${command.summary}.`,
    '',
    usageLine(command),
    ...(command.details ? ['', command.details] : []),
    ...(own.length > 0 ? ['', 'Options:', ...columns(own.map(describe))] : []),
    ...(settings.length > 0
      ? ['', 'Settings (a flag wins over its variable):', ...columns(settings.map(describe))]
      : []),
    ...(variables.length > 0 ? ['', 'Variables of these settings:', `  ${variables.join('\n  ')}`] : []),
    '',
    'Exit codes:',
    ...columns(Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning])),
    '',
  ].join('\n');
};

export const usageLine = (command: Command): string => {
  const required = Object.entries(command.options).flatMap(([name, option]) =>
    option.type === 'string' && option.required ? [` --${name} ${option.placeholder}`] : [],
  );
  return `Usage: tributary ${command.words.join(' ')}${required.join('')} [OPTIONS]`;
};

const describe = ([name, option]: readonly [string, Option]): readonly [string, string] => [
  option.type === 'string' ? `--${name} ${option.placeholder}` : `--${name}`,
  option.type === 'string' && option.required ? `${option.help} (required)` : option.help,
];

const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
};
