import { createTransport } from 'nodemailer';
import { secondMs } from '../../core/clock.ts';
import { parseAddress } from '../addresses.ts';
import type { Lookup } from '../system-dns.ts';
import { type MailError, mailFailureOf } from './mail-failures.ts';
import { parseSmtpUrl, type SmtpServer } from './smtp-url.ts';

export interface Mail {
  /** Plain addresses. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type MailOutcome =
  /** `refused` holds the recipients that the server did not take; at least one was taken. */
  | { readonly sent: true; readonly refused: readonly string[] }
  /** `replyCode` is what the server answered, if it came to that. */
  | { readonly sent: false; readonly error: MailError; readonly replyCode: number | undefined };

export interface Mailer {
  /** The name of the mail server, for people to recognise it by. */
  readonly host: string;
  /** Never rejects, and never says more of the server than a code. */
  send(mail: Mail): Promise<MailOutcome>;
}

export interface MailerOptions {
  /** As `parseSmtpUrl` reads it; it holds the password. */
  readonly url: string;
  /** A plain address. */
  readonly from: string;
  readonly lookup: Lookup;
  /** PEM certificates trusted instead of the built-in authorities. */
  readonly trustedCertificates?: string;
  /** Milliseconds for a whole mail, from the lookup to the last answer. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 20 * secondMs;

/**
 * Sends mail through the operator's server, a connection each. Nothing is logged here: the conversation holds the
 * password.
 *
 * @throws Error when the address of the server is not one
 */
export const createMailer = (options: MailerOptions): Mailer => {
  const server = parseSmtpUrl(options.url);
  if (typeof server === 'string') throw new Error(`the mail server ${server}`);
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  return {
    host: server.host,
    send: async (mail) => {
      const message = { ...messageOf(mail, options.from), signal: AbortSignal.timeout(timeoutMs) };
      let outcome: MailOutcome = failed('lookup_failed');
      for (const address of await addressesOf(server, options.lookup)) {
        const transport = createTransport(transportOptions(server, address, timeoutMs, options));
        try {
          return { sent: true, refused: (await transport.sendMail(message)).rejected };
        } catch (thrown) {
          const { beforeSending, ...failure } = mailFailureOf(thrown);
          outcome = { sent: false, ...failure };
          if (!beforeSending) return outcome;
        }
      }
      return outcome;
    },
  };
};

const failed = (error: MailError): MailOutcome => ({ sent: false, error, replyCode: undefined });

/** Most addresses of the server that one mail tries; none when its name has none. */
const maxDialled = 4;

const addressesOf = async ({ host }: SmtpServer, lookup: Lookup): Promise<readonly string[]> => {
  if (parseAddress(host)) return [host];
  const found = await lookup(host).catch(() => []);
  return found.slice(0, maxDialled);
};

const messageOf = ({ to, subject, text, html }: Mail, from: string) => ({
  from: { name: 'Tributary', address: from },
  to: [...to],
  subject: onOneLine(subject),
  text,
  html,
  headers: { 'Auto-Submitted': 'auto-generated' },
  // The content is text of ours: nothing in it may name a file or an address to be read.
  disableFileAccess: true,
  disableUrlAccess: true,
});

const transportOptions = (
  server: SmtpServer,
  address: string,
  timeoutMs: number,
  { trustedCertificates: ca }: MailerOptions,
) => ({
  host: address,
  port: server.port,
  // The certificate must be for the name, whatever address it led to.
  ...(address === server.host ? {} : { servername: server.host }),
  secure: server.tls === 'implicit',
  requireTLS: server.tls === 'required',
  ignoreTLS: server.tls === 'off',
  ...(server.login && { auth: { user: server.login.user, pass: server.login.password } }),
  connectionTimeout: timeoutMs,
  greetingTimeout: timeoutMs,
  socketTimeout: timeoutMs,
  logger: false,
  // Said aloud because the environment could otherwise switch the check off.
  tls: { minVersion: 'TLSv1.2' as const, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) },
});

/** A line break in a subject would begin a header of its own. */
const onOneLine = (subject: string): string =>
  subject.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, maxSubjectLength);

const maxSubjectLength = 200;
