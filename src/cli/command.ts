import type { LoadedConfig } from '../config.ts';
import type { SettingKey } from '../config-settings.ts';
import type { ExitName } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface TextOption {
  readonly type: 'string';
  readonly placeholder: string;
  readonly help: string;
  readonly required?: true;
}

export interface SwitchOption {
  readonly type: 'boolean';
  readonly help: string;
}

export type Option = TextOption | SwitchOption;
export type Options = Readonly<Record<string, Option>>;

export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends SwitchOption
    ? boolean
    : O[Name] extends { required: true }
      ? string
      : string | undefined;
};

/** One use of a command. */
export interface Invocation<O extends Options> {
  readonly values: Values<O>;
  readonly terminal: Terminal;
  /** @throws ConfigError */
  load(): LoadedConfig;
}

/** One verb of the command line: what it is called, what it takes, what it does. */
export interface Command<O extends Options = Options> {
  /** `['admin', 'create']` */
  readonly words: readonly string[];
  readonly summary: string;
  /** More for `--help`, in whole sentences, with line breaks. */
  readonly details?: string;
  readonly options: O;
  /** The settings that can be given as flags of this command; the others still come from variables. */
  readonly settings: readonly SettingKey[];
  run(invocation: Invocation<O>): Promise<ExitName>;
}

/** Writes a command down with its values typed by its options. */
export const command = <const O extends Options>(definition: Command<O>): Command =>
  definition as unknown as Command;
