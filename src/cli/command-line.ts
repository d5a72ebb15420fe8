import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../config.ts';
import { DomainError } from '../core/errors.ts';
import { InstanceLockedError } from '../database/instance-lock.ts';
import { DataFolderError } from '../settings/data-folder.ts';
import { InstanceKeyError } from '../settings/instance-secret.ts';
import type { Command } from './command.ts';
import { CommandFailure, type ExitName } from './exit-codes.ts';
import { commandHelp, overview, usageLine } from './help.ts';
import { settingOption } from './setting-options.ts';
import type { Terminal } from './terminal.ts';

/** Finds the command that the words name, runs it, and says how it ended. Never throws. */
export const runCommandLine = async (
  commands: readonly Command[],
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitName> => {
  try {
    return await dispatch(commands, words, terminal);
  } catch (error) {
    const { exit, message } = explain(error);
    terminal.err(`tributary: ${message}\n`);
    return exit;
  }
};

const dispatch = (
  commands: readonly Command[],
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitName> | ExitName => {
  const chosen = commands.find((command) => startsWith(words, command.words));
  if (chosen) return runCommand(chosen, words.slice(chosen.words.length), terminal);
  if (words[0] === '--version') return dispatch(commands, ['version'], terminal);
  const names = words.filter((word) => !word.startsWith('-') && word !== 'help');
  const group = commands.filter((command) => startsWith(command.words, names));
  if (group.length === 0) {
    const isGroup = commands.some((command) => command.words[0] === names[0]);
    const named = names.slice(0, isGroup ? 2 : 1).join(' ');
    throw new CommandFailure('usage', `there is no command "${named}"; see tributary --help`);
  }
  const asked = words.some((word) => ['--help', '-h', 'help'].includes(word));
  (asked ? terminal.out : terminal.err)(overview(group));
  return asked ? 'ok' : 'usage';
};

const startsWith = (words: readonly string[], beginning: readonly string[]): boolean =>
  beginning.every((word, index) => words[index] === word);

const runCommand = async (
  command: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitName> => {
  const options = { ...command.options, ...Object.fromEntries(command.settings.map(settingOption)) };
  const values = parse(command, words, options);
  if (values.help) {
    terminal.out(commandHelp(command));
    return 'ok';
  }
  for (const [name, option] of Object.entries(command.options)) {
    if (option.type === 'boolean') values[name] ??= false;
    else if (option.required && !values[name]) throw usage(command, `--${name} is missing`);
  }
  return command.run({ values: values as never, terminal, load: () => loadConfig({ flags: values }) });
};

type ParsedValues = Record<string, string | boolean | undefined>;

const parse = (command: Command, words: readonly string[], options: Command['options']): ParsedValues => {
  const known = Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]));
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { ...known, help: { type: 'boolean', short: 'h' } },
      strict: true,
      allowPositionals: false,
    });
    return { ...values };
  } catch (error) {
    throw usage(command, error instanceof Error ? error.message : String(error));
  }
};

const usage = (command: Command, message: string): CommandFailure =>
  new CommandFailure('usage', `${message}\n${usageLine(command)}`);

/** Foreseen failures speak for themselves; a surprise shows where it came from. */
const explain = (error: unknown): { exit: ExitName; message: string } => {
  if (error instanceof CommandFailure) return { exit: error.exit, message: error.message };
  if (configurationErrors.some((kind) => error instanceof kind)) {
    return { exit: 'configuration', message: (error as Error).message };
  }
  if (error instanceof InstanceLockedError) return { exit: 'alreadyRunning', message: error.message };
  if (error instanceof DomainError) return { exit: 'failure', message: error.detail };
  return {
    exit: 'failure',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
};

const configurationErrors = [ConfigError, DataFolderError, InstanceKeyError];
