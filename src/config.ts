import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { type Setting, type SettingKey, settings } from './config-settings.ts';
import type { LogFormat, LogLevel } from './core/log.ts';

/** The whole configuration, checked and with defaults in place. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute path. */
  readonly dataDir: string;
  /** Where browsers and backends reach us, without a trailing slash. */
  readonly baseUrl: string;
  /** The instance key as given; undefined means the one in the data folder. */
  readonly secret: string | undefined;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** Addresses or CIDR ranges whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly webhookAllowHttp: boolean;
  readonly webhookAllowCidrs: readonly string[];
  /** Where receivers see our requests come from, as the operator says. */
  readonly webhookSourceAddresses: readonly string[];
  /** The mail server with its password; undefined sends no mail. */
  readonly smtpUrl: string | undefined;
  /** A plain address. */
  readonly mailFrom: string | undefined;
  /** Whole days for which bodies of events, excerpts of responses and attempts are kept. */
  readonly retentionPayloadDays: number;
  readonly retentionExcerptDays: number;
  readonly retentionAttemptDays: number;
  /** Undefined when there are no metrics. */
  readonly metricsToken: string | undefined;
  /** The first admin of an unattended installation. */
  readonly adminEmail: string | undefined;
  /** A path, not a password: the file may be gone once there is an admin. */
  readonly adminPasswordFile: string | undefined;
}

/** The configuration cannot be used. One problem a line, each naming the flag, variable or file at fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

export interface ConfigSources {
  /** Values of the command line by flag name, without the dashes. */
  readonly flags?: Readonly<Record<string, string | boolean | undefined>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Where each value comes from: a flag, a variable, or `default`. */
  readonly sources: Readonly<Record<SettingKey, string>>;
  /** Variables with our prefix that name no setting: probably misspelt. */
  readonly unknownVariables: readonly string[];
}

const prefix = 'TRIBUTARY_';

/** `dataDir` is `TRIBUTARY_DATA_DIR`. */
export const variableOf = (key: SettingKey): string =>
  `${prefix}${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** `dataDir` is `data-dir`; a secret is given as the file that holds it. */
export const flagOf = (key: SettingKey): string => {
  const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return isSecret(key) ? `${name}-file` : name;
};

export const isSecret = (key: SettingKey): boolean => (settings[key] as Setting).secret === true;

export const settingKeys = Object.keys(settings) as readonly SettingKey[];

/**
 * Reads the configuration: a flag wins over a variable, a variable over the file that a `_FILE` variable names,
 * that over the default. An empty variable counts as not set.
 *
 * @throws ConfigError naming every value that cannot be used
 */
export const loadConfig = ({ flags = {}, env = process.env }: ConfigSources = {}): LoadedConfig => {
  const problems: string[] = [];
  const read = settingKeys.map((key) => [key, readSetting(key, flags, env, problems)] as const);
  const values = Object.fromEntries(read.map(([key, { value }]) => [key, value])) as unknown as Config;
  if (problems.length === 0) checkTogether(values, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    config: { ...values, baseUrl: values.baseUrl ?? localUrl(values.host, values.port) },
    sources: Object.fromEntries(read.map(([key, { source }]) => [key, source])) as Record<SettingKey, string>,
    unknownVariables: Object.keys(env).filter((name) => name.startsWith(prefix) && !knownVariables.has(name)),
  };
};

interface Found {
  readonly text: string | undefined;
  readonly source: string;
}

const readSetting = (
  key: SettingKey,
  flags: NonNullable<ConfigSources['flags']>,
  env: NonNullable<ConfigSources['env']>,
  problems: string[],
): { value?: unknown; source: string } => {
  try {
    const { text, source } = find(key, flags, env);
    if (text === undefined) return { value: undefined, source };
    const parsed = settings[key].schema.safeParse(text);
    if (parsed.success) return { value: parsed.data, source };
    problems.push(`${source} ${parsed.error.issues[0]?.message ?? 'is invalid'}`);
    return { source };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return { source: 'unreadable' };
  }
};

const find = (
  key: SettingKey,
  flags: NonNullable<ConfigSources['flags']>,
  env: NonNullable<ConfigSources['env']>,
): Found => {
  const variable = variableOf(key);
  const flag = flags[flagOf(key)];
  if (flag !== undefined) {
    const source = `--${flagOf(key)}`;
    return { text: isSecret(key) ? readSecretFile(String(flag), source) : String(flag), source };
  }
  if (env[variable]) return { text: env[variable], source: variable };
  const file = isSecret(key) ? env[`${variable}_FILE`] : undefined;
  if (file) return { text: readSecretFile(file, `${variable}_FILE`), source: `${variable}_FILE` };
  return { text: (settings[key] as Setting).fallback, source: 'default' };
};

/** Without the line break at the end that editors and `echo` leave. */
const readSecretFile = (path: string, source: string): string => {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? error.code : 'unknown error';
    throw new ConfigError([`${source} names a file that cannot be read: ${path} (${why})`]);
  }
};

const checkTogether = (values: Config, problems: string[]): void => {
  for (const [one, other] of pairs) {
    if ((values[one] === undefined) === (values[other] === undefined)) continue;
    problems.push(`${variableOf(one)} and ${variableOf(other)} must be given together or not at all`);
  }
};

const pairs = [
  ['adminEmail', 'adminPasswordFile'],
  ['smtpUrl', 'mailFrom'],
] as const satisfies readonly (readonly [SettingKey, SettingKey])[];

/** An address that listens everywhere is reached as localhost. */
const localUrl = (host: string, port: number): string => {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
};

const knownVariables = new Set(
  settingKeys.flatMap((key) =>
    isSecret(key) ? [variableOf(key), `${variableOf(key)}_FILE`] : [variableOf(key)],
  ),
);
