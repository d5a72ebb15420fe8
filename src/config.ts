import type { LogFormat, LogLevel } from './core/log.ts';

/** The whole configuration, checked and with defaults in place. */
export interface Config {
  readonly host: string;
  readonly port: number;
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
}
