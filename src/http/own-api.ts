import { invalidField, notFound } from '../core/errors.ts';
import type { Origin } from '../database/work.ts';
import { answerRoute } from './answer-route.ts';
import type { Caller } from './caller.ts';
import { assertPlain } from './json-body.ts';
import type { Answer, Method, Route } from './route.ts';

/** What a call may bring besides its address. */
export interface CallInput {
  /** What stands in the path: `{ id: 'com_...' }`. */
  readonly params?: Readonly<Record<string, string>>;
  /** Absent and empty values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Refused with `precondition_failed` when the thing has changed since: sent as `If-Match`. */
  readonly rowVersion?: number | undefined;
  /** So that a form that is sent twice is done once. */
  readonly idempotencyKey?: string | undefined;
}

/** A file that a route answers with, such as a statement in CSV. */
export interface OwnFile {
  readonly type: string;
  readonly body: string | ReadableStream<Uint8Array>;
}

/** A JSON answer with the version that `rowVersion` of a later change refers to. */
export interface Versioned<T> {
  readonly value: T;
  readonly rowVersion: number | undefined;
}

/** The JSON API for pages of our own, on behalf of who looks at them: the same routes, checks and words. */
export interface OwnApi {
  /**
   * @param path as the route is written: `/api/v1/commissions/:id`
   * @returns what the route answers as JSON over the wire
   * @throws DomainError what the route would answer as a problem
   */
  get<T>(path: string, input?: CallInput): Promise<T>;
  /** As `get`, with the version of the thing: for the form that changes it. */
  read<T>(path: string, input?: CallInput): Promise<Versioned<T>>;
  post<T>(path: string, input?: CallInput): Promise<T>;
  patch<T>(path: string, input?: CallInput): Promise<T>;
  delete(path: string, input?: CallInput): Promise<void>;
  file(path: string, input?: CallInput): Promise<OwnFile>;
}

/** Opens the API to pages: what a person asks for goes the way of `answerRoute`, without network or key. */
export const createOwnApi = (routes: readonly Route[]): ((caller: Caller, origin: Origin) => OwnApi) => {
  const byAddress = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  return (caller, origin) => {
    const call = (method: Method, path: string, input: CallInput = {}): Promise<Answer> => {
      const route = byAddress.get(`${method} ${path}`);
      if (!route) throw new Error(`no route ${method} ${path}`);
      const { params = {}, body = {} } = input;
      const request = requestOf(method, path, input);
      return answerRoute(route, { request, caller, origin, params, query: queryOf(input) }, () =>
        plain(body),
      );
    };
    const json = async <T>(method: Method, path: string, input?: CallInput): Promise<T> =>
      bodyOf(await call(method, path, input)) as T;
    return {
      get: (path, input) => json('GET', path, input),
      read: async <T>(path: string, input?: CallInput): Promise<Versioned<T>> => {
        const answer = await call('GET', path, input);
        return { value: bodyOf(answer) as T, rowVersion: versionOf(answer) };
      },
      post: (path, input) => json('POST', path, input),
      patch: (path, input) => json('PATCH', path, input),
      delete: (path, input) => json<void>('DELETE', path, input),
      file: async (path, input) => {
        const { content } = await call('GET', path, input);
        if (!content) throw notFound('file');
        return content;
      },
    };
  };
};

const bodyOf = ({ json, body }: Answer): unknown => (json === undefined ? body : JSON.parse(json));

const versionOf = ({ headers }: Answer): number | undefined => {
  const tag = headers?.etag;
  return tag === undefined ? undefined : Number(tag.replaceAll('"', ''));
};

/** Handlers read headers of a request: the version and the key that would have come over the wire. */
const requestOf = (method: Method, path: string, { rowVersion, idempotencyKey }: CallInput): Request => {
  const headers = new Headers();
  if (rowVersion !== undefined) headers.set('if-match', `"${rowVersion}"`);
  if (idempotencyKey !== undefined) {
    if (!writable.test(idempotencyKey)) throw invalidField('idempotency_key', 'is none of ours');
    headers.set('idempotency-key', idempotencyKey);
  }
  return new Request(`http://localhost${path}`, { method, headers });
};

/** What a form brings back may be anything; a header takes no more than this. */
const writable = /^[ -~]*$/;

const queryOf = ({ query = {} }: CallInput): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)]],
    ),
  );

/** As it would have arrived over the wire: nothing of what is undefined. */
const plain = (body: unknown): unknown => {
  const arrived: unknown = JSON.parse(JSON.stringify(body));
  assertPlain(arrived);
  return arrived;
};
