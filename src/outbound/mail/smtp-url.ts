import { containsAddress, parseAddress, parseCidr } from '../addresses.ts';

/** A mail server as the operator names it. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /**
   * `implicit` from the first byte; `required` and `offered` by STARTTLS, where `required` sends nothing without
   * it; `off` not at all. Wherever there is TLS, the certificate is verified.
   */
  readonly tls: 'implicit' | 'required' | 'offered' | 'off';
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

/**
 * Reads `smtps://user:password@host:465` or `smtp://user:password@host:587`, credentials in percent encoding. A
 * password goes over TLS or nowhere: `smtp` with credentials demands STARTTLS, except to this machine itself.
 * `?starttls=off` is for a relay in the own network whose certificate is worth nothing.
 *
 * @returns why it is refused, as the end of a sentence that starts with the name of the setting
 */
export const parseSmtpUrl = (text: string): SmtpServer | string => {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '')
    return 'must be a mail server such as smtps://user:password@mail.example.com:465 or smtp://...:587';
  const option = optionOf(url);
  if (option === undefined || !/^\/?$/.test(url.pathname) || url.hash !== '')
    return 'must have nothing after the port, except ?starttls=off';
  const login = loginOf(url);
  if (login === 'malformed') return 'must have user name and password in percent encoding, or neither';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const base = { host, login };
  if (url.protocol === 'smtps:')
    return option === 'off'
      ? 'must not say starttls=off with smtps'
      : { ...base, port: portOf(url, 465), tls: 'implicit' };
  const port = portOf(url, 587);
  if (isThisMachine(host)) return { ...base, port, tls: 'off' };
  if (login) {
    return option === 'off'
      ? 'must not send a password without TLS (starttls=off)'
      : { ...base, port, tls: 'required' };
  }
  return { ...base, port, tls: option === 'off' ? 'off' : 'offered' };
};

const portOf = (url: URL, standard: number): number => (url.port === '' ? standard : Number(url.port));

/** Undefined for anything unknown. */
const optionOf = ({ searchParams }: URL): 'off' | 'none' | undefined => {
  const given = [...searchParams];
  if (given.length === 0) return 'none';
  const [[name, value] = []] = given;
  return given.length === 1 && name === 'starttls' && value === 'off' ? 'off' : undefined;
};

const loginOf = ({ username, password }: URL): SmtpServer['login'] | 'malformed' => {
  if (username === '' && password === '') return undefined;
  if (username === '' || password === '') return 'malformed';
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return 'malformed';
  }
};

/** What stays on this machine nobody overhears, and its mail server seldom has a certificate. */
const isThisMachine = (host: string): boolean => {
  if (host === 'localhost') return true;
  const address = parseAddress(host);
  return address !== undefined && loopback.some((network) => containsAddress(network, address));
};

const loopback = ['127.0.0.0/8', '::1'].flatMap((text) => parseCidr(text) ?? []);
