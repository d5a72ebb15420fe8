import { createServer } from '../../src/server.ts';
import type { TestApp } from './app.ts';

/** A browser without any script: keeps cookies, sends forms, follows nothing by itself. */
export interface Visitor {
  /** By name, as the browser holds them now. */
  readonly cookies: Map<string, string>;
  get(path: string): Promise<Response>;
  post(path: string, fields?: Readonly<Record<string, string>>): Promise<Response>;
}

interface VisitorOptions {
  /** Where it comes from: the other end of the socket. */
  readonly address?: string;
  /** Added to every request; the same name replaces. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const visit = ({ app }: TestApp, { address, headers = {} }: VisitorOptions = {}): Visitor => {
  // On https a proxy takes the encryption off: what arrives here is plain.
  const { host } = new URL(app.config.baseUrl);
  const server = createServer(app);
  // Nothing listens here that could know it.
  if (address !== undefined) Object.assign(server, { server: { requestIP: () => ({ address }) } });
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const request = new Request(`http://${host}${path}`, init);
    request.headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    request.headers.set('host', host);
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
    const response = await server.handle(request);
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    return response;
  };
  return {
    cookies,
    get: (path) => send(path, { headers: { accept: 'text/html' } }),
    post: (path, fields = {}) =>
      send(path, {
        method: 'POST',
        headers: {
          accept: 'text/html',
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(fields).toString(),
      }),
  };
};

const keep = (cookies: Map<string, string>, line: string): void => {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  if (attributes.includes('Max-Age=0')) cookies.delete(pair.slice(0, at));
  else cookies.set(pair.slice(0, at), pair.slice(at + 1));
};
