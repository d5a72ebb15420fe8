import { type Clock, toIso } from './clock.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];
export const logFormats = ['json', 'text'] as const;
export type LogFormat = (typeof logFormats)[number];

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One line an event; values are plain facts. Secrets, bodies and addresses of people never go in. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export const createLog = (options: {
  level: LogLevel;
  format: LogFormat;
  clock: Clock;
  write: (line: string) => void;
}): Log => {
  const threshold = logLevels.indexOf(options.level);
  const format = options.format === 'json' ? asJson : asText;
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (logLevels.indexOf(level) < threshold) return;
      options.write(`${format(toIso(options.clock.now()), level, event, fields)}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

const asJson = (time: string, level: LogLevel, event: string, fields: LogFields): string =>
  JSON.stringify({ time, level, event, ...fields });

// JSON.stringify of every value keeps line breaks and escape sequences of a hostile value on one line.
const asText = (time: string, level: LogLevel, event: string, fields: LogFields): string =>
  [
    time,
    level.padEnd(5),
    event,
    ...Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${typeof value === 'string' ? JSON.stringify(value) : value}`],
    ),
  ].join(' ');
