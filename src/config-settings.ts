import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { logFormats, logLevels } from './core/log.ts';
import { parseSmtpUrl } from './outbound/mail/smtp-url.ts';

/** How one setting is named, read and explained. Its variable and flag follow from its key: see `config.ts`. */
export interface Setting<Value = unknown> {
  /** Turns the text of a flag, variable or file into the value; its messages complete "NAME ...". */
  readonly schema: z.ZodType<Value>;
  /** The text that stands in when nothing is given; undefined leaves the setting without a value. */
  readonly fallback?: string;
  /** Secrets come from a variable or a file, never from the command line, and are never printed. */
  readonly secret?: boolean;
  /** What stands for the value in `--help`; none for a switch. */
  readonly placeholder?: string;
  readonly help: string;
}

const setting = <Value>(definition: Setting<Value>): Setting<Value> => definition;

const host = z.string().refine((text) => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text), {
  message: 'must be an IP address or a host name',
});

const port = z
  .string()
  .refine((text) => /^[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 65_535, {
    message: 'must be a port number from 1 to 65535',
  })
  .transform(Number);

const origin = z
  .string()
  .refine(isOrigin, {
    message: 'must be an http or https address without a path, such as https://partners.example.com',
  })
  .transform((text) => new URL(text).origin);

const instanceKey = z
  .string()
  .min(32, 'must have at least 32 characters (openssl rand -base64 32 makes a good one)')
  .max(1024, 'may have at most 1024 characters');

const metricsToken = z
  .string()
  .min(16, 'must have at least 16 characters (openssl rand -hex 32 makes a good one)')
  .max(1024, 'may have at most 1024 characters')
  .regex(/^[!-~]+$/, 'must consist of visible ASCII characters without spaces');

const onOff = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((text) => text === 'true');

const networks = z
  .string()
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
  .refine((parts) => parts.every(isNetwork), {
    message: 'must be IP addresses or CIDR ranges with commas between, such as 10.0.0.0/8,::1',
  });

const smtpUrl = z.string().superRefine((text, context) => {
  const parsed = parseSmtpUrl(text);
  if (typeof parsed === 'string') context.addIssue(parsed);
});

/** For how long something is kept. */
const days = z
  .string()
  .refine((text) => /^[1-9][0-9]{0,3}$/.test(text) && Number(text) <= 3_650, {
    message: 'must be a whole number of days from 1 to 3650',
  })
  .transform(Number);

const path = z.string().transform((text) => resolve(text));

const emailAddress = z.string().regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must be an email address');

/** Every setting there is, in the order in which `config print` and the README list them. */
export const settings = {
  host: setting({
    schema: host,
    fallback: '127.0.0.1',
    placeholder: 'ADDRESS',
    help: 'Address to listen on',
  }),
  port: setting({ schema: port, fallback: '3000', placeholder: 'PORT', help: 'Port to listen on' }),
  dataDir: setting({
    schema: path,
    fallback: './data',
    placeholder: 'FOLDER',
    help: 'Folder of the database and the instance key; made with mode 0700',
  }),
  baseUrl: setting<string | undefined>({
    schema: origin,
    placeholder: 'URL',
    help: 'Where browsers and backends reach the server; from host and port unless given',
  }),
  secret: setting<string | undefined>({
    schema: instanceKey,
    secret: true,
    help: 'Instance key that seals secrets at rest; generated into the data folder unless given',
  }),
  logLevel: setting({
    schema: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }),
    fallback: 'info',
    placeholder: 'LEVEL',
    help: `Least severe level that is logged: ${logLevels.join(', ')}`,
  }),
  logFormat: setting({
    schema: z.enum(logFormats, { error: `must be one of ${logFormats.join(', ')}` }),
    fallback: 'json',
    placeholder: 'FORMAT',
    help: `Format of the log: ${logFormats.join(' or ')}`,
  }),
  trustedProxies: setting({
    schema: networks,
    fallback: '',
    placeholder: 'CIDRS',
    help: 'Reverse proxies whose forwarding headers are believed, as addresses or CIDR ranges',
  }),
  webhookAllowHttp: setting({
    schema: onOff,
    fallback: 'false',
    help: 'Lets webhook endpoints use http instead of https (true or false)',
  }),
  webhookAllowCidrs: setting({
    schema: networks,
    fallback: '',
    placeholder: 'CIDRS',
    help: 'Private networks that webhook endpoints may lie in, as addresses or CIDR ranges',
  }),
  webhookSourceAddresses: setting({
    schema: networks,
    fallback: '',
    placeholder: 'CIDRS',
    help: 'Addresses that deliveries come from, for receivers to let in; shown, not used',
  }),
  smtpUrl: setting<string | undefined>({
    schema: smtpUrl,
    secret: true,
    help: 'Mail server for alerts, such as smtps://user:password@mail.example.com:465',
  }),
  mailFrom: setting<string | undefined>({
    schema: emailAddress,
    placeholder: 'EMAIL',
    help: 'Address that mail comes from; needed with a mail server',
  }),
  retentionPayloadDays: setting({
    schema: days,
    fallback: '30',
    placeholder: 'DAYS',
    help: 'Days for which bodies of events are kept, longer while a delivery needs them',
  }),
  retentionExcerptDays: setting({
    schema: days,
    fallback: '30',
    placeholder: 'DAYS',
    help: "Days for which excerpts of receivers' responses are kept",
  }),
  retentionAttemptDays: setting({
    schema: days,
    fallback: '90',
    placeholder: 'DAYS',
    help: 'Days for which attempts are kept, longer while their delivery has not come to an end',
  }),
  metricsToken: setting<string | undefined>({
    schema: metricsToken,
    secret: true,
    help: 'Bearer token for /metrics, which answers nobody unless one is given',
  }),
  adminEmail: setting<string | undefined>({
    schema: emailAddress,
    placeholder: 'EMAIL',
    help: 'Email address of the first admin, made at the first start',
  }),
  adminPasswordFile: setting<string | undefined>({
    schema: path,
    placeholder: 'FILE',
    help: 'File with the password of the first admin; read only while there is none',
  }),
} as const;

export type SettingKey = keyof typeof settings;

function isOrigin(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  return url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^(0|[1-9][0-9]{0,2})$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}
