import type { Log, LogFields, LogLevel } from '../../src/core/log.ts';

export interface LoggedLine {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: LogFields;
}

/** A log that keeps its lines for the test to look at. */
export const recordingLog = (): { log: Log; logged: readonly LoggedLine[] } => {
  const logged: LoggedLine[] = [];
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}): void => {
      logged.push({ level, event, fields });
    };
  return { logged, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
};
