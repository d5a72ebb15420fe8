/** Everything that can become of a mail that was not taken. Closed and coarse, as for other requests. */
const failures = {
  lookup_failed: 'The name of the mail server could not be looked up.',
  connection_failed: 'The mail server could not be reached, or it closed the connection.',
  timeout: 'The mail server did not answer in time.',
  tls_failed: 'No secure connection to the mail server could be made, or its certificate is not valid.',
  login_refused: 'The mail server refused the user name or password.',
  recipients_refused: 'The mail server refused the sender or every recipient.',
  message_refused: 'The mail server refused the message.',
  unexpected_answer: 'The mail server answered something unexpected.',
} as const;

export type MailError = keyof typeof failures;

/** One sentence for people. */
export const mailSentenceOf = (error: MailError): string => failures[error];

export interface MailFailure {
  readonly error: MailError;
  /** What the server answered, if it came to that. */
  readonly replyCode: number | undefined;
  /** Nothing has been sent: another address of the server may be tried. */
  readonly beforeSending: boolean;
}

/** Names what `sendMail` rejected with. Codes of nodemailer 10 as seen on Bun 1.4.5. */
export const mailFailureOf = (thrown: unknown): MailFailure => {
  const { code, responseCode, syscall, message } = thrown as Readonly<Record<string, unknown>>;
  const known = byCode[String(code)] ?? 'unexpected_answer';
  const isTls = known === 'connection_failed' && /certificate|altname|\b(TLS|SSL)\b/i.test(String(message));
  return {
    error: isTls ? 'tls_failed' : known,
    replyCode: typeof responseCode === 'number' ? responseCode : undefined,
    beforeSending: syscall === 'connect',
  };
};

const byCode: Readonly<Record<string, MailError>> = {
  ECONNECTION: 'connection_failed',
  ESOCKET: 'connection_failed',
  ETIMEDOUT: 'timeout',
  EABORT: 'timeout',
  ETLS: 'tls_failed',
  EAUTH: 'login_refused',
  ENOAUTH: 'login_refused',
  EENVELOPE: 'recipients_refused',
  EMESSAGE: 'message_refused',
};
