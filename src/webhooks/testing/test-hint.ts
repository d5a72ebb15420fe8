import { type OutboundError, sentenceOf } from '../../outbound/failures.ts';
import type { SecretRotation } from '../endpoints/endpoint-secret.ts';
import { type FormatName, formatOf } from '../formats/formats.ts';

/** What a hint is made from. */
export interface TestAnswer {
  /** HTTP status; null when there was none. */
  readonly status: number | null;
  /** What went wrong when there was no complete answer. */
  readonly error: string | null;
  readonly format: FormatName;
  /** While a previous secret still signs. */
  readonly rotation: SecretRotation | null;
}

/** What is wrong, in plain words, and what to look at; null when nothing is. */
export const hintOf = (answer: TestAnswer): string | null => {
  const { status, error } = answer;
  if (error !== null) return afterFailure(error);
  if (status === null || (status >= 200 && status < 300)) return null;
  if (status === 401 || status === 403) return signatureRefused(answer, status);
  const known = byStatus[status];
  if (known) return `${known} (${status})`;
  if (status < 400) return redirected(status);
  if (status >= 500) return `The receiver failed by itself (${status}): its own log says why.`;
  return `The receiver refused the request (${status}). ${whatIsSent(answer)}`;
};

const signatureRefused = (answer: TestAnswer, status: number): string =>
  [
    `The receiver refused us (${status}), most likely because the signature does not fit what it expects: compare the secret it has and the format.`,
    whatIsSent(answer),
    rotationOf(answer),
    'Some receivers ask for a credential beside the signature: that goes into a custom header.',
  ]
    .filter(Boolean)
    .join(' ');

const whatIsSent = ({ format }: TestAnswer): string => `Format \`${format}\`: ${formatOf(format).satisfies}`;

const rotationOf = ({ rotation }: TestAnswer): string => {
  if (!rotation) return '';
  const used = rotation.cutOverAt === null ? 'the previous secret' : 'the new secret';
  return `The secret is being rotated: lists of signatures carry both secrets, headers with room for one signature use ${used}.`;
};

const redirected = (status: number): string =>
  `The receiver redirects (${status}). Redirects are not followed: they turn a POST into a GET, and would lead to an address that nobody has checked. Use the address it redirects to as the URL.`;

const byStatus: Readonly<Partial<Record<number, string>>> = {
  400: 'The receiver does not understand the request. Some answer so when the signature is wrong: compare the secret it has; else compare the body that was sent with what it expects',
  404: 'There is nothing at this address: compare the path of the URL, down to a slash at its end',
  405: 'The address does not take POST: compare the path of the URL with the one that is meant for webhooks',
  406: 'The receiver does not offer what it was asked for; it need not answer with any body',
  408: 'The receiver did not get the request in time, or waits for something that does not come',
  410: 'The receiver says that it wants nothing more at this address',
  413: 'The body is larger than the receiver or a proxy before it allows',
  415: 'The receiver does not take application/json',
  422: 'The receiver read the body and refuses its content: compare the format with what it expects',
  426: 'The receiver asks for another protocol',
  429: 'The receiver asks to be called less often: a limit on requests a second can be set',
  502: 'A proxy answered that it cannot reach the receiver behind it',
  503: 'The receiver, or a proxy before it, takes nothing at the moment',
  504: 'A proxy answered that the receiver behind it is too slow',
};

/** What to do about a request that got no usable answer, after what happened. */
const remedies: Readonly<Record<OutboundError, string>> = {
  refused_by_policy:
    'Only addresses in the public network are called, unless the operator allows others with TRIBUTARY_WEBHOOK_ALLOW_CIDRS.',
  dns_failure: 'Compare the host of the URL; a new name may take a while to be known everywhere.',
  dns_unavailable: 'The name server of this machine, or that of the domain, does not answer. Try again.',
  connection_refused: 'Nothing listens at this host and port: is the receiver running, is the port right?',
  host_unreachable: 'A firewall or a wrong address may be in the way.',
  network_unreachable: 'Look at the network of this server.',
  connection_reset: 'The receiver, or a proxy before it, hung up: its own log may say why.',
  connection_failed: 'Look at the receiver and at what lies before it.',
  timeout:
    'The receiver has to answer within the time limit. It should store the event, answer, and do the work afterwards.',
  certificate_expired: 'Renew the certificate of the receiver; if that is valid, compare the clocks.',
  certificate_wrong_name: 'Compare the host of the URL with the names in the certificate.',
  certificate_untrusted:
    'The receiver has to send a certificate of a public authority together with the intermediate ones.',
  tls_error: 'Compare the versions and ciphers that the receiver offers; is it HTTPS at all?',
  invalid_response: 'Is it an HTTP server that listens at this port?',
  invalid_request: 'Look at the custom headers.',
  descriptors_exhausted: 'Try again; the operator should raise the limits of this server.',
  aborted: 'Try again.',
};

const afterFailure = (error: string): string =>
  isOutboundError(error)
    ? `${sentenceOf(error)} ${remedies[error]}`
    : 'The request could not be made: look at the log of this server.';

const isOutboundError = (error: string): error is OutboundError => Object.hasOwn(remedies, error);
